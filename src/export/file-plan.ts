import { exportAxes } from '../formats/hdf5/export-axes';
import { bytesPerValue, DType } from '../project/grid';
import { ExportSubject, FilePlan } from './contract';

/** Headers, metadata and what rounding up to blocks adds. */
const HEAD_BYTES = 4096;

/** Data type of probabilities under the settings. */
export function probabilityType({
  settings
}: Pick<ExportSubject, 'settings'>): 'uint8' | 'uint16' | 'float32' {
  return settings.data?.dtype ?? 'float32';
}

/**
 * An array in a file.
 *
 * @param channels null = without a channel axis
 * @param axes     those of the format; as in the image's file if not given
 */
export function planArray(
  name: string,
  { metadata }: Pick<ExportSubject, 'metadata'>,
  channels: number | null,
  dtype: DType,
  axes = exportAxes(metadata.fileAxes)
): FilePlan {
  const kept = channels === null ? axes.replace('c', '') : axes;
  const shape = [...kept].map(axis =>
    axis === 'c'
      ? (channels ?? 1)
      : metadata.shape[axis as 't' | 'z' | 'y' | 'x']
  );
  const { t, z, y, x } = metadata.shape;
  const values = t * z * y * x * (channels ?? 1);
  return {
    name,
    axes: kept,
    shape,
    dtype,
    bytes: HEAD_BYTES + values * bytesPerValue(dtype)
  };
}

/**
 * A hyperstack: pages run frames, slices, channels; axes of one are left out.
 *
 * @param channels null = without a channel axis
 */
export function planStack(
  name: string,
  subject: Pick<ExportSubject, 'metadata'>,
  channels: number | null,
  dtype: DType
): FilePlan {
  const { t, z } = subject.metadata.shape;
  const axes = `${t > 1 ? 't' : ''}${z > 1 ? 'z' : ''}${channels === null ? '' : 'c'}yx`;
  return planArray(name, subject, channels, dtype, axes);
}

/** A file that is no array: text, a table, a set of regions. */
export function planText(name: string): FilePlan {
  return { name, axes: '', shape: [], dtype: null, bytes: null };
}

/** 1.4 MB */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toPrecision(value < 10 ? 2 : 3)} ${units[unit]}`;
}
