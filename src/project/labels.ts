import { blockKey, blocksOf, byPosition, LABEL_BLOCK_SIZE } from './block-grid';
import { BrushMask } from './brush';
import { intersectBoxes, PlaneIndex, Shape, TileBox } from './grid';
import {
  BlockAuthors,
  isSameAuthors,
  joinAuthors,
  NO_AUTHORS
} from './label-authors';

export { LABEL_BLOCK_SIZE };

/** One block of labels before and after a change; null = all unlabelled. */
export type BlockChange = {
  readonly key: string;
  readonly before: Uint8Array | null;
  readonly after: Uint8Array | null;
  /** Who drew the block before and after. */
  readonly authors: {
    readonly before: BlockAuthors;
    readonly after: BlockAuthors;
  };
};

/** An undoable change of the labels of one image. */
export type LabelChange = {
  readonly plane: PlaneIndex | null;
  /** Region touched, in the plane; the whole image if `plane` is null. */
  readonly box: TileBox;
  readonly blocks: readonly BlockChange[];
};

/** Labelled pixels of one plane. */
export type LabelledPixels = {
  readonly plane: PlaneIndex;
  readonly y: Int32Array;
  readonly x: Int32Array;
  /** Class numbers from 1. */
  readonly labels: Uint8Array;
};

/**
 * The labels of one image: uint8 class numbers from 1, 0 = unlabelled, kept as
 * sparse blocks. Blocks are never changed in place, so that a change can keep
 * the old one for undo without copying. Each block knows who drew in it.
 */
export class LabelImage {
  constructor(readonly shape: Shape) {}

  /** The label at a pixel; 0 outside the image. */
  get(plane: PlaneIndex, y: number, x: number): number {
    const size = LABEL_BLOCK_SIZE;
    const block = this._blocks.get(
      blockKey(plane, Math.floor(y / size), Math.floor(x / size))
    );
    return block ? block[(y % size) * size + (x % size)] : 0;
  }

  /** Who drew in the block around a pixel. */
  authorsAt(plane: PlaneIndex, y: number, x: number): BlockAuthors {
    const size = LABEL_BLOCK_SIZE;
    return this.authorsOf(
      blockKey(plane, Math.floor(y / size), Math.floor(x / size))
    );
  }

  /** A stored block, null = all unlabelled. Do not change it. */
  block(key: string): Uint8Array | null {
    return this._blocks.get(key) ?? null;
  }

  /** Who drew in a stored block. */
  authorsOf(key: string): BlockAuthors {
    return this._authors.get(key) ?? NO_AUTHORS;
  }

  /**
   * Sets the covered pixels to a class number, or to 0 to erase.
   *
   * @param author who draws, '' = not said; erasing makes nobody an author
   * @returns the change, or null if nothing differs
   */
  paint(
    plane: PlaneIndex,
    mask: BrushMask,
    label: number,
    author = ''
  ): LabelChange | null {
    const width = mask.box.x1 - mask.box.x0;
    return this._rewrite(
      plane,
      mask.box,
      (y, x, old) =>
        mask.covered[(y - mask.box.y0) * width + (x - mask.box.x0)]
          ? label
          : old,
      label > 0 ? [author] : NO_AUTHORS
    );
  }

  /**
   * Writes a rectangle of labels; 0 leaves what is there.
   *
   * @param labels (y, x) uint8 of the box
   */
  writeBox(
    plane: PlaneIndex,
    box: TileBox,
    labels: Uint8Array
  ): LabelChange | null {
    const width = box.x1 - box.x0;
    return this._rewrite(plane, box, (y, x, old) => {
      const label = labels[(y - box.y0) * width + (x - box.x0)];
      return label === 0 ? old : label;
    });
  }

