import ndarray from 'ndarray';
import { Axis, createPixels, dtypeOf, PixelArray } from '../../project/grid';

/** Inner order of one plane with its channels. */
const PLANE_AXES: readonly Axis[] = ['c', 'y', 'x'];

/**
 * Cuts an array in any axis order into (y, x) planes, one per channel.
 *
 * @param values in the order of `axes`, all of t and z having size 1
 * @param axes   axis letters of the array, y and x among them
 * @param shape  sizes in the order of `axes`
 * @returns      (y, x) per channel; views of `values` where they lie in order
 */
export function splitChannels(
  values: PixelArray,
  axes: string,
  shape: readonly number[]
): PixelArray[] {
  const { strides, sizes } = planeStrides(values, axes, shape);
  const [channels, height, width] = sizes;
  const length = height * width;
  const isInOrder =
    (strides[2] === 1 || width === 1) && (strides[1] === width || height === 1);
  return Array.from({ length: channels }, (_, channel) => {
    const offset = channel * strides[0];
    if (isInOrder) {
      return values.subarray(offset, offset + length);
    }
    const plane = createPixels(dtypeOf(values), length);
    for (let y = 0, to = 0; y < height; y++) {
      let from = offset + y * strides[1];
      for (let x = 0; x < width; x++, to++, from += strides[2]) {
        plane[to] = values[from];
      }
    }
    return plane;
  });
}

/**
 * The reverse of {@link splitChannels}: writes (y, x) planes, one per channel,
 * into an array in any axis order.
 */
export function mergeChannels(
  planes: readonly PixelArray[],
  values: PixelArray,
  axes: string,
  shape: readonly number[]
): void {
  const { strides, sizes } = planeStrides(values, axes, shape);
  const [channels, height, width] = sizes;
  for (let channel = 0; channel < channels; channel++) {
    const plane = planes[channel];
    for (let y = 0, from = 0; y < height; y++) {
      let to = channel * strides[0] + y * strides[1];
      for (let x = 0; x < width; x++, from++, to += strides[2]) {
        values[to] = plane[from];
      }
    }
  }
}

/** Distances in `values` between neighbours along c, y and x, and the sizes. */
function planeStrides(
  values: PixelArray,
  axes: string,
  shape: readonly number[]
): { strides: number[]; sizes: number[] } {
  const view = ndarray(values, [...shape]);
  const order = PLANE_AXES.map(axis => axes.indexOf(axis));
  return {
    strides: order.map(index => (index < 0 ? 0 : view.stride[index])),
    sizes: order.map(index => (index < 0 ? 1 : view.shape[index]))
  };
}
