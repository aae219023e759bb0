import { intersectBoxes, TileBox } from './grid';

/** A point in image pixels; a pixel's centre has whole-number coordinates. */
export type StrokePoint = { readonly y: number; readonly x: number };

/** The pixels a brush covers: a box and, per pixel of it, 1 where covered. */
export type BrushMask = {
  readonly box: TileBox;
  /** (y, x) uint8 of the box, 0 or 1. */
  readonly covered: Uint8Array;
};

/**
 * The brush rule: a pixel is covered if its centre lies within diameter / 2 of
 * the line through the points (points are the centres of the round brush).
 *
 * @param points   at least one; straight between neighbours
 * @param diameter in pixels, ≥ 1; 1 covers the pixels nearest to the line
 * @param bounds   the plane; what lies outside is left out
 * @returns null if nothing is covered
 */
export function rasteriseStroke(
  points: readonly StrokePoint[],
  diameter: number,
  bounds: TileBox
): BrushMask | null {
  if (points.length === 0) {
    return null;
  }
  const radius = diameter / 2;
  let y0 = Infinity;
  let x0 = Infinity;
  let y1 = -Infinity;
  let x1 = -Infinity;
  for (const { y, x } of points) {
    y0 = Math.min(y0, y);
    x0 = Math.min(x0, x);
    y1 = Math.max(y1, y);
    x1 = Math.max(x1, x);
  }
  const box = intersectBoxes(bounds, {
    y0: Math.ceil(y0 - radius - 1),
    x0: Math.ceil(x0 - radius - 1),
    y1: Math.floor(y1 + radius + 1) + 1,
    x1: Math.floor(x1 + radius + 1) + 1
  });
  const width = box.x1 - box.x0;
  if (width <= 0 || box.y1 <= box.y0) {
    return null;
  }
  const covered = new Uint8Array(width * (box.y1 - box.y0));
  let any = coverCapsule(points[0], points[0], radius, box, covered);
  for (let i = 1; i < points.length; i++) {
    any = coverCapsule(points[i - 1], points[i], radius, box, covered) || any;
  }
  return any ? { box, covered } : null;
}

/** Marks the pixels within `radius` of the segment from `a` to `b`. */
function coverCapsule(
  a: StrokePoint,
  b: StrokePoint,
  radius: number,
  box: TileBox,
  covered: Uint8Array
): boolean {
  // a little slack, so that points on half pixels do not depend on rounding
  const limit = radius * radius + 1e-9;
  const dy = b.y - a.y;
  const dx = b.x - a.x;
  const lengthSquared = dy * dy + dx * dx;
  const width = box.x1 - box.x0;
  const yStart = Math.max(box.y0, Math.ceil(Math.min(a.y, b.y) - radius));
  const yStop = Math.min(box.y1 - 1, Math.floor(Math.max(a.y, b.y) + radius));
  const xStart = Math.max(box.x0, Math.ceil(Math.min(a.x, b.x) - radius));
  const xStop = Math.min(box.x1 - 1, Math.floor(Math.max(a.x, b.x) + radius));
  let any = false;
  for (let y = yStart; y <= yStop; y++) {
    for (let x = xStart; x <= xStop; x++) {
      const along =
        lengthSquared === 0
          ? 0
          : Math.min(
              1,
              Math.max(0, ((y - a.y) * dy + (x - a.x) * dx) / lengthSquared)
            );
      const offY = y - a.y - along * dy;
      const offX = x - a.x - along * dx;
      if (offY * offY + offX * offX <= limit) {
        covered[(y - box.y0) * width + (x - box.x0)] = 1;
        any = true;
      }
    }
  }
  return any;
}
