import { decode } from 'jpeg-js';
import {
  IByteSource,
  IDecodedImage,
  IImageReader,
  MAX_PLANE_BYTES
} from './contract';
import { readExactly } from './byte-sources';
import { formatError, guardDecoding, memoryError } from './damage';
import { DecodedPlane, planeMetadata, splitChannels } from './decoded-plane';
import { canHoldFrame, MAX_JPEG_VALUES, readJpegFrame } from './jpeg-frame';

/**
 * Reads JPEG (baseline and progressive, 8 bits): grey as one channel, colour
 * as red, green, blue. The decoder is JavaScript, so that browsers and Node
 * give the same values; they may differ by a few grey levels from those of
 * other decoders, as JPEG allows. Orientation and colour profiles are ignored.
 *
 * @source ITU-T T.81; docs/formats.md, “JPEG”
 */
export class JpegReader implements IImageReader {
  readonly name = 'JPEG';
  readonly extensions = ['.jpg', '.jpeg', '.jpe', '.jfif'];

  recognises(head: Uint8Array): boolean {
    return head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff;
  }

  async open(
    source: IByteSource,
    options: { innerPath?: string; signal?: AbortSignal } = {}
  ): Promise<IDecodedImage> {
    const { name, size } = source;
    if (size > MAX_PLANE_BYTES) {
      throw memoryError(
        name,
        `it has ${size} bytes; a tab reads up to ${MAX_PLANE_BYTES}. Crop it, or save it as a tiled TIFF.`
      );
    }
    const jpeg = await readExactly(source, 0, size, 'the JPEG', options.signal);
    return guardDecoding(name, this.name, () => decodeJpeg(name, jpeg));
  }
}

function decodeJpeg(name: string, jpeg: Uint8Array): IDecodedImage {
  const frame = readJpegFrame(jpeg);
  if (
    frame === null ||
    frame.precision !== 8 ||
    ![1, 3].includes(frame.components)
  ) {
    throw formatError(
      name,
      `grey and RGB JPEG of 8 bits are read, this one has ${frame ? `${frame.components} components of ${frame.precision} bits` : 'no image'}. Save it as RGB.`
    );
  }
  const { width, height, components } = frame;
  if (width * height * components > MAX_JPEG_VALUES) {
    throw memoryError(
      name,
      `it is ${width} × ${height} pixels of ${components} values; up to ${Math.floor(MAX_JPEG_VALUES / 1e6)} million values are read. Crop it, or save it as a tiled TIFF.`
    );
  }
  if (!canHoldFrame(frame, jpeg.length)) {
    throw formatError(
      name,
      `${jpeg.length} bytes cannot hold ${width} × ${height} pixels. The file is truncated or damaged: copy it again.`
    );
  }
  const decoded = decode(jpeg, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: Math.ceil(MAX_JPEG_VALUES / 1e6),
    maxMemoryUsageInMB: (2 * MAX_PLANE_BYTES) / 2 ** 20
  });
  // grey comes out three times
  const stored = decoded.data.length / (width * height);
  if (stored !== 1 && stored !== 3) {
    throw new RangeError(`${decoded.data.length} values were decoded`);
  }
  const channels = Math.min(components, stored);
  return new DecodedPlane(
    name,
    planeMetadata(width, height, channels, 'uint8'),
    splitChannels(
      Uint8Array.from(decoded.data),
      stored,
      channels,
      length => new Uint8Array(length)
    )
  );
}
