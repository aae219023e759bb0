/** @jest-environment jsdom */
import { Camera } from '../camera';
import { Sketch } from '../overlay/sketch';
import { PointerInput } from '../tools/pointer-input';
import { PointerSample } from '../tools/tool';
import { createToolRegistry } from '../tools/tool-registry';
import { FakeStore } from './fake-store';
import { createStage, point } from './pointer-events';

/** A view where image pixel (0, 0) is centred at the screen's (50, 50) and ten CSS pixels wide. */
function setUp() {
  const store = new FakeStore();
  const camera = new Camera();
  camera.setScreen({ height: 100, width: 100 });
  camera.setImage({ height: 512, width: 672 });
  camera.zoomTo(10);
  camera.centreOn({ y: 0, x: 0 });
  const stage = createStage();
  const tools = createToolRegistry();
  const hovered: (PointerSample | null)[] = [];
  const errors: unknown[] = [];
  const sketch = new Sketch(camera);
  const input = new PointerInput({
    stage,
    tools,
    context: {
      store: store.asStore,
      camera,
      sketch,
      reportError: error => errors.push(error)
    },
    onHover: sample => hovered.push(sample)
  });
  return { store, camera, stage, tools, hovered, errors, input, sketch };
}

describe('painting', () => {
  it('makes one stroke through the pixels under the pointer, with all coalesced points', () => {
    const { store, stage } = setUp();
    point(stage, 'pointerdown', 54.9, 50);
    point(stage, 'pointermove', 90, 90, {
      coalesced: [
        { clientX: 55.1, clientY: 50 },
        { clientX: 56, clientY: 51 },
        { clientX: 90, clientY: 90 }
      ]
    });
    point(stage, 'pointerup', 90, 90);
    expect(store.strokes).toEqual([
      {
        classIndex: 1,
        diameter: 3,
        // the second point of pixel (0, 1) is the same pixel
        points: [
          { y: 0, x: 0 },
          { y: 0, x: 1 },
          { y: 4, x: 4 }
        ],
        state: 'ended'
      }
    ]);
  });

  it('paints without coalesced points where the browser has none', () => {
    const { store, stage } = setUp();
    point(stage, 'pointerdown', 50, 50);
    point(stage, 'pointermove', 70, 50);
    expect(store.strokes[0].points).toEqual([
      { y: 0, x: 0 },
      { y: 0, x: 2 }
    ]);
  });

  it('erases with Alt, with the size of the eraser', () => {
    const { store, stage } = setUp();
    point(stage, 'pointerdown', 50, 50, { altKey: true });
    point(stage, 'pointerup', 50, 50);
    expect(store.strokes[0]).toMatchObject({ classIndex: null, diameter: 11 });
  });

  it('erases with the eraser', () => {
    const { store, stage } = setUp();
    store.tool = 'eraser';
    point(stage, 'pointerdown', 50, 50);
    expect(store.strokes[0]).toMatchObject({ classIndex: null, diameter: 11 });
  });

  it('takes the stroke back with Esc, and starts none by moving on', () => {
    const { store, stage } = setUp();
    point(stage, 'pointerdown', 50, 50);
    stage.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(store.strokes[0].state).toBe('cancelled');
    point(stage, 'pointermove', 70, 50);
    point(stage, 'pointerup', 70, 50);
    expect(store.strokes).toHaveLength(1);
    expect(store.strokes[0].points).toHaveLength(1);
  });

  it('keeps the stroke when the pointer is lost', () => {
    const { store, stage } = setUp();
    point(stage, 'pointerdown', 50, 50);
    point(stage, 'lostpointercapture', 50, 50);
    expect(store.strokes[0].state).toBe('ended');
  });

  it('does not paint with the right button', () => {
    const { store, stage } = setUp();
    point(stage, 'pointerdown', 50, 50, { button: 2 });
    expect(store.strokes).toEqual([]);
    expect(point(stage, 'contextmenu', 50, 50).defaultPrevented).toBe(false);
  });

  it('shows hidden labels when a stroke begins', () => {
    const { store, stage } = setUp();
    store.setLayer('labels', { isVisible: false });
    point(stage, 'pointerdown', 50, 50);
    expect(store.layers[0].isVisible).toBe(true);
  });

  it('takes no key from the commands', () => {
    const { stage } = setUp();
    for (const key of ['b', ' ', 'Escape', 'Alt', 'ArrowUp']) {
      const event = new KeyboardEvent('keydown', { key, cancelable: true });
      stage.dispatchEvent(event);
      expect(event.defaultPrevented).toBe(false);
    }
  });

  it('ends a stroke before another image is shown', () => {
    const { store, stage, input } = setUp();
    point(stage, 'pointerdown', 50, 50);
    input.finish();
    expect(store.strokes[0].state).toBe('ended');
    expect(input.isPressed).toBe(false);
  });
});

