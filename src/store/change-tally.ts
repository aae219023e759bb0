import { Rgb } from '../project/images';

/** Pixels that were of one class and are of another. Classes by place in the list of both. */
export type ClassChange = {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Colour on the map of changes. */
  readonly color: Rgb;
};

/** How far two segmentations of a plane differ, as far as it is known. */
export type ChangeTally = {
  /** Pixels that both predicted. */
  readonly comparedCount: number;
  readonly changedCount: number;
  /** The most frequent first. */
  readonly changes: readonly ClassChange[];
};

/**
 * Colours of the kinds of change, told apart with any colour vision.
 *
 * @source Okabe & Ito, Color Universal Design (2008): vermillion, sky blue, yellow, bluish green, reddish purple, orange, blue
 */
export const CHANGE_COLORS: readonly Rgb[] = [
  [213, 94, 0],
  [86, 180, 233],
  [240, 228, 66],
  [0, 158, 115],
  [204, 121, 167],
  [230, 159, 0],
  [0, 114, 178]
];

/** Of all other kinds of change. */
export const OTHER_CHANGES: Rgb = [255, 255, 255];

/** Adds up the changes of parts of a plane; a part that is counted again replaces its old counts. */
export class TallyBook {
  /** @param classCount classes of both states together */
  constructor(readonly classCount: number) {
    this._totals = new Float64Array(classCount ** 2);
  }

  /** (classCount × classCount) colour of each kind of change, row = from; a kind keeps its colour. */
  get colors(): readonly Rgb[] {
    return Array.from(
      { length: this.classCount ** 2 },
      (_, kind) => this._colors.get(kind) ?? OTHER_CHANGES
    );
  }

  get tally(): ChangeTally {
    const { classCount, _totals: totals } = this;
    const changes: ClassChange[] = [];
    let comparedCount = 0;
    totals.forEach((count, kind) => {
      const [from, to] = [Math.floor(kind / classCount), kind % classCount];
      comparedCount += count;
      if (from !== to && count > 0) {
        const color = this._colors.get(kind) ?? OTHER_CHANGES;
        changes.push({ from, to, count, color });
      }
    });
    changes.sort((a, b) => b.count - a.count);
    const changedCount = changes.reduce((sum, { count }) => sum + count, 0);
    return { comparedCount, changedCount, changes };
  }

  /**
   * @param part   name of the part
   * @param counts (classCount × classCount) pixels, row = from
   * @returns whether a kind of change got its colour
   */
  put(part: string, counts: Uint32Array): boolean {
    const old = this._parts.get(part);
    this._parts.set(part, counts);
    counts.forEach((count, kind) => {
      this._totals[kind] += count - (old?.[kind] ?? 0);
    });
    return this._giveColors();
  }

  /** Forgets all parts, e.g. for another plane; colours stay. */
  clear(): void {
    this._parts.clear();
    this._totals.fill(0);
  }

  private _giveColors(): boolean {
    const known = this._colors.size;
    for (const { from, to } of this.tally.changes) {
      const kind = from * this.classCount + to;
      if (!this._colors.has(kind) && this._colors.size < CHANGE_COLORS.length) {
        this._colors.set(kind, CHANGE_COLORS[this._colors.size]);
      }
    }
    return this._colors.size > known;
  }

  private readonly _parts = new Map<string, Uint32Array>();
  private readonly _totals: Float64Array;
  private readonly _colors = new Map<number, Rgb>();
}
