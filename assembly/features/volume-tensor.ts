/**
 * Eigenvalues of the structure tensor of a volume. The products of the
 * gradient are smoothed along x and y slice by slice, and remembered for the
 * five slices that the smoothing across slices looks at.
 *
 * Beyond the image's edges in x and y mixed products are turned back as in
 * two dimensions; slices beyond the image are looked up at their mirror image.
 *
 * @source docs/numerics.md, “Features” and “Borders”
 */
import { mirrored, mirrorSign } from './mirror';
import {
  FRAME_HALO,
  INNER,
  INNER_FIRST,
  Plan,
  PLANE_BYTES,
  PLANE_STRIDE,
  Scale,
  SMOOTH
} from './plan';
import {
  RING_BYTES,
  RING_ROW_BYTES,
  ringRow,
  ringStart,
  SINGLES
} from './rings';
import { smoothDown, tap, weigh2, weigh3 } from './taps';
import { ELEMENT_COUNT, eigenvalueRow } from './volume-eigenvalues';
import { frameSlice } from './volume-presmooth';

/** Rings: inner smoothing or derivative across slices, then along x; smoothed products. */
const SMOOTH_SMOOTH: i32 = 0;
const SMOOTH_FIRST: i32 = 1;
const FIRST_SMOOTH: i32 = 2;
const PRODUCT_RINGS: i32 = 3;

/** Single rows: filtered across slices, products (later their smoothed sums), signs of columns. */
const ACROSS: usize = SINGLES;
const PRODUCTS: usize = ACROSS + <usize>(2 * RING_ROW_BYTES);
const SIGNS: usize = PRODUCTS + <usize>(ELEMENT_COUNT * RING_ROW_BYTES);
/** Columns that the smoothing of products needs beyond the tile, both sides together. */
const MARGIN: i32 = 4;

/** Slices of smoothed products that are remembered. */
const SLOT_COUNT: i32 = 5;
/** The six products of a row lie side by side; an odd row more keeps slots from sharing cache sets. */
const SLOT_ROW_BYTES: i32 = ELEMENT_COUNT * RING_ROW_BYTES;

/** Bytes of a slot for tiles of so many rows. */
function slotBytes(rowCount: i32): i32 {
  return rowCount * SLOT_ROW_BYTES + RING_ROW_BYTES;
}

/** Bytes that tiles of so many rows need at `plan.products`. */
export function productBytes(rowCount: i32): i32 {
  return SLOT_COUNT * slotBytes(rowCount);
}

/**
 * Planes 4 … 6 of slices `first … stop` of the plan's tile. Slices come in
 * order, from 0: products are remembered from one call to the next.
 */
export function tensorVolume(
  plan: Plan,
  scale: Scale,
  first: i32,
  stop: i32
): void {
  const width = (plan.width + 3) & ~3;
  signColumns(plan, width);
  let ready =
    first == 0
      ? max(0, plan.z - 2)
      : min(plan.imageDepth, plan.z + first + 2);
  for (let slice = first; slice < stop; slice++) {
    const position = plan.z + slice;
    const needed = min(plan.imageDepth, position + 3);
    while (ready < needed) {
      productSlice(plan, scale, ready, width);
      ready++;
    }
    tensorSlice(plan, scale, position, width, slice);
  }
}

/** Where the products of the slice seen at any position are remembered. */
function productSlot(plan: Plan, position: i32): usize {
  const seen = mirrored(position, plan.imageDepth);
  return plan.products + (seen % SLOT_COUNT) * slotBytes(plan.height);
}

/** Sets the sign of products of the x derivative for each column of the plan's tile. */
function signColumns(plan: Plan, width: i32): void {
  let to = plan.rings + SIGNS;
  for (let column = 0; column < width + MARGIN; column++) {
    store<f32>(to, mirrorSign(plan.x - 2 + column, plan.imageWidth));
    to += 4;
  }
}