describe('moving the image', () => {
  it.each([
    ['the middle button', { button: 1 }, false],
    ['Shift', { shiftKey: true }, false],
    ['Space', {}, true]
  ])('pans with %s and any tool', (_name, init, isSpaceHeld) => {
    const { store, camera, stage } = setUp();
    camera.centreOn({ y: 100, x: 100 });
    if (isSpaceHeld) {
      stage.dispatchEvent(new KeyboardEvent('keydown', { key: ' ' }));
    }
    point(stage, 'pointerdown', 50, 50, init);
    point(stage, 'pointermove', 60, 30, init);
    point(stage, 'pointerup', 60, 30, init);
    expect(camera.centre).toEqual({ y: 102, x: 99 });
    expect(store.strokes).toEqual([]);
  });

  it('paints again after Space was released', () => {
    const { store, stage } = setUp();
    stage.dispatchEvent(new KeyboardEvent('keydown', { key: ' ' }));
    stage.dispatchEvent(new KeyboardEvent('keyup', { key: ' ' }));
    point(stage, 'pointerdown', 50, 50);
    expect(store.strokes).toHaveLength(1);
  });

  it('takes a dab back when a second finger comes, and pinches', () => {
    const { store, camera, stage } = setUp();
    camera.centreOn({ y: 100, x: 100 });
    const touch = (id: number) => ({ pointerType: 'touch', pointerId: id });
    point(stage, 'pointerdown', 40, 50, touch(1));
    point(stage, 'pointerdown', 60, 50, touch(2));
    expect(store.strokes[0].state).toBe('cancelled');
    point(stage, 'pointermove', 80, 50, touch(2));
    // twice as far apart, and the middle went from 50 to 60
    expect(camera.zoom).toBe(20);
    expect(camera.toScreen({ y: 100, x: 100 }).x).toBeCloseTo(60, 9);
    point(stage, 'pointerup', 80, 50, touch(2));
    point(stage, 'pointermove', 10, 10, touch(1));
    expect(camera.zoom).toBe(20);
    expect(store.strokes).toHaveLength(1);
  });
});

describe('the wheel', () => {
  const turn = (stage: HTMLElement, init: WheelEventInit): WheelEvent => {
    const event = new WheelEvent('wheel', {
      cancelable: true,
      clientX: 80,
      clientY: 20,
      ...init
    });
    stage.dispatchEvent(event);
    return event;
  };

  it('zooms a 2-D image by 10 % at the cursor', () => {
    const { camera, stage } = setUp();
    camera.centreOn({ y: 100, x: 100 });
    const fixed = camera.toImage({ y: 20, x: 80 });
    const event = turn(stage, { deltaY: -100 });
    expect(camera.zoom).toBeCloseTo(11, 9);
    expect(camera.toImage({ y: 20, x: 80 }).x).toBeCloseTo(fixed.x, 9);
    expect(event.defaultPrevented).toBe(true);
  });

  it('goes through the slices of a stack, and zooms with Ctrl', () => {
    const { store, camera, stage } = setUp();
    Object.assign(store, new FakeStore({ z: 30, t: 5 }), {
      changed: store.changed
    });
    turn(stage, { deltaY: 100 });
    turn(stage, { deltaY: 60 });
    expect(store.plane).toEqual({ t: 0, z: 1 });
    turn(stage, { deltaY: 60 });
    expect(store.plane).toEqual({ t: 0, z: 2 });
    turn(stage, { deltaY: 100, altKey: true });
    expect(store.plane).toEqual({ t: 0, z: 12 });
    turn(stage, { deltaY: 0, deltaX: 100, shiftKey: true });
    expect(store.plane).toEqual({ t: 1, z: 12 });
    expect(camera.zoom).toBe(10);
    turn(stage, { deltaY: -100, ctrlKey: true });
    expect(camera.zoom).toBeCloseTo(11, 9);
  });
});

