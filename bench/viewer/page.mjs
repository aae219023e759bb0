/** The viewer in a page of its own, with a store that only paints; timed from outside by `canvas2d.mjs`. */
import { Widget } from '@lumino/widgets';
import { ImageViewer } from '../../src/viewer/viewer';
import { Canvas2dCompositor } from '../../src/viewer/layers/canvas2d-compositor';
import { FakeStore } from '../../src/viewer/__tests__/fake-store';

const { document, requestAnimationFrame } = globalThis;

const store = new FakeStore({ y: 2048, x: 2048 });
store.channelStatistics = async () => ({
  minimum: 0,
  maximum: 1,
  histogram: new Uint32Array(2)
});
// a pattern in place of pixels: drawing costs the same whatever it shows
store.colour = async (layerId, box, step) => {
  const height = Math.ceil((box.y1 - box.y0) / step);
  const width = Math.ceil((box.x1 - box.x0) / step);
  const rgba = new Uint8ClampedArray(4 * height * width);
  const isRaw = layerId === 'raw';
  for (let i = 0; i < height * width; i++) {
    const y = box.y0 + step * Math.floor(i / width);
    const x = box.x0 + step * (i % width);
    const wave = 128 + 100 * Math.sin(y / 9) * Math.cos(x / 13);
    rgba.set(isRaw ? [wave, wave / 2, 40, 255] : [255, 225, 25, wave], 4 * i);
  }
  return { rgba, height, width };
};
const compositors = [];
const viewer = new ImageViewer(store, {
  createCompositor: () => {
    const compositor = new Canvas2dCompositor();
    compositors.push(compositor);
    return compositor;
  }
});
viewer.node.style.cssText = 'position: absolute; inset: 0';
Widget.attach(viewer, document.body);

const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
const shown = () =>
  compositors.filter(({ canvas }) => canvas.parentElement !== null);
/** Reads one pixel of each canvas: what was only recorded is drawn then. */
const flush = () =>
  shown().forEach(({ canvas }) =>
    canvas.getContext('2d').getImageData(0, 0, 1, 1)
  );

/** Milliseconds of the viewer's script plus drawing in one frame, `count` times. */
async function time(change, count) {
  const all = [];
  for (let i = 0; i < count; i++) {
    // callbacks of a frame run in the order they were asked for: the viewer's is between ours
    let from = 0;
    requestAnimationFrame(() => (from = performance.now()));
    change(i);
    await new Promise(resolve =>
      requestAnimationFrame(() => {
        flush();
        all.push(performance.now() - from);
        resolve();
      })
    );
    await frame();
  }
  return all;
}

globalThis.bench = { viewer, store, frame, flush, time, shown };
