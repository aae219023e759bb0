import { PixelForestError } from '../../errors';
import { LABEL_BLOCK_SIZE } from '../../project/block-grid';
import { Shape } from '../../project/grid';
import { Rgb } from '../../project/images';
import { NumberBlock, NumberedLabels } from '../../project/numbered-labels';

/** A number that occurs in a label file. */
export type LabelKind = {
  readonly number: number;
  /** Pixels that have it. */
  readonly count: number;
  /** Name of the class, '' where the file gives none. */
  readonly name: string;
  /** Colour of the class, null where the file gives none. */
  readonly color: Rgb | null;
};

/** What a label file holds, laid on the grid of the image. Plain data. */
export type LabelFile = {
  readonly format: 'Labkit' | 'image';
  readonly numbers: NumberedLabels;
  /** Ascending. */
  readonly kinds: readonly LabelKind[];
  /** What the user should know, one sentence each. */
  readonly notes: readonly string[];
};

/** What can be chosen as labels. */
export const LABEL_NAMES = /\.(?:labeling|json|tiff?|png|h5|hdf5|npy)$/i;

/** The axes that labels have. */
export const LABEL_AXES = ['t', 'z', 'y', 'x'] as const;

/**
 * @param name  the file
 * @param found sizes in the file
 * @param shape the image
 */
export function sizeMismatch(
  name: string,
  found: string,
  shape: Shape
): PixelForestError {
  const wanted = LABEL_AXES.map(axis => shape[axis]).join(' × ');
  return new PixelForestError(
    'mismatch',
    `${name} holds labels of ${found}, but the image is ${wanted} (t, z, y, x). Choose the labels of this image, or the image they belong to.`
  );
}

/** Collects numbers pixel by pixel or plane by plane into blocks. */
export class BlockCollector<T extends NumberBlock> {
  constructor(private readonly _create: (length: number) => T) {}

  /** Number at a pixel; 0 if none was set. */
  get(t: number, z: number, y: number, x: number): number {
    const size = LABEL_BLOCK_SIZE;
    const block = this._blocks.get(keyAt(t, z, y, x));
    return block ? block[(y % size) * size + (x % size)] : 0;
  }

  set(t: number, z: number, y: number, x: number, number: number): void {
    const size = LABEL_BLOCK_SIZE;
    const key = keyAt(t, z, y, x);
    let block = this._blocks.get(key);
    if (!block) {
      block = this._create(size * size);
      this._blocks.set(key, block);
    }
    block[(y % size) * size + (x % size)] = number;
  }

  /** @param pixels (y, x) whole numbers from 0 */
  addPlane(
    t: number,
    z: number,
    pixels: ArrayLike<number>,
    width: number
  ): void {
    for (let at = 0; at < pixels.length; at++) {
      if (pixels[at] > 0) {
        this.set(t, z, Math.floor(at / width), at % width, pixels[at]);
      }
    }
  }

  /** What was collected. */
  blocks(): NumberedLabels['blocks'] {
    return [...this._blocks];
  }

  private readonly _blocks = new Map<string, T>();
}

function keyAt(t: number, z: number, y: number, x: number): string {
  const size = LABEL_BLOCK_SIZE;
  return `${t},${z},${Math.floor(y / size)},${Math.floor(x / size)}`;
}