describe('tools', () => {
  it('drags the contrast of the first trained channel', () => {
    const { store, stage } = setUp();
    store.tool = 'contrast';
    point(stage, 'pointerdown', 50, 50);
    point(stage, 'pointermove', 50 + 128, 50 - 128);
    // the window 100 … 300 becomes twice as wide, its centre half a width higher
    expect(store.views).toEqual([[1, { window: [100, 500] }]]);
    stage.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(store.views[1]).toEqual([1, { window: [100, 300] }]);
  });

  it('sets the contrast by the histogram with a right click, without a menu', async () => {
    const { store, stage } = setUp();
    store.tool = 'contrast';
    Object.assign(store, {
      channelStatistics: async () => ({
        minimum: 0,
        maximum: 4,
        histogram: Uint32Array.of(0, 5, 5, 0)
      })
    });
    const event = point(stage, 'contextmenu', 50, 50);
    expect(event.defaultPrevented).toBe(true);
    await Promise.resolve();
    await Promise.resolve();
    expect(store.views).toEqual([[1, { window: [1, 3] }]]);
  });

  it('lets an extension register a tool as the built-in ones are', () => {
    const { store, stage, tools } = setUp();
    const downs: PointerSample[] = [];
    const registration = tools.register({
      id: 'probe',
      name: 'Probe',
      explanation: '',
      create: () => ({
        cursor: () => ({ css: 'help', outline: null }),
        pointerDown: sample => downs.push(sample),
        pointerMove: () => undefined,
        pointerUp: () => undefined,
        pointerCancel: () => undefined
      })
    });
    store.tool = 'probe';
    point(stage, 'pointerdown', 70, 50);
    expect(downs.map(({ image }) => image)).toEqual([{ y: 0, x: 2 }]);
    point(stage, 'pointerup', 70, 50);
    registration.dispose();
    point(stage, 'pointerdown', 70, 50);
    expect(downs).toHaveLength(1);
  });

  it('refuses two tools of one name', () => {
    const { tools } = setUp();
    const [pan] = tools.types;
    expect(() => tools.register(pan)).toThrow('“pan”');
  });

  it('shows the brush in its class colour, and the eraser while Alt is held', () => {
    const { input, stage, hovered } = setUp();
    point(stage, 'pointermove', 50, 50);
    const cursor = () => input.actingTool?.cursor(input.keys, input.isPressed);
    expect(cursor()?.outline).toEqual({ diameter: 3, color: [0, 130, 200] });
    stage.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Alt', altKey: true })
    );
    expect(cursor()?.outline).toEqual({ diameter: 11, color: null });
    expect(hovered).toHaveLength(2);
    point(stage, 'pointerleave', 150, 50);
    expect(hovered[2]).toBeNull();
  });
});

describe('objects', () => {
  it('are selected by a click with the tool pan, not by a drag', () => {
    const { store, stage } = setUp();
    store.tool = 'pan';
    point(stage, 'pointerdown', 52, 50);
    point(stage, 'pointerup', 52, 50);
    expect(store.objects.calls).toEqual(['select 7']);
    point(stage, 'pointerdown', 52, 50);
    point(stage, 'pointermove', 60, 50);
    point(stage, 'pointerup', 60, 50);
    expect(store.objects.calls).toEqual(['select 7']);
  });

  it('join and leave the selection with Ctrl; a click beside all selects none', () => {
    const { store, stage } = setUp();
    const click = (x: number, ctrlKey = false): void => {
      point(stage, 'pointerdown', x, 50, { ctrlKey });
      point(stage, 'pointerup', x, 50, { ctrlKey });
    };
    store.tool = 'pan';
    store.objects.selected = new Set([3]);
    click(50, true);
    store.objects.selected = new Set([3, 7]);
    click(50, true);
    click(80);
    expect(store.objects.calls).toEqual(['select 3,7', 'select 3', 'select ']);
  });

  it('are cut off, drawn and split along what was drawn', () => {
    const { store, stage, sketch } = setUp();
    for (const tool of ['exclude-region', 'draw-object', 'split-object']) {
      store.tool = tool;
      point(stage, 'pointerdown', 50, 50);
      point(stage, 'pointermove', 60, 50);
      // nearer than three CSS pixels to the last
      point(stage, 'pointermove', 62, 50);
      point(stage, 'pointermove', 60, 71);
      expect(sketch.element.querySelector('path')?.getAttribute('d')).toMatch(
        tool === 'split-object' ? /^M50.*L60.0 71.0$/ : /Z$/
      );
      point(stage, 'pointerup', 60, 71);
      expect(sketch.element.querySelector('path')?.getAttribute('d')).toBe('');
    }
    const points = '[{"y":0,"x":0},{"y":0,"x":1},{"y":2.1,"x":1}]';
    expect(store.objects.calls).toEqual([
      `exclude ${points}`,
      `draw ${points}`,
      `split ${points}`
    ]);
  });

  it('stay as they are after a click, Esc, or what the store refuses', () => {
    const { store, stage, input, errors } = setUp();
    store.tool = 'draw-object';
    point(stage, 'pointerdown', 50, 50);
    point(stage, 'pointerup', 50, 50);
    point(stage, 'pointerdown', 50, 50);
    point(stage, 'pointermove', 90, 50);
    point(stage, 'pointermove', 90, 90);
    input.cancel();
    expect(store.objects.calls).toEqual([]);
    store.objects.refusal = new Error('no');
    point(stage, 'pointerdown', 50, 50);
    point(stage, 'pointermove', 90, 50);
    point(stage, 'pointermove', 90, 90);
    point(stage, 'pointerup', 90, 90);
    expect(errors).toEqual([store.objects.refusal]);
  });
});
