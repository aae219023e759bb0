import { ObjectTable } from '../pipeline/segmentation/object-table';
import { StrokePoint } from '../project/brush';
import { PlaneObjects } from './object-contract';

/** The row of an object in a table, or −1. Ids ascend. */
export function rowOfObject({ ids, count }: ObjectTable, id: number): number {
  let from = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (ids[middle] < id) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return from < count && ids[from] === id ? from : -1;
}

/** Rows of parents that objects belong to, each once. */
export function parentRows(
  { table, parents }: Pick<PlaneObjects, 'table' | 'parents'>,
  objectIds: Iterable<number>
): number[] {
  const owners = new Set<number>();
  for (const id of objectIds) {
    owners.add(table.parents?.ids[rowOfObject(table, id)] ?? 0);
  }
  return parents
    ? [...owners]
        .map(id => rowOfObject(parents.table, id))
        .filter(row => row >= 0)
    : [];
}

/** Ids of the objects that belong to parents in these rows. */
export function childrenOf(
  { table, parents }: Pick<PlaneObjects, 'table' | 'parents'>,
  rows: readonly number[]
): number[] {
  const owners = new Set(rows.map(row => parents?.table.ids[row] ?? 0));
  return [...table.ids].filter((_, row) =>
    owners.has(table.parents?.ids[row] ?? 0)
  );
}

/** The id at a pixel, 0 = none or outside. */
export function idAt(
  { labels, height, width }: Pick<PlaneObjects, 'labels' | 'height' | 'width'>,
  y: number,
  x: number
): number {
  const [row, column] = [Math.round(y), Math.round(x)];
  return row >= 0 && column >= 0 && row < height && column < width
    ? labels[row * width + column]
    : 0;
}

/** A pixel of a stack. */
export type StackPoint = StrokePoint & { readonly z: number };

/** The id at a pixel of the plane shown, or of another slice if these are known; 0 = none. */
export function idInStack(objects: PlaneObjects, at: StackPoint): number {
  const { stack, plane, height, width } = objects;
  if (at.z === plane.z) {
    return idAt(objects, at.y, at.x);
  }
  const size = height * width;
  const labels = stack?.labels.subarray(at.z * size, (at.z + 1) * size);
  return labels?.length === size
    ? idAt({ labels, height, width }, at.y, at.x)
    : 0;
}

/**
 * A pixel of an object, its centre if that is one, on the slice shown if it is
 * there; null if there is no such object.
 */
export function pointInside(
  objects: PlaneObjects,
  id: number
): StackPoint | null {
  const { table, plane, scope } = objects;
  const row = rowOfObject(table, id);
  if (row < 0) {
    return null;
  }
  const [cz, cy, cx] = table.centroids.subarray(row * 3, row * 3 + 3);
  const [z0, y0, x0, z1, y1, x1] = table.boxes.subarray(row * 6, row * 6 + 6);
  const middle = { y: Math.round(cy), x: Math.round(cx) };
  const slices =
    scope === 'stack'
      ? outwards(
          plane.z >= z0 && plane.z < z1 ? plane.z : Math.round(cz),
          z0,
          z1
        )
      : [plane.z];
  for (const z of slices) {
    if (idInStack(objects, { z, ...middle }) === id) {
      return { z, ...middle };
    }
    // the pixel nearest to the centre along the object's rows
    for (const y of outwards(middle.y, y0, y1)) {
      for (let x = x0; x < x1; x++) {
        if (idInStack(objects, { z, y, x }) === id) {
          return { z, y, x };
        }
      }
    }
  }
  return null;
}

/** Whole numbers of from … to, those near the middle first. */
function outwards(middle: number, from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i).sort(
    (a, b) => Math.abs(a - middle) - Math.abs(b - middle)
  );
}

/** Whether a line passes over an object. */
export function crossesObject(
  line: readonly StrokePoint[],
  objectAt: (y: number, x: number) => number
): boolean {
  return line.some((to, i) => {
    const from = line[Math.max(0, i - 1)];
    const steps = Math.ceil(Math.hypot(to.y - from.y, to.x - from.x)) + 1;
    return Array.from({ length: steps + 1 }, (_, n) => n / steps).some(
      share =>
        objectAt(
          from.y + share * (to.y - from.y),
          from.x + share * (to.x - from.x)
        ) > 0
    );
  });
}
