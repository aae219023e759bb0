/** @jest-environment jsdom */
import { whenSeen } from '../notebook/when-seen';

type Seen = { readonly isIntersecting: boolean };

/** What the browser would say of one element. */
class FakeObserver {
  static last: FakeObserver;

  constructor(private readonly _tell: (entries: readonly Seen[]) => void) {
    FakeObserver.last = this;
  }

  readonly observe = jest.fn();
  readonly disconnect = jest.fn();

  inView(isIntersecting: boolean): void {
    this._tell([{ isIntersecting }]);
  }
}

describe('an output in a notebook', () => {
  const observer = globalThis.IntersectionObserver;
  let notebook: HTMLElement;
  let output: HTMLElement;

  beforeEach(() => {
    jest.useFakeTimers();
    Object.assign(globalThis, { IntersectionObserver: FakeObserver });
    document.body.innerHTML =
      '<div id="notebook"><div id="output"></div></div><div id="log"></div>';
    notebook = document.getElementById('notebook')!;
    output = document.getElementById('output')!;
  });

  afterEach(() => {
    jest.useRealTimers();
    Object.assign(globalThis, { IntersectionObserver: observer });
  });

  const scroll = (element: HTMLElement): void => {
    element.dispatchEvent(new Event('scroll'));
  };

  it('is seen at once where nothing moves', () => {
    const see = jest.fn();
    whenSeen(output, see);
    jest.advanceTimersByTime(1000);
    expect(see).not.toHaveBeenCalled();
    FakeObserver.last.inView(true);
    jest.advanceTimersByTime(0);
    expect(see).toHaveBeenCalledTimes(1);
    scroll(notebook);
    jest.advanceTimersByTime(1000);
    expect(see).toHaveBeenCalledTimes(1);
    expect(FakeObserver.last.disconnect).toHaveBeenCalled();
  });

  it('is not seen while the notebook is scrolled, and once it rests', () => {
    const see = jest.fn();
    whenSeen(output, see);
    scroll(notebook);
    FakeObserver.last.inView(true);
    for (let i = 0; i < 10; i++) {
      jest.advanceTimersByTime(100);
      scroll(notebook);
    }
    expect(see).not.toHaveBeenCalled();
    jest.advanceTimersByTime(150);
    expect(see).toHaveBeenCalledTimes(1);
  });

  it('is not seen if it has left the view when the notebook rests', () => {
    const see = jest.fn();
    whenSeen(output, see);
    scroll(notebook);
    FakeObserver.last.inView(true);
    jest.advanceTimersByTime(100);
    FakeObserver.last.inView(false);
    jest.advanceTimersByTime(1000);
    expect(see).not.toHaveBeenCalled();
    FakeObserver.last.inView(true);
    jest.advanceTimersByTime(0);
    expect(see).toHaveBeenCalledTimes(1);
  });

  it('does not mind what is scrolled elsewhere', () => {
    const see = jest.fn();
    whenSeen(output, see);
    scroll(document.getElementById('log')!);
    FakeObserver.last.inView(true);
    jest.advanceTimersByTime(0);
    expect(see).toHaveBeenCalledTimes(1);
  });

  it('is not waited for any longer once that is stopped', () => {
    const see = jest.fn();
    const stop = whenSeen(output, see);
    FakeObserver.last.inView(true);
    stop();
    jest.advanceTimersByTime(1000);
    expect(see).not.toHaveBeenCalled();
  });
});