/** Products of one slice of the image, smoothed along x and y, into their slot. */
function productSlice(
  plan: Plan,
  scale: Scale,
  position: i32,
  width: i32
): void {
  const rings = plan.rings;
  const taps = scale.taps;
  const above = frameSlice(plan, scale, position - 1);
  const here = frameSlice(plan, scale, position);
  const below = frameSlice(plan, scale, position + 1);
  const slot = productSlot(plan, position);
  for (let row = 0; row < plan.height + 2 * FRAME_HALO; row++) {
    const start = row * plan.frameStride;
    innerAcrossRow(above, here, below, start, rings + ACROSS, width, taps);
    innerRows(rings, row, width, taps);
    // products lag one row behind; five rows of them make a row of the tile
    if (row >= 2) {
      productRow(plan, row - 1, width, taps);
      smoothProducts(rings, row - 1, width, taps);
    }
    if (row >= 6) {
      const y = row - 6;
      smoothProductColumns(rings, y, width, taps, slot + y * SLOT_ROW_BYTES);
    }
  }
}

/** Inner smoothing and derivative of one frame row across three slices. */
function innerAcrossRow(
  above: usize,
  here: usize,
  below: usize,
  start: usize,
  to: usize,
  width: i32,
  taps: usize
): void {
  const c0 = tap(taps + INNER, 0);
  const c1 = tap(taps + INNER, 1);
  const p1 = tap(taps + INNER_FIRST, 1);
  const stop = start + ((width + 2 * FRAME_HALO) << 2);
  for (let at = start; at < stop; at += 16) {
    const before = v128.load(above + at);
    const after = v128.load(below + at);
    v128.store(
      to,
      weigh2(c0, v128.load(here + at), c1, f32x4.add(before, after))
    );
    v128.store(to, f32x4.mul(p1, f32x4.sub(after, before)), RING_ROW_BYTES);
    to += 16;
  }
}

/** The same along x into the rings, from two columns before the tile. */
function innerRows(rings: usize, row: i32, width: i32, taps: usize): void {
  const c0 = tap(taps + INNER, 0);
  const c1 = tap(taps + INNER, 1);
  const p1 = tap(taps + INNER_FIRST, 1);
  let from = rings + ACROSS + 4;
  let to = rings + ringRow(row);
  const stop = to + ((width + MARGIN) << 2);
  while (to < stop) {
    const left = v128.load(from - 4);
    const right = v128.load(from + 4);
    v128.store(to, weigh2(c0, v128.load(from), c1, f32x4.add(left, right)));
    v128.store(
      to,
      f32x4.mul(p1, f32x4.sub(right, left)),
      SMOOTH_FIRST * RING_BYTES
    );
    const first = from + RING_ROW_BYTES;
    v128.store(
      to,
      weigh2(
        c0,
        v128.load(first),
        c1,
        f32x4.add(v128.load(first - 4), v128.load(first + 4))
      ),
      FIRST_SMOOTH * RING_BYTES
    );
    from += 16;
    to += 16;
  }
}

/** Products of the gradient at frame row `row`, from the rows around it. */
function productRow(plan: Plan, row: i32, width: i32, taps: usize): void {
  const rings = plan.rings;
  const c0 = tap(taps + INNER, 0);
  const c1 = tap(taps + INNER, 1);
  const p1 = tap(taps + INNER_FIRST, 1);
  const above = ringRow(row - 1);
  const here = ringRow(row);
  const below = ringRow(row + 1);
  const signY = f32x4.splat(
    mirrorSign(plan.y - FRAME_HALO + row, plan.imageHeight)
  );
  let from = ringStart(rings, SMOOTH_SMOOTH);
  let to = rings + PRODUCTS;
  let signs = rings + SIGNS;
  const stop = to + ((width + MARGIN) << 2);
  while (to < stop) {
    const first = from + SMOOTH_FIRST * RING_BYTES;
    const across = from + FIRST_SMOOTH * RING_BYTES;
    const signX = v128.load(signs);
    // derivatives of the mirror image where the mirror turned them
    const x = f32x4.mul(
      signX,
      weigh2(
        c0,
        v128.load(first + here),
        c1,
        f32x4.add(v128.load(first + above), v128.load(first + below))
      )
    );
    const y = f32x4.mul(
      signY,
      f32x4.mul(p1, f32x4.sub(v128.load(from + below), v128.load(from + above)))
    );
    const z = weigh2(
      c0,
      v128.load(across + here),
      c1,
      f32x4.add(v128.load(across + above), v128.load(across + below))
    );
    v128.store(to, f32x4.mul(z, z));
    v128.store(to, f32x4.mul(y, z), RING_ROW_BYTES);
    v128.store(to, f32x4.mul(x, z), 2 * RING_ROW_BYTES);
    v128.store(to, f32x4.mul(y, y), 3 * RING_ROW_BYTES);
    v128.store(to, f32x4.mul(x, y), 4 * RING_ROW_BYTES);
    v128.store(to, f32x4.mul(x, x), 5 * RING_ROW_BYTES);
    from += 16;
    to += 16;
    signs += 16;
  }
}

