/** @jest-environment jsdom */
import { MessageArea, viewerMessage } from '../overlay/message-area';
import { PlaneSliders } from '../overlay/plane-sliders';
import { ReadOut, valueText } from '../overlay/read-out';
import { scaleBarLength } from '../overlay/scale-bar';
import { FakeStore } from './fake-store';
import { settled } from './layer-frame';

describe('scale bar', () => {
  it('is the longest of 1, 2 or 5 × 10ⁿ that is at most 120 pixels wide', () => {
    expect(scaleBarLength(1, 1)).toEqual({ width: 100, text: '100 µm' });
    expect(scaleBarLength(0.5, 1)).toEqual({ width: 100, text: '50 µm' });
    expect(scaleBarLength(0.0515, 1).text).toBe('5 µm');
    expect(scaleBarLength(0.0515, 20).text).toBe('200 nm');
    expect(scaleBarLength(100, 1)).toEqual({ width: 100, text: '10 mm' });
  });

  it('is between 48 and 120 pixels wide at any zoom', () => {
    for (let zoom = 0.01; zoom < 64; zoom *= 1.13) {
      const { width } = scaleBarLength(0.0515, zoom);
      expect(width).toBeGreaterThan(47.9);
      expect(width).toBeLessThanOrEqual(120.0001);
    }
  });
});

describe('read-out', () => {
  const setUp = (store = new FakeStore()) => {
    const readOut = new ReadOut(store.asStore, error => {
      throw error;
    });
    const text = (name: string) =>
      readOut.element.querySelector(`.jp-PixelForest-readOut-${name}`)
        ?.textContent;
    return { store, readOut, text };
  };

  it('shows position, raw values, label and probabilities of the pixel', async () => {
    const { store, readOut, text } = setUp();
    store.beginStroke(1, 1).extend([{ y: 12, x: 34 }]);
    readOut.show({ y: 12.4, x: 33.6 });
    await settled();
    expect(text('position')).toBe('x 34, y 12');
    expect(text('values')).toBe('red 12, green 34, Channel 3 0.123457');
    expect(text('label')).toBe('Label: Label 2');
    expect(text('probabilities')).toBe('P(Label 1) = 0.83, P(Label 2) = 0.17');
  });

  it('is empty beside the image', async () => {
    const { readOut, text } = setUp();
    readOut.show({ y: 5, x: 5 });
    readOut.show({ y: -1, x: 5 });
    await settled();
    expect(text('position')).toBe('');
    expect(text('values')).toBe('');
  });

  it('names the plane of a stack', () => {
    const { store, readOut, text } = setUp(new FakeStore({ z: 9, t: 4 }));
    store.plane = { t: 2, z: 7 };
    readOut.show({ y: 0, x: 0 });
    expect(text('position')).toBe('x 0, y 0, z 7, t 2');
  });

  it('speaks only after the pointer came to rest', () => {
    jest.useFakeTimers();
    const { readOut, text } = setUp();
    readOut.show({ y: 1, x: 1 });
    jest.advanceTimersByTime(500);
    readOut.show({ y: 2, x: 2 });
    jest.advanceTimersByTime(500);
    expect(text('spoken')).toBe('');
    jest.advanceTimersByTime(500);
    expect(text('spoken')).toContain('x 2, y 2');
    jest.useRealTimers();
  });

  it('writes whole numbers as they are and others to six digits', () => {
    expect([4095, -3, 0.1 + 0.2, 1e-9].map(valueText)).toEqual([
      '4095',
      '-3',
      '0.3',
      '1e-9'
    ]);
  });
});

describe('plane sliders', () => {
  it('has one for each axis that is longer than 1, and sets the plane', () => {
    const store = new FakeStore({ z: 9 });
    const sliders = new PlaneSliders(store.asStore);
    sliders.update();
    const inputs = [...sliders.element.querySelectorAll('input')];
    expect(inputs.map(input => input.getAttribute('aria-label'))).toEqual([
      'z'
    ]);
    expect(inputs[0].max).toBe('8');
    inputs[0].value = '5';
    inputs[0].dispatchEvent(new Event('input'));
    expect(store.plane).toEqual({ t: 0, z: 5 });
    sliders.update();
    expect(sliders.element.textContent).toContain('5 / 8');
    expect(sliders.element.querySelector('input')).toBe(inputs[0]);
  });

  it('is hidden for a plain image', () => {
    const sliders = new PlaneSliders(new FakeStore().asStore);
    sliders.update();
    expect(sliders.element.hidden).toBe(true);
  });
});

describe('message', () => {
  it('offers what can be done where there is no image, or its file is missing', () => {
    const store = new FakeStore();
    const ran: string[] = [];
    const action = (label: string) => ({ label, run: () => ran.push(label) });
    const actions = {
      noImage: [action('Add image')],
      missing: [action('Find the file…')]
    };
    expect(viewerMessage(store.asStore, actions)).toBeNull();
    store.status = { state: 'missing', message: 'a.tif is not there.' };
    const area = new MessageArea();
    area.update(viewerMessage(store.asStore, actions));
    expect(area.element.textContent).toContain('a.tif is not there.');
    area.element.querySelector('button')?.click();
    expect(ran).toEqual(['Find the file…']);
    store.activeImage = null;
    expect(viewerMessage(store.asStore, actions)?.actions).toEqual(
      actions.noImage
    );
  });
});
