import { zipSync } from 'fflate';
import { PixelForestError } from '../errors';

/** Corners of a closed line in pixels: x, y, x, y, … */
export type RoiRing = readonly number[];

/** A region as ImageJ's ROI Manager keeps it. */
export type ImageJRoi = {
  readonly name: string;
  /** Outer line and, after it, holes and further pieces; corners of pixels. */
  readonly rings: readonly RoiRing[];
  /** Slice and frame it belongs to, from 1; 0 = all. */
  readonly slice: number;
  readonly frame: number;
};

const VERSION = 227;
const HEADER_BYTES = 64;
const HEADER2_BYTES = 64;
/** Kinds of regions: one line traced around pixels, or a composite in a rectangle. */
const TRACED = 8;
const RECTANGLE = 1;
/** Coordinates are 16-bit numbers. */
const MAX_COORDINATE = 32767;
/** Parts of a composite's path. */
const MOVE_TO = 0;
const LINE_TO = 1;
const CLOSE = 4;

/**
 * The bytes of an ImageJ `.roi` file: a traced line, or a composite where the
 * region has holes or several pieces.
 *
 * @throws PixelForestError `mismatch` for coordinates ImageJ cannot keep
 * @source ImageJ 1.x, ij.io.RoiDecoder, file format in its comment
 */
export function writeRoi(roi: ImageJRoi): Uint8Array {
  const xs = roi.rings.flatMap(ring => ring.filter((_, i) => i % 2 === 0));
  const ys = roi.rings.flatMap(ring => ring.filter((_, i) => i % 2 === 1));
  const [left, right] = rangeOf(xs);
  const [top, bottom] = rangeOf(ys);
  if (xs.length === 0 || right > MAX_COORDINATE || bottom > MAX_COORDINATE) {
    throw new PixelForestError(
      'mismatch',
      `ImageJ keeps regions of up to ${MAX_COORDINATE} pixels from the corner, but “${roi.name}” reaches to (${right}, ${bottom}). Export GeoJSON, or a sub-region.`
    );
  }
  const isTraced = roi.rings.length === 1 && xs.length <= 0xffff;
  const body = isTraced
    ? encodeTraced(roi.rings[0], left, top)
    : encodeComposite(roi.rings);
  const name = encodeName(roi.name);
  const header2 = HEADER_BYTES + body.length;
  const bytes = new Uint8Array(header2 + HEADER2_BYTES + name.length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x6f, 0x75, 0x74]);
  view.setInt16(4, VERSION);
  bytes[6] = isTraced ? TRACED : RECTANGLE;
  view.setInt16(8, top);
  view.setInt16(10, left);
  view.setInt16(12, bottom);
  view.setInt16(14, right);
  view.setUint16(16, isTraced ? xs.length : 0);
  if (!isTraced) {
    view.setInt32(36, body.length / 4);
  }
  view.setInt32(60, header2);
  bytes.set(body, HEADER_BYTES);
  // c, z, t; then where the name stands
  view.setInt32(header2 + 8, roi.slice);
  view.setInt32(header2 + 12, roi.frame);
  view.setInt32(header2 + 16, header2 + HEADER2_BYTES);
  view.setInt32(header2 + 20, name.length / 2);
  bytes.set(name, header2 + HEADER2_BYTES);
  return bytes;
}

function rangeOf(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity]
  );
}

/** All x, then all y, from the corner of the bounding box. */
function encodeTraced(ring: RoiRing, left: number, top: number): Uint8Array {
  const count = ring.length / 2;
  const view = new DataView(new ArrayBuffer(4 * count));
  for (let i = 0; i < count; i++) {
    view.setInt16(2 * i, ring[2 * i] - left);
    view.setInt16(2 * (count + i), ring[2 * i + 1] - top);
  }
  return new Uint8Array(view.buffer);
}

/** A path of float32: kind, x, y. */
function encodeComposite(rings: readonly RoiRing[]): Uint8Array {
  const path = rings.flatMap(ring => [
    ...ring.flatMap((value, i) =>
      i % 2 === 0 ? [i === 0 ? MOVE_TO : LINE_TO, value, ring[i + 1]] : []
    ),
    CLOSE
  ]);
  const view = new DataView(new ArrayBuffer(4 * path.length));
  path.forEach((value, i) => view.setFloat32(4 * i, value));
  return new Uint8Array(view.buffer);
}

function encodeName(name: string): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * name.length));
  for (let i = 0; i < name.length; i++) {
    view.setUint16(2 * i, name.charCodeAt(i));
  }
  return new Uint8Array(view.buffer);
}

/**
 * Regions as the `.zip` that ImageJ's ROI Manager opens.
 *
 * @throws as {@link writeRoi}
 */
export function writeRoiZip(rois: readonly ImageJRoi[]): Uint8Array {
  const files = Object.fromEntries(
    rois.map(roi => [`${roi.name}.roi`, writeRoi(roi)])
  );
  return zipSync(files, { level: 1 });
}