/** Smooths the six product rows along x into their rings. */
function smoothProducts(rings: usize, row: i32, width: i32, taps: usize): void {
  const g0 = tap(taps + SMOOTH, 0);
  const g1 = tap(taps + SMOOTH, 1);
  const g2 = tap(taps + SMOOTH, 2);
  for (let product = 0; product < ELEMENT_COUNT; product++) {
    // products begin two columns before the tile
    let from = rings + PRODUCTS + product * RING_ROW_BYTES + 8;
    let to = ringStart(rings, PRODUCT_RINGS + product) + ringRow(row);
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

/** Smooths the products along y: tile row `y` from the frame rows y + 1 … y + 5. */
function smoothProductColumns(
  rings: usize,
  y: i32,
  width: i32,
  taps: usize,
  slot: usize
): void {
  const g0 = tap(taps + SMOOTH, 0);
  const g1 = tap(taps + SMOOTH, 1);
  const g2 = tap(taps + SMOOTH, 2);
  const a = ringRow(y + 1);
  const b = ringRow(y + 2);
  const c = ringRow(y + 3);
  const d = ringRow(y + 4);
  const e = ringRow(y + 5);
  for (let product = 0; product < ELEMENT_COUNT; product++) {
    let from = ringStart(rings, PRODUCT_RINGS + product);
    let to = slot + product * RING_ROW_BYTES;
    const stop = to + (width << 2);
    while (to < stop) {
      v128.store(to, smoothDown(from, a, b, c, d, e, g0, g1, g2));
      from += 16;
      to += 16;
    }
  }
}

/** Smooths the products across slices and takes the eigenvalues of one slice of the tile. */
function tensorSlice(
  plan: Plan,
  scale: Scale,
  position: i32,
  width: i32,
  slice: i32
): void {
  const g0 = tap(scale.taps + SMOOTH, 0);
  const g1 = tap(scale.taps + SMOOTH, 1);
  const g2 = tap(scale.taps + SMOOTH, 2);
  const a = productSlot(plan, position - 2);
  const b = productSlot(plan, position - 1);
  const c = productSlot(plan, position);
  const d = productSlot(plan, position + 1);
  const e = productSlot(plan, position + 2);
  const elements = plan.rings + PRODUCTS;
  let plane =
    plan.planes + slice * plan.planeSliceStride + <usize>(4 * PLANE_BYTES);
  for (let y = 0; y < plan.height; y++) {
    const row = y * SLOT_ROW_BYTES;
    for (let product = 0; product < ELEMENT_COUNT; product++) {
      let from = row + product * RING_ROW_BYTES;
      let to = elements + product * RING_ROW_BYTES;
      const stop = to + (width << 2);
      while (to < stop) {
        v128.store(to, smoothDown(from, a, b, c, d, e, g0, g1, g2));
        from += 16;
        to += 16;
      }
    }
    eigenvalueRow(elements, width, plane);
    plane += PLANE_STRIDE;
  }
}
