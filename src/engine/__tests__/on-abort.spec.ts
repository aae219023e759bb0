import { onAbort } from '../../errors';

describe('onAbort', () => {
  it('gives a signal one listener however many wait on it', () => {
    const abort = new AbortController();
    const listen = jest.spyOn(abort.signal, 'addEventListener');
    const called: number[] = [];
    for (let i = 0; i < 30; i++) {
      onAbort(abort.signal, () => called.push(i));
    }
    expect(listen).toHaveBeenCalledTimes(1);
    abort.abort();
    expect(called).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });

  it('does not call back who stopped listening, also during the abort', () => {
    const abort = new AbortController();
    const called: string[] = [];
    const stopFirst = onAbort(abort.signal, () => called.push('first'));
    onAbort(abort.signal, () => {
      called.push('second');
      stopThird();
    });
    const stopThird = onAbort(abort.signal, () => called.push('third'));
    stopFirst();
    abort.abort();
    expect(called).toEqual(['second']);
  });

  it('keeps signals apart', () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const called: string[] = [];
    onAbort(one.signal, () => called.push('one'));
    onAbort(other.signal, () => called.push('other'));
    other.abort();
    expect(called).toEqual(['other']);
  });
});
