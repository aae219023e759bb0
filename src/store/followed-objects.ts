import { StrokePoint } from '../project/brush';
import { ObjectSelection, PlaneObjects } from './object-contract';
import { idInStack, pointInside, StackPoint } from './object-rows';

/** Selected objects that are looked for again in new results. */
const MOST_FOLLOWED = 5000;

/**
 * The objects that are selected in a new result: those at the places of the ones
 * selected before, and at further points of the plane shown.
 */
export function followObjects(
  before: PlaneObjects | null,
  next: PlaneObjects,
  selected: ObjectSelection,
  further: readonly StrokePoint[]
): ObjectSelection {
  if (before?.table === next.table && further.length === 0) {
    return selected;
  }
  const kept = before ? [...selected].slice(0, MOST_FOLLOWED) : [];
  const places: StackPoint[] = [
    ...further.map(({ y, x }) => ({ z: next.plane.z, y, x })),
    ...kept.flatMap(id => (before && pointInside(before, id)) ?? [])
  ];
  const ids = places.map(place => idInStack(next, place));
  return new Set(ids.filter(id => id > 0));
}