  /** (y, x) uint8 of the box; 0 outside the image. */
  readBox(plane: PlaneIndex, box: TileBox): Uint8Array {
    const size = LABEL_BLOCK_SIZE;
    const width = box.x1 - box.x0;
    const out = new Uint8Array(width * (box.y1 - box.y0));
    const visible = intersectBoxes(box, this._bounds());
    for (const [by, bx, part] of blocksOf(visible)) {
      const block = this._blocks.get(blockKey(plane, by, bx));
      if (!block) {
        continue;
      }
      for (let y = part.y0; y < part.y1; y++) {
        const from = (y - by * size) * size + (part.x0 - bx * size);
        out.set(
          block.subarray(from, from + part.x1 - part.x0),
          (y - box.y0) * width + (part.x0 - box.x0)
        );
      }
    }
    return out;
  }

  /**
   * Gives every label a new number, e.g. after a class was deleted.
   *
   * @param newNumber (256,) class number → new class number, 0 removes
   */
  renumber(newNumber: Uint8Array): LabelChange | null {
    const blocks: BlockChange[] = [];
    for (const [key, before] of this._blocks) {
      const after = before.map(label => newNumber[label]);
      if (after.some((label, i) => label !== before[i])) {
        const isKept = after.some(label => label > 0);
        const authors = this.authorsOf(key);
        blocks.push({
          key,
          before,
          after: isKept ? after : null,
          authors: { before: authors, after: isKept ? authors : NO_AUTHORS }
        });
      }
    }
    if (blocks.length === 0) {
      return null;
    }
    const change = { plane: null, box: this._bounds(), blocks };
    this.apply(change, 'after');
    return change;
  }

  /**
   * Takes over the labels of another image of the same size, and who drew them.
   *
   * @returns the change, or null if nothing differs
   */
  become(next: LabelImage): LabelChange | null {
    const keys = new Set([...this._blocks.keys(), ...next._blocks.keys()]);
    const blocks: BlockChange[] = [];
    for (const key of keys) {
      const before = this._blocks.get(key) ?? null;
      const after = next._blocks.get(key) ?? null;
      const authors = {
        before: this.authorsOf(key),
        after: next.authorsOf(key)
      };
      const isSame =
        before &&
        after &&
        isSameAuthors(authors.before, authors.after) &&
        before.every((label, i) => label === after[i]);
      if (!isSame) {
        blocks.push({ key, before, after, authors });
      }
    }
    if (blocks.length === 0) {
      return null;
    }
    const change = { plane: null, box: this._bounds(), blocks };
    this.apply(change, 'after');
    return change;
  }

  /** A copy that can be painted on its own: blocks are shared, as they never change. */
  copy(): LabelImage {
    const copy = new LabelImage(this.shape);
    for (const [key, block] of this._blocks) {
      copy.restore(key, block, this.authorsOf(key));
    }
    return copy;
  }

  /** Takes a change back (`before`) or makes it again (`after`). */
  apply(change: LabelChange, side: 'before' | 'after'): void {
    for (const block of change.blocks) {
      this._put(block.key, block[side], block.authors[side]);
    }
  }

  /** Number of labelled pixels per class number: `counts[0]` is unused. */
  counts(): Uint32Array {
    return this._counts.slice();
  }

  /** Whether nothing is labelled. */
  get isEmpty(): boolean {
    return this._blocks.size === 0;
  }

  /** All labelled pixels, plane by plane, each in row order within blocks. */
  labelledPixels(): LabelledPixels[] {
    const size = LABEL_BLOCK_SIZE;
    const box = this._bounds();
    const planes = new Map<string, { y: number[]; x: number[]; v: number[] }>();
    // sorted, so that the order of strokes does not change the order of rows
    const found = [...this._blocks].sort(([a], [b]) => byPosition(a, b));
    for (const [key, block] of found) {
      const [t, z, by, bx] = key.split(',').map(Number);
      const name = `${t},${z}`;
      const list = planes.get(name) ?? { y: [], x: [], v: [] };
      planes.set(name, list);
      for (let i = 0; i < block.length; i++) {
        const y = by * size + Math.floor(i / size);
        const x = bx * size + (i % size);
        if (
          block[i] > 0 &&
          y >= box.y0 &&
          y < box.y1 &&
          x >= box.x0 &&
          x < box.x1
        ) {
          list.y.push(y);
          list.x.push(x);
          list.v.push(block[i]);
        }
      }
    }
    return [...planes]
      .filter(([, list]) => list.v.length > 0)
      .map(([name, list]) => {
        const [t, z] = name.split(',').map(Number);
        return {
          plane: { t, z },
          y: Int32Array.from(list.y),
          x: Int32Array.from(list.x),
          labels: Uint8Array.from(list.v)
        };
      });
  }

