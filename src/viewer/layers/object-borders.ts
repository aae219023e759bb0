import { intersectBoxes, TileBox } from '../../project/grid';

/** A numbered plane, as borders are found in. */
export type NumberedPlane = {
  /** (y, x) object ids, 0 = none. */
  readonly labels: Uint32Array;
  readonly height: number;
  readonly width: number;
};

/** Straight pieces of borders: y, x, y, x of both ends, as corners of image pixels. */
export type Borders = {
  readonly plain: readonly number[];
  /** Those of the selected objects. */
  readonly selected: readonly number[];
};

/** What a border between two pixels is part of. */
const NOTHING = 0;
const PLAIN = 1;
const SELECTED = 2;

/**
 * The lines along pixel edges where the object ids of neighbours differ, straight
 * runs as one piece.
 *
 * @param box  where to look
 * @param step only every step-th row and column is looked at: 1, 2, 4, …
 */
export function objectBorders(
  plane: NumberedPlane,
  box: TileBox,
  step: number,
  selected: ReadonlySet<number>
): Borders {
  const { labels, height, width } = plane;
  const { y0, x0, y1, x1 } = intersectBoxes(
    { y0: 0, x0: 0, y1: height, x1: width },
    { ...box, y0: floorTo(box.y0, step), x0: floorTo(box.x0, step) }
  );
  const plain: number[] = [];
  const chosen: number[] = [];
  const at = (y: number, x: number): number =>
    y >= 0 && x >= 0 && y < height && x < width ? labels[y * width + x] : 0;
  const kindOf = (a: number, b: number): number => {
    if (a === b) {
      return NOTHING;
    }
    return selected.has(a) || selected.has(b) ? SELECTED : PLAIN;
  };
  const listOf = (kind: number): number[] =>
    kind === SELECTED ? chosen : plain;
  for (let y = y0; y < y1 + step; y += step) {
    runs(
      x0,
      x1,
      step,
      x => kindOf(at(y - step, x), at(y, x)),
      (kind, from, to) => listOf(kind).push(y, from, y, to)
    );
  }
  for (let x = x0; x < x1 + step; x += step) {
    runs(
      y0,
      y1,
      step,
      y => kindOf(at(y, x - step), at(y, x)),
      (kind, from, to) => listOf(kind).push(from, x, to, x)
    );
  }
  return { plain, selected: chosen };
}

/** Tells of each longest run of places of one kind but {@link NOTHING}. */
function runs(
  from: number,
  to: number,
  step: number,
  kindAt: (place: number) => number,
  tell: (kind: number, from: number, to: number) => void
): void {
  let kind = NOTHING;
  let start = from;
  for (let place = from; place < to + step; place += step) {
    const next = place < to ? kindAt(place) : NOTHING;
    if (next !== kind) {
      if (kind !== NOTHING) {
        tell(kind, start, place);
      }
      kind = next;
      start = place;
    }
  }
}

function floorTo(value: number, step: number): number {
  return Math.floor(value / step) * step;
}
