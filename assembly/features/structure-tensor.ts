/**
 * Eigenvalues of the structure tensor: gradient at half the scale, its
 * products smoothed at the full scale, one row at a time through rings.
 *
 * The products lie at frame columns 1 … width + 4, two more on each side of
 * the tile than it has. Beyond the image's edge they are those of the mirror
 * image: the gradient across the mirror changes sign there, its products must
 * not, so the mixed one is turned back.
 *
 * @source docs/numerics.md, “Features” and “Borders”
 */
import { eigenHalfGap, eigenMean } from './eigenvalues';
import { mirrorSign } from './mirror';
import {
  FRAME_HALO,
  INNER,
  INNER_FIRST,
  Plan,
  PLANE_BYTES,
  SMOOTH
} from './plan';
import {
  RING_BYTES,
  RING_ROW_BYTES,
  RING_INNER,
  RING_INNER_FIRST,
  ringRow,
  ringStart,
  RING_XX,
  SINGLES
} from './rings';
import { smoothDown, tap, weigh2, weigh3 } from './taps';

/** Single rows behind the rings: products xx, xy, yy and the signs of columns. */
const PRODUCTS: usize = SINGLES;
const SIGNS: usize = PRODUCTS + <usize>(3 * RING_ROW_BYTES);
/** Columns the smoothing of products needs beyond the tile, both sides together. */
const PRODUCT_MARGIN: i32 = 4;

/** Sets the sign of the mixed product for each column of the plan's tile. */
export function signColumns(plan: Plan, width: i32): void {
  let to = plan.rings + SIGNS;
  for (let column = 0; column < width + PRODUCT_MARGIN; column++) {
    store<f32>(to, mirrorSign(plan.x - 2 + column, plan.imageWidth));
    to += 4;
  }
}

/** Inner smoothing and derivative of one frame row along x; `from` is the tile's first column. */
export function innerRow(
  from: usize,
  rings: usize,
  row: i32,
  width: i32,
  taps: usize
): void {
  const c0 = tap(taps + INNER, 0);
  const c1 = tap(taps + INNER, 1);
  const p1 = tap(taps + INNER_FIRST, 1);
  from -= 8;
  let smooth = ringStart(rings, RING_INNER) + ringRow(row);
  let first = ringStart(rings, RING_INNER_FIRST) + ringRow(row);
  const stop = smooth + ((width + PRODUCT_MARGIN) << 2);
  while (smooth < stop) {
    const left = v128.load(from - 4);
    const right = v128.load(from + 4);
    v128.store(
      smooth,
      weigh2(c0, v128.load(from), c1, f32x4.add(left, right))
    );
    v128.store(first, f32x4.mul(p1, f32x4.sub(right, left)));
    from += 16;
    smooth += 16;
    first += 16;
  }
}

/** Products of the gradient at frame row `row`, from the rows around it, smoothed along x. */
export function productRow(
  plan: Plan,
  row: i32,
  width: i32,
  taps: usize
): void {
  const rings = plan.rings;
  const c0 = tap(taps + INNER, 0);
  const c1 = tap(taps + INNER, 1);
  const p1 = tap(taps + INNER_FIRST, 1);
  const above = ringRow(row - 1);
  const here = ringRow(row);
  const below = ringRow(row + 1);
  const rowSign = f32x4.splat(
    mirrorSign(plan.y - FRAME_HALO + row, plan.imageHeight)
  );
  let smooth = ringStart(rings, RING_INNER);
  let first = ringStart(rings, RING_INNER_FIRST);
  let xx = rings + PRODUCTS;
  let sign = rings + SIGNS;
  const stop = xx + ((width + PRODUCT_MARGIN) << 2);
  while (xx < stop) {
    const gradientX = weigh2(
      c0,
      v128.load(first + here),
      c1,
      f32x4.add(v128.load(first + above), v128.load(first + below))
    );
    const gradientY = f32x4.mul(
      p1,
      f32x4.sub(v128.load(smooth + below), v128.load(smooth + above))
    );
    const signs = f32x4.mul(rowSign, v128.load(sign));
    v128.store(xx, f32x4.mul(gradientX, gradientX));
    v128.store(
      xx,
      f32x4.mul(signs, f32x4.mul(gradientX, gradientY)),
      RING_ROW_BYTES
    );
    v128.store(xx, f32x4.mul(gradientY, gradientY), 2 * RING_ROW_BYTES);
    smooth += 16;
    first += 16;
    xx += 16;
    sign += 16;
  }
  smoothProducts(rings, row, width, taps);
}

/** Smooths the three product rows along x into their rings. */
function smoothProducts(
  rings: usize,
  row: i32,
  width: i32,
  taps: usize
): void {
  const g0 = tap(taps + SMOOTH, 0);
  const g1 = tap(taps + SMOOTH, 1);
  const g2 = tap(taps + SMOOTH, 2);
  for (let product = 0; product < 3; product++) {
    // products begin two columns before the tile
    let from = rings + PRODUCTS + product * RING_ROW_BYTES + 8;
    let to = ringStart(rings, RING_XX + product) + ringRow(row);
    const stop = to + (width << 2);
    while (to < stop) {
      const near = f32x4.add(v128.load(from - 4), v128.load(from + 4));
      const far = f32x4.add(v128.load(from - 8), v128.load(from + 8));
      v128.store(to, weigh3(g0, v128.load(from), g1, near, g2, far));
      from += 16;
      to += 16;
    }
  }
}

/** Tile row `y` of the planes 4 and 5, from the frame rows y + 1 … y + 5 of the products. */
export function tensorColumns(
  rings: usize,
  y: i32,
  width: i32,
  taps: usize,
  plane: usize
): void {
  const g0 = tap(taps + SMOOTH, 0);
  const g1 = tap(taps + SMOOTH, 1);
  const g2 = tap(taps + SMOOTH, 2);
  const a = ringRow(y + 1);
  const b = ringRow(y + 2);
  const c = ringRow(y + 3);
  const d = ringRow(y + 4);
  const e = ringRow(y + 5);
  let from = ringStart(rings, RING_XX);
  const stop = from + (width << 2);
  plane += 4 * PLANE_BYTES;
  while (from < stop) {
    const xx = smoothDown(from, a, b, c, d, e, g0, g1, g2);
    const xy = smoothDown(from + RING_BYTES, a, b, c, d, e, g0, g1, g2);
    const yy = smoothDown(from + 2 * RING_BYTES, a, b, c, d, e, g0, g1, g2);
    const mean = eigenMean(xx, yy);
    const halfGap = eigenHalfGap(xx, xy, yy);
    v128.store(plane, f32x4.add(mean, halfGap));
    v128.store(plane, f32x4.sub(mean, halfGap), PLANE_BYTES);
    from += 16;
    plane += 16;
  }
}
