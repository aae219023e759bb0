import { StrokePoint } from './brush';
import { PlaneIndex } from './grid';
import { Project } from './project';
import { readTopic, withTopic } from './topics';

/**
 * What the user mended by hand in the objects of one plane. Objects are named by
 * a point inside them, so that a correction holds after training anew wherever
 * the object still exists.
 */
export type ObjectCorrection = {
  readonly plane: PlaneIndex;
} & (
  | { readonly kind: 'delete'; readonly at: StrokePoint }
  /** The objects at these points become one; two points at least. */
  | { readonly kind: 'merge'; readonly points: readonly StrokePoint[] }
  /** Every object the line runs across falls apart along it. */
  | { readonly kind: 'split'; readonly line: readonly StrokePoint[] }
  /** A new object: the pixels inside that are no object yet. */
  | { readonly kind: 'draw'; readonly outline: readonly StrokePoint[] }
);

/** Corrections by image id, oldest first. */
export type ObjectCorrections = ReadonlyMap<
  string,
  readonly ObjectCorrection[]
>;

/** Topic of a project file. */
const TOPIC = 'objectCorrections';

/** Most corrections of an image that are read: a file that says more is damaged. */
const MOST_CORRECTIONS = 100_000;
const MOST_POINTS = 100_000;

/** What the project says; what makes no sense there is left out. */
export function readObjectCorrections(project: Project): ObjectCorrections {
  return readTopic(project, TOPIC, toCorrections) ?? new Map();
}

/** The project with other corrections. @throws PixelForestError `memory` if they are too many for a file */
export function withObjectCorrections(
  project: Project,
  corrections: ObjectCorrections
): Project {
  const kept = [...corrections].filter(([, list]) => list.length > 0);
  return withTopic(
    project,
    TOPIC,
    kept.length > 0 ? { images: Object.fromEntries(kept) } : null
  );
}

function toCorrections(value: unknown): ObjectCorrections {
  return new Map(
    Object.entries(members(members(value)['images'])).map(([id, list]) => [
      id,
      listOf(list, MOST_CORRECTIONS).flatMap(item => toCorrection(item) ?? [])
    ])
  );
}

function toCorrection(value: unknown): ObjectCorrection | null {
  const item = members(value);
  const { t, z } = members(item['plane']);
  if (!isIndex(t) || !isIndex(z)) {
    return null;
  }
  const plane = { t, z };
  switch (item['kind']) {
    case 'delete': {
      const at = toPoint(item['at']);
      return at && { plane, kind: 'delete', at };
    }
    case 'merge': {
      const points = toPoints(item['points'], 2);
      return points && { plane, kind: 'merge', points };
    }
    case 'split': {
      const line = toPoints(item['line'], 2);
      return line && { plane, kind: 'split', line };
    }
    case 'draw': {
      const outline = toPoints(item['outline'], 3);
      return outline && { plane, kind: 'draw', outline };
    }
    default:
      return null;
  }
}

function toPoints(value: unknown, fewest: number): StrokePoint[] | null {
  const points = listOf(value, MOST_POINTS).flatMap(
    item => toPoint(item) ?? []
  );
  return points.length >= fewest ? points : null;
}

function toPoint(value: unknown): StrokePoint | null {
  const { y, x } = members(value);
  return typeof y === 'number' && typeof x === 'number' ? { y, x } : null;
}

function isIndex(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function listOf(value: unknown, most: number): unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : [];
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
