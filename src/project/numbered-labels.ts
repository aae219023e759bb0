import { blockKey, LABEL_BLOCK_SIZE, placeOfBlock } from './block-grid';
import { Shape } from './grid';
import { LabelImage } from './labels';

/** Numbers of one 64 × 64 block; the type is as wide as the file needs. */
export type NumberBlock = Uint8Array | Uint16Array | Uint32Array;

/** Whole numbers on the grid of an image, as label files have them; 0 = nothing. Plain data. */
export type NumberedLabels = {
  readonly shape: Shape;
  /** (64, 64) blocks that are not all 0, named as those of {@link LabelImage}. */
  readonly blocks: readonly (readonly [string, NumberBlock])[];
};

/** What becomes of the numbers of a file. */
export type NumberMapping = {
  /** Number in the file → class number from 1; 0 = left out. Asked for numbers > 0. */
  readonly classOf: (number: number) => number;
  /** Class number of pixels that are 0 in the file; 0 = unlabelled. */
  readonly background: number;
  /**
   * Whether pixels that touch another number are treated as background: keeps
   * objects apart that lie side by side.
   */
  readonly hasGaps: boolean;
};

/** Turns the numbers of a file into labels. */
export function labelsOfNumbers(
  numbers: NumberedLabels,
  mapping: NumberMapping
): LabelImage {
  const { shape } = numbers;
  const labels = new LabelImage(shape);
  const blocks = new Map(numbers.blocks);
  const keys = mapping.background > 0 ? allBlocks(shape) : blocks.keys();
  for (const key of keys) {
    const block = labelBlock(key, blocks, shape, mapping);
    if (block.some(label => label > 0)) {
      labels.restore(key, block);
    }
  }
  return labels;
}

/** The numbers that occur and how many pixels each has, ascending. */
export function countNumbers(
  blocks: NumberedLabels['blocks']
): { readonly number: number; readonly count: number }[] {
  const counts = new Map<number, number>();
  for (const [, block] of blocks) {
    for (const number of block) {
      if (number > 0) {
        counts.set(number, (counts.get(number) ?? 0) + 1);
      }
    }
  }
  return [...counts]
    .map(([number, count]) => ({ number, count }))
    .sort((a, b) => a.number - b.number);
}

function labelBlock(
  key: string,
  blocks: ReadonlyMap<string, NumberBlock>,
  shape: Shape,
  { classOf, background, hasGaps }: NumberMapping
): Uint8Array {
  const size = LABEL_BLOCK_SIZE;
  const { y: y0, x: x0 } = placeOfBlock(key);
  const numbers = blocks.get(key);
  const block = new Uint8Array(size * size);
  const rows = Math.min(size, shape.y - y0);
  const columns = Math.min(size, shape.x - x0);
  const touches = hasGaps ? neighbourTest(key, blocks) : () => false;
  // neighbours have mostly the same number: the mapping is asked once a run
  let last = 0;
  let label = background;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const number = numbers?.[y * size + x] ?? 0;
      if (number !== last) {
        last = number;
        label = number === 0 ? background : classOf(number);
      }
      block[y * size + x] =
        number > 0 && touches(y, x, number) ? background : label;
    }
  }
  return block;
}

/** Whether a pixel of the block has a pixel of another object at one of its sides, in the slices around too. */
function neighbourTest(
  key: string,
  blocks: ReadonlyMap<string, NumberBlock>
): (y: number, x: number, number: number) => boolean {
  const size = LABEL_BLOCK_SIZE;
  const [t, z, by, bx] = key.split(',').map(Number);
  const blockAt = (dy: number, dx: number): NumberBlock | undefined =>
    blocks.get(blockKey({ t, z }, by + dy, bx + dx));
  const around = [-1, 0, 1].map(dy => [-1, 0, 1].map(dx => blockAt(dy, dx)));
  const slices = [z - 1, z + 1].map(other =>
    blocks.get(blockKey({ t, z: other }, by, bx))
  );
  const numberAt = (y: number, x: number): number => {
    const block = around[Math.floor(y / size) + 1][Math.floor(x / size) + 1];
    return block ? block[((y + size) % size) * size + ((x + size) % size)] : 0;
  };
  const isOther = (other: number, number: number): boolean =>
    other > 0 && other !== number;
  return (y, x, number) =>
    isOther(numberAt(y - 1, x), number) ||
    isOther(numberAt(y + 1, x), number) ||
    isOther(numberAt(y, x - 1), number) ||
    isOther(numberAt(y, x + 1), number) ||
    slices.some(block => block && isOther(block[y * size + x], number));
}

function* allBlocks({ t, z, y, x }: Shape): Generator<string> {
  const rows = Math.ceil(y / LABEL_BLOCK_SIZE);
  const columns = Math.ceil(x / LABEL_BLOCK_SIZE);
  for (let i = 0; i < t * z * rows * columns; i++) {
    const plane = Math.floor(i / (rows * columns));
    const at = i % (rows * columns);
    yield blockKey(
      { t: Math.floor(plane / z), z: plane % z },
      Math.floor(at / columns),
      at % columns
    );
  }
}
