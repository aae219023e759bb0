import { AXES, DType, MAX_CHANNELS } from '../../project/grid';
import { ImageMetadata, Rgb } from '../../project/images';
import { areAxes } from '../hdf5/axistags';
import { shapeOf } from '../hdf5/image';

const DTYPES: readonly DType[] = [
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'float32',
  'float64'
];

/** As src/image/fingerprint.ts writes it; of another version nothing can be compared. */
const FINGERPRINT = /^v1:[0-9a-f]{64}$/;

/** Whether a JSON value is an object with members. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A colour from JSON; null if it is none. */
export function toRgb(value: unknown): Rgb | null {
  return isNumbers(value, 3) &&
    value.every(channel => channel >= 0 && channel <= 255)
    ? [value[0], value[1], value[2]]
    : null;
}

/** Two numbers from JSON; null if it is something else. */
export function toRange(value: unknown): readonly [number, number] | null {
  return isNumbers(value, 2) ? [value[0], value[1]] : null;
}

/** Image metadata from JSON; null if anything essential is missing or does not fit. */
export function toMetadata(value: unknown): ImageMetadata | null {
  if (!isRecord(value)) {
    return null;
  }
  const { dtype, fileAxes, fileShape, fingerprint } = value;
  if (
    !DTYPES.includes(dtype as DType) ||
    typeof fileAxes !== 'string' ||
    !areAxes(fileAxes) ||
    !isNumbers(fileShape, fileAxes.length) ||
    !fileShape.every(side => Number.isSafeInteger(side) && side >= 1)
  ) {
    return null;
  }
  const shape = shapeOf(fileAxes, fileShape);
  if (shape.c > MAX_CHANNELS) {
    return null;
  }
  const listOf = <T>(list: unknown, convert: (entry: unknown) => T): T[] => {
    const entries = Array.isArray(list) ? (list as unknown[]) : [];
    return Array.from({ length: shape.c }, (_, i) => convert(entries[i]));
  };
  const stated = isRecord(value.shape) ? value.shape : {};
  return AXES.every(axis => stated[axis] === shape[axis])
    ? {
        shape,
        dtype: dtype as DType,
        fileAxes,
        fileShape,
        channelNames: listOf(value.channelNames, name =>
          typeof name === 'string' ? name : ''
        ),
        channelColors: listOf(value.channelColors, toRgb),
        displayRanges: listOf(value.displayRanges, toRange),
        pixelSizeUm: toPixelSize(value.pixelSizeUm),
        ...(typeof fingerprint === 'string' && FINGERPRINT.test(fingerprint)
          ? { fingerprint }
          : {})
      }
    : null;
}

function toPixelSize(value: unknown): ImageMetadata['pixelSizeUm'] {
  if (!isRecord(value)) {
    return null;
  }
  const { x, y, z } = value;
  return isSize(x) && isSize(y) ? { x, y, z: isSize(z) ? z : null } : null;
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function isNumbers(value: unknown, length: number): value is number[] {
  return (
    Array.isArray(value) &&
    value.length === length &&
    value.every(number => typeof number === 'number')
  );
}
