import { IDecodedImage } from './contract';
import { PixelForestError } from '../errors';
import { PixelArray, PlaneIndex } from '../project/grid';
import { ImageMetadata } from '../project/images';

/** An image that is one plane and decoded already: PNG, JPEG, NPY. */
export class DecodedPlane implements IDecodedImage {
  /**
   * @param planes  one (y, x) array per channel
   */
  constructor(
    private readonly name: string,
    readonly metadata: ImageMetadata,
    private planes: readonly PixelArray[]
  ) {}

  async readPlane(
    plane: PlaneIndex,
    signal?: AbortSignal
  ): Promise<PixelArray[]> {
    signal?.throwIfAborted();
    if (plane.t !== 0 || plane.z !== 0) {
      throw new PixelForestError(
        'input',
        `${this.name} has one plane; time ${plane.t}, slice ${plane.z} was asked for. Ask for time 0, slice 0.`
      );
    }
    // the caller may transfer what it gets to another thread
    return this.planes.map(pixels => pixels.slice());
  }

  close(): void {
    this.planes = [];
  }
}

/**
 * Takes interleaved values apart.
 *
 * @param values    (y, x, c)
 * @param stored    values a pixel has
 * @param channels  how many of them are taken, from the first
 * @returns         one (y, x) array per channel
 */
export function splitChannels<T extends PixelArray>(
  values: T,
  stored: number,
  channels: number,
  create: (length: number) => T
): T[] {
  const length = values.length / stored;
  return Array.from({ length: channels }, (_, c) => {
    const plane = create(length);
    for (let i = 0; i < length; i++) {
      plane[i] = values[i * stored + c];
    }
    return plane;
  });
}

/**
 * Metadata of a two-dimensional image without names or ranges of its own.
 * Three and four channels are red, green and blue (and alpha).
 */
export function planeMetadata(
  width: number,
  height: number,
  channels: number,
  dtype: ImageMetadata['dtype'],
  pixelSizeUm: ImageMetadata['pixelSizeUm'] = null
): ImageMetadata {
  const isColored = channels >= 3;
  const colors = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255]
  ] as const;
  const perChannel = <T>(value: (channel: number) => T) =>
    Array.from({ length: channels }, (_, channel) => value(channel));
  return {
    shape: { t: 1, z: 1, y: height, x: width, c: channels },
    dtype,
    fileAxes: channels > 1 ? 'yxc' : 'yx',
    fileShape: channels > 1 ? [height, width, channels] : [height, width],
    channelNames: perChannel(() => ''),
    channelColors: perChannel(c => (isColored ? (colors[c] ?? null) : null)),
    displayRanges: perChannel(() => null),
    pixelSizeUm
  };
}