  /** Planes that hold labels, with the smallest box around them. */
  labelledPlanes(): { plane: PlaneIndex; box: TileBox }[] {
    return this.labelledPixels().map(({ plane, y, x }) => {
      let box = { y0: y[0], x0: x[0], y1: y[0] + 1, x1: x[0] + 1 };
      for (let i = 1; i < y.length; i++) {
        box = {
          y0: Math.min(box.y0, y[i]),
          x0: Math.min(box.x0, x[i]),
          y1: Math.max(box.y1, y[i] + 1),
          x1: Math.max(box.x1, x[i] + 1)
        };
      }
      return { plane, box };
    });
  }

  /** Stored blocks, for the crash journal. Do not change the arrays. */
  entries(): IterableIterator<[string, Uint8Array]> {
    return this._blocks.entries();
  }

  /** Sets one stored block and who drew it, as read from the crash journal. */
  restore(
    key: string,
    block: Uint8Array | null,
    authors: BlockAuthors = NO_AUTHORS
  ): void {
    this._put(key, block, authors);
  }

  private _bounds(): TileBox {
    return { y0: 0, x0: 0, y1: this.shape.y, x1: this.shape.x };
  }

  private _rewrite(
    plane: PlaneIndex,
    box: TileBox,
    labelAt: (y: number, x: number, old: number) => number,
    authors: BlockAuthors = NO_AUTHORS
  ): LabelChange | null {
    const size = LABEL_BLOCK_SIZE;
    const inside = intersectBoxes(box, this._bounds());
    const blocks: BlockChange[] = [];
    for (const [by, bx, part] of blocksOf(inside)) {
      const key = blockKey(plane, by, bx);
      const before = this._blocks.get(key) ?? null;
      const after = before ? before.slice() : new Uint8Array(size * size);
      let differs = false;
      for (let y = part.y0; y < part.y1; y++) {
        for (let x = part.x0; x < part.x1; x++) {
          const at = (y - by * size) * size + (x - bx * size);
          const label = labelAt(y, x, after[at]);
          if (label !== after[at]) {
            after[at] = label;
            differs = true;
          }
        }
      }
      if (differs) {
        const kept = after.some(label => label > 0) ? after : null;
        const old = this.authorsOf(key);
        const now = kept ? joinAuthors(old, authors) : NO_AUTHORS;
        const change = { before: old, after: now };
        blocks.push({ key, before, after: kept, authors: change });
        this._put(key, kept, now);
      }
    }
    return blocks.length > 0 ? { plane, box: inside, blocks } : null;
  }

  private _put(
    key: string,
    block: Uint8Array | null,
    authors: BlockAuthors
  ): void {
    const old = this._blocks.get(key);
    if (old) {
      for (const label of old) {
        this._counts[label] -= label > 0 ? 1 : 0;
      }
    }
    if (block) {
      for (const label of block) {
        this._counts[label] += label > 0 ? 1 : 0;
      }
      this._blocks.set(key, block);
    } else {
      this._blocks.delete(key);
    }
    if (block && authors.length > 0) {
      this._authors.set(key, authors);
    } else {
      this._authors.delete(key);
    }
  }

  private readonly _blocks = new Map<string, Uint8Array>();
  private readonly _authors = new Map<string, BlockAuthors>();
  private readonly _counts = new Uint32Array(256);
}
