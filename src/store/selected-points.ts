import { PixelForestError } from '../errors';
import { StrokePoint } from '../project/brush';
import { ObjectSelection, PlaneObjects } from './object-contract';
import { pointInside } from './object-rows';

/**
 * A pixel in each selected object, by the slice they are on.
 *
 * @throws PixelForestError `input` if fewer than `fewest` are selected
 */
export function selectedPoints(
  result: PlaneObjects | null,
  selected: ObjectSelection,
  fewest: number
): ReadonlyMap<number, readonly StrokePoint[]> {
  const points = result
    ? [...selected].flatMap(id => pointInside(result, id) ?? [])
    : [];
  if (points.length < fewest) {
    throw new PixelForestError(
      'input',
      `At least ${fewest} selected object(s) were wanted, but ${points.length} are. Click objects with the tool Pan, further ones with Ctrl.`
    );
  }
  const slices = new Map<number, StrokePoint[]>();
  points.forEach(({ z, y, x }) =>
    slices.set(z, [...(slices.get(z) ?? []), { y, x }])
  );
  return slices;
}

/**
 * The same of objects that all reach one slice.
 *
 * @throws PixelForestError `input` if one does not, or fewer than two are selected
 */
export function pointsToMerge(
  result: PlaneObjects | null,
  selected: ObjectSelection
): readonly StrokePoint[] {
  const slices = selectedPoints(result, selected, 2);
  const points = slices.get(result?.plane.z ?? 0);
  if (!points || slices.size > 1) {
    throw new PixelForestError(
      'input',
      'Objects are merged on a slice that shows all of them, but not all selected ones reach the slice on screen. Go to one where they touch.'
    );
  }
  return points;
}
