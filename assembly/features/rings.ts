/**
 * Rings: the last eight rows of each intermediate image. Nothing is ever kept
 * at tile size, so all rings of a pass stay in the first-level cache.
 */
import { TILE } from './plan';

/** Rows a ring remembers; a power of two, and more than the 5 a filter looks at. */
const RING_ROWS: i32 = 8;
export const RING_ROW_BYTES: i32 = (TILE + 16) * 4;
export const RING_BYTES: i32 = RING_ROWS * RING_ROW_BYTES;
/** Rings of a fused pass, and single rows behind them. */
const RING_COUNT: i32 = 9;
const SINGLE_ROWS: i32 = 15;
export const SINGLES: usize = <usize>(RING_COUNT * RING_BYTES);
export const ALL_RING_BYTES: i32 =
  RING_COUNT * RING_BYTES + SINGLE_ROWS * RING_ROW_BYTES;

/** Smoothed along x with the filter's Gaussian. */
export const RING_SMOOTH: i32 = 0;
/** First and second derivative along x. */
export const RING_FIRST: i32 = 1;
export const RING_SECOND: i32 = 2;
/** Smoothed along x with the narrow Gaussian of the difference. */
export const RING_NARROW: i32 = 3;
/** Inner smoothing and inner derivative along x, from two columns before the tile. */
export const RING_INNER: i32 = 4;
export const RING_INNER_FIRST: i32 = 5;
/** Products of the gradient, smoothed along x. */
export const RING_XX: i32 = 6;
export const RING_XY: i32 = 7;
export const RING_YY: i32 = 8;

/** Offset in bytes of a row within any ring. */
export function ringRow(row: i32): usize {
  return <usize>((row & (RING_ROWS - 1)) * RING_ROW_BYTES);
}

/** Start of a ring. */
export function ringStart(rings: usize, ring: i32): usize {
  return rings + ring * RING_BYTES;
}
