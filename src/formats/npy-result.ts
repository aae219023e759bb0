import {
  AXES,
  Axis,
  createPixels,
  DType,
  PixelArray,
  PlaneIndex
} from '../project/grid';
import { ImageMetadata } from '../project/images';
import { exportAxes } from './hdf5/export-axes';
import { writeNpy } from './npy';

/** A plane of a result. */
type Plane = {
  readonly plane: PlaneIndex;
  /** One (y, x) array per channel. */
  readonly channels: readonly PixelArray[];
};

/**
 * Planes as one `.npy` array in the file's own axis order, `c` appended where
 * it had none: what ilastik calls “numpy”.
 *
 * @throws PixelForestError `mismatch` if the planes do not fill the array
 */
export function writeNpyResult(
  planes: readonly Plane[],
  options: {
    readonly image: Pick<ImageMetadata, 'fileAxes' | 'shape'>;
    readonly channelCount: number;
    readonly dtype: DType;
  }
): Uint8Array {
  const { image, channelCount, dtype } = options;
  const axes = [...exportAxes(image.fileAxes)] as Axis[];
  const sizes = axes.map(axis =>
    axis === 'c' ? channelCount : image.shape[axis]
  );
  const strides = new Map(AXES.map(axis => [axis, 0]));
  let length = 1;
  for (let i = axes.length - 1; i >= 0; i--) {
    strides.set(axes[i], length);
    length *= sizes[i];
  }
  const step = (axis: Axis): number => strides.get(axis) ?? 0;
  const values = createPixels(dtype, length);
  const { y: height, x: width } = image.shape;
  for (const { plane, channels } of planes) {
    channels.forEach((pixels, c) => {
      const first = plane.t * step('t') + plane.z * step('z') + c * step('c');
      for (let y = 0, from = 0; y < height; y++) {
        let to = first + y * step('y');
        for (let x = 0; x < width; x++, to += step('x')) {
          values[to] = pixels[from++];
        }
      }
    });
  }
  return writeNpy(values, sizes);
}
