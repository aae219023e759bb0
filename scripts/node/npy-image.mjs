/** A NumPy file as an image: the browser has no need of it, measurements do. */

/** What the axes of an array are if no project says: NumPy has no names for them. */
const USUAL_AXES = { 2: 'yx', 3: 'yxc', 4: 'zyxc', 5: 'tzyxc' };

/**
 * The image in an `.npy` file (`IDecodedImage` of the formats room).
 *
 * @param bytes of the file; the image's own from now on
 * @param axes  in the file's order; used if there are as many
 * @throws PixelForestError `format`
 */
export function openNpyImage(rooms, { name, bytes, axes }) {
  const { shape: sizes, data } = rooms.readNpy(name, bytes);
  const fileAxes = axes?.length === sizes.length ? axes : usualAxes(sizes);
  if (!fileAxes || data.length === 0) {
    throw new rooms.PixelForestError(
      'format',
      `${name} should be an array of 2 to 5 axes with at least one value, but its shape is (${sizes.join(', ')}). Save another one.`
    );
  }
  const sizeOf = axis =>
    fileAxes.includes(axis) ? sizes[fileAxes.indexOf(axis)] : 1;
  const strideOf = axis =>
    fileAxes.includes(axis)
      ? sizes
          .slice(fileAxes.indexOf(axis) + 1)
          .reduce((product, size) => product * size, 1)
      : 0;
  const [t, z, y, x, c] = ['t', 'z', 'y', 'x', 'c'].map(sizeOf);
  const none = new Array(c).fill(null);
  const dtype = rooms.dtypeOf(data);
  const [rowStride, pixelStride] = [strideOf('y'), strideOf('x')];
  const firstOf = (plane, channel) =>
    plane.t * strideOf('t') + plane.z * strideOf('z') + channel * strideOf('c');
  const isPlanar = pixelStride === 1 && rowStride === x;
  const cutChannel = (plane, channel) => {
    const first = firstOf(plane, channel);
    if (isPlanar) {
      return data.subarray(first, first + y * x);
    }
    const values = new data.constructor(y * x);
    for (let row = 0; row < y; row++) {
      for (let i = 0; i < x; i++) {
        values[row * x + i] = data[first + row * rowStride + i * pixelStride];
      }
    }
    return values;
  };
  // pixels are held once: in the file's order, or each channel by itself
  const planes = Array.from({ length: t * z }, (_, i) =>
    none.map((__, channel) =>
      cutChannel({ t: Math.floor(i / z), z: i % z }, channel)
    )
  );
  if (!isPlanar) {
    rooms.freeMemory(data);
  }
  return {
    metadata: {
      shape: { t, z, y, x, c },
      dtype,
      fileAxes,
      fileShape: sizes,
      channelNames: none.map(() => ''),
      channelColors: none,
      displayRanges: none,
      pixelSizeUm: null
    },
    readPlane: async plane => planes[plane.t * z + plane.z],
    close: () => undefined
  };
}

function usualAxes(sizes) {
  // one plane of a stack, not an image one pixel high
  return sizes.length === 3 && sizes[0] === 1
    ? 'zyx'
    : USUAL_AXES[sizes.length];
}
