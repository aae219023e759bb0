import ndarray from 'ndarray';
import { PixelForestError } from '../../errors';
import { AXES, Axis, Shape } from '../../project/grid';
import { LabelImage } from '../../project/labels';
import { areAxes } from '../hdf5/axistags';
import { internalAxes } from './internal-axes';

/** Stored values that erase what earlier blocks wrote. */
const ERASERS = [100, 255];

/** A stored piece of labels, before the image's axes are known. Plain data. */
export type LabelBlock = {
  /** Axes of the block if it says so itself; else null. */
  readonly axes: string | null;
  /** How a block without axes is read: as ilastik works, or as the file is. */
  readonly order: 'internal' | 'file';
  /** First position per axis of the block. */
  readonly starts: readonly number[];
  /** Size per axis of the block. */
  readonly sizes: readonly number[];
  /** Class numbers from 1, 0 = unlabelled, 100 = erase; last axis fastest. */
  readonly values: Uint8Array;
};

/**
 * Puts stored blocks together.
 *
 * @param blocks   in the file's order: later ones win
 * @param shape    sizes of the image
 * @param fileAxes axes in the image file's own order
 * @param name     the image, for messages
 * @throws PixelForestError `mismatch` if a block lies outside the image
 */
export function labelsOf(
  blocks: readonly LabelBlock[],
  shape: Shape,
  fileAxes: string,
  name: string
): LabelImage {
  const labels = new LabelImage(shape);
  for (const block of blocks) {
    placeBlock(labels, block, axesOf(block, shape, fileAxes, name), name);
  }
  return labels;
}

/** Highest class number in the blocks; 0 without labels. */
export function highestLabel(blocks: readonly LabelBlock[]): number {
  let highest = 0;
  for (const { values } of blocks) {
    for (const label of values) {
      if (label > highest && !ERASERS.includes(label)) {
        highest = label;
      }
    }
  }
  return highest;
}

/** Axes of a block: its own, else by version of the file and number of dimensions. */
function axesOf(
  block: LabelBlock,
  shape: Shape,
  fileAxes: string,
  name: string
): string {
  const inner = internalAxes(shape);
  const fileOrders = [fileAxes, `${fileAxes}c`];
  const candidates = block.axes
    ? [block.axes]
    : block.order === 'file'
      ? [...fileOrders, inner]
      : [inner, ...fileOrders];
  const axes = candidates.find(
    candidate => candidate.length === block.sizes.length && areAxes(candidate)
  );
  if (axes === undefined) {
    throw new PixelForestError(
      'mismatch',
      `Labels of ${name} have ${block.sizes.length} dimensions but the image has the axes "${fileAxes}". Open the image the labels were drawn on.`
    );
  }
  return axes;
}

function placeBlock(
  labels: LabelImage,
  block: LabelBlock,
  axes: string,
  name: string
): void {
  const { shape } = labels;
  const at = (axis: Axis): { start: number; size: number; index: number } => {
    const index = axes.indexOf(axis);
    return index < 0
      ? { start: 0, size: 1, index }
      : { start: block.starts[index], size: block.sizes[index], index };
  };
  for (const axis of AXES) {
    const { start, size } = at(axis);
    const limit = axis === 'c' ? 1 : shape[axis];
    if (start + size > limit) {
      throw new PixelForestError(
        'mismatch',
        `Labels of ${name} reach from ${start} to ${start + size} along ${axis} but the image has ${limit}. Open the image the labels were drawn on.`
      );
    }
  }
  const [t, z, y, x] = (['t', 'z', 'y', 'x'] as const).map(at);
  const view = ndarray(block.values, [...block.sizes]);
  const stride = ({ index }: { index: number }): number =>
    index < 0 ? 0 : view.stride[index];
  const box = {
    y0: y.start,
    x0: x.start,
    y1: y.start + y.size,
    x1: x.start + x.size
  };
  for (let i = 0; i < t.size; i++) {
    for (let k = 0; k < z.size; k++) {
      const plane = { t: t.start + i, z: z.start + k };
      const written = new Uint8Array(y.size * x.size);
      const covered = new Uint8Array(y.size * x.size);
      let erases = false;
      for (let row = 0, to = 0; row < y.size; row++) {
        let from = i * stride(t) + k * stride(z) + row * stride(y);
        for (let column = 0; column < x.size; column++, to++) {
          const label = block.values[from];
          if (ERASERS.includes(label)) {
            covered[to] = 1;
            erases = true;
          } else {
            written[to] = label;
          }
          from += stride(x);
        }
      }
      labels.writeBox(plane, box, written);
      if (erases) {
        labels.paint(plane, { box, covered }, 0);
      }
    }
  }
}
