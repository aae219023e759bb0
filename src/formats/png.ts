import { decode, encode } from 'fast-png';
import {
  IByteSource,
  IDecodedImage,
  IImageReader,
  MAX_PLANE_BYTES
} from './contract';
import { PixelForestError } from '../errors';
import { Rgb } from '../project/images';
import { readExactly } from './byte-sources';
import { formatError, guardDecoding, memoryError } from './damage';
import { DecodedPlane, planeMetadata, splitChannels } from './decoded-plane';
import { barePixelSize } from './pixel-size';

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
/** Values a pixel has by PNG colour type. */
const SAMPLES: Readonly<Record<number, number>> = {
  0: 1,
  2: 3,
  3: 1,
  4: 2,
  6: 4
};
const PALETTE = 3;
/** The chunks that decide pixels; profiles and texts are not given to the decoder. */
const PIXEL_CHUNKS = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'pHYs', 'IEND'];

type PngHeader = {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorType: number;
  readonly isInterlaced: boolean;
};

/**
 * Reads PNG. Values are exactly the file's, without gamma or profiles: 1, 2
 * and 4 bits stay 0…1, 0…3, 0…15 in uint8, 16 bits become uint16. Palettes are
 * replaced by their colours. An alpha channel that is opaque everywhere is
 * dropped, any other is the last channel. A transparent colour key (tRNS of
 * grey and RGB files) and all frames of an animation but the first are ignored.
 *
 * @source PNG specification (third edition); docs/formats.md, “PNG”
 */
export class PngReader implements IImageReader {
  readonly name = 'PNG';
  readonly extensions = ['.png'];

  /** @param _areIndicesKept whether a palette file gives its indices, e.g. class numbers, in place of colours */
  constructor(private readonly _areIndicesKept = false) {}

  recognises(head: Uint8Array): boolean {
    return SIGNATURE.every((byte, i) => head[i] === byte);
  }

  async open(
    source: IByteSource,
    options: { innerPath?: string; signal?: AbortSignal } = {}
  ): Promise<IDecodedImage> {
    const { name, size } = source;
    const header = await readHeader(source, options.signal);
    requireFits(name, header, size);
    const bytes = await readExactly(source, 0, size, 'the PNG', options.signal);
    return guardDecoding(name, this.name, () =>
      decodePng(name, header, pixelChunks(name, bytes), this._areIndicesKept)
    );
  }
}

function decodePng(
  name: string,
  header: PngHeader,
  bytes: Uint8Array,
  areIndicesKept: boolean
): IDecodedImage {
  const { width, height, depth } = header;
  const png = decode(bytes, { checkCrc: true });
  const stored = SAMPLES[header.colorType];
  const length = width * height * stored;
  const values =
    depth < 8 ? unpackBits(png.data, width * stored, height, depth) : png.data;
  if (values.length !== length) {
    throw new RangeError(`${values.length} of ${length} values were decoded`);
  }
  const planes =
    header.colorType === PALETTE && !areIndicesKept
      ? applyPalette(Uint8Array.from(values), png.palette ?? [])
      : values instanceof Uint16Array
        ? splitChannels(values, stored, stored, n => new Uint16Array(n))
        : splitChannels(
            Uint8Array.from(values),
            stored,
            stored,
            n => new Uint8Array(n)
          );
  const opaque = depth === 16 ? 65535 : 255;
  const hasAlpha = planes.length === 2 || planes.length === 4;
  if (hasAlpha && planes[planes.length - 1].every(alpha => alpha === opaque)) {
    planes.pop();
  }
  const perMetre = png.resolution?.unit === 1 ? png.resolution : null;
  return new DecodedPlane(
    name,
    planeMetadata(
      width,
      height,
      planes.length,
      depth === 16 ? 'uint16' : 'uint8',
      perMetre ? barePixelSize(1e6 / perMetre.x, 1e6 / perMetre.y) : null
    ),
    planes
  );
}

/**
 * Writes a grey image of 8 or 16 bits.
 *
 * @param pixels  (y, x)
 */
export function writeGreyPng(
  pixels: Uint8Array | Uint16Array,
  width: number,
  height: number
): Uint8Array {
  return writePng(pixels, width, height, 1);
}

/**
 * Writes a coloured image.
 *
 * @param rgba  (y, x, 4) red, green, blue, alpha, 0…255
 */
export function writeRgbaPng(
  rgba: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number
): Uint8Array {
  return writePng(rgba, width, height, 4);
}

/**
 * Writes an image of numbers with a colour for each, and a text.
 *
 * @param pixels  (y, x) numbers below the length of the palette
 * @param palette up to 256 colours
 * @param text    keyword → text, both Latin-1
 * @throws PixelForestError `mismatch` if a number has no colour
 */
export function writeIndexedPng(
  pixels: Uint8Array,
  width: number,
  height: number,
  palette: readonly Rgb[],
  text: Readonly<Record<string, string>>
): Uint8Array {
  const without = pixels.find(number => number >= palette.length);
  if (without !== undefined || palette.length > 256) {
    throw new PixelForestError(
      'mismatch',
      `A palette PNG has a colour for each of up to 256 numbers, but there are ${palette.length} and ${without ?? 'no pixel'} has none. Pass one a class.`
    );
  }
  return encode({
    width,
    height,
    data: pixels,
    channels: 1,
    depth: 8,
    palette: palette.map(color => [...color]),
    text: { ...text }
  });
}

/** What a PNG says beside its pixels. */
export type PngFacts = {
  /** Latin-1 texts by keyword. */
  readonly text: ReadonlyMap<string, string>;
  /** Colour of each index; empty without a palette. */
  readonly palette: readonly Rgb[];
};

/**
 * Texts and palette.
 *
 * @throws PixelForestError `format` if truncated
 */
export function readPngFacts(name: string, bytes: Uint8Array): PngFacts {
  const text = new Map<string, string>();
  const palette: Rgb[] = [];
  for (const { type, data } of chunksOf(name, bytes)) {
    if (type === 'tEXt') {
      const [keyword, ...rest] = new TextDecoder('latin1')
        .decode(data)
        .split('\0');
      text.set(keyword, rest.join(''));
    } else if (type === 'PLTE') {
      for (let i = 0; i + 2 < data.length; i += 3) {
        palette.push([data[i], data[i + 1], data[i + 2]]);
      }
    }
  }
  return { text, palette };
}

function writePng(
  data: Uint8Array | Uint8ClampedArray | Uint16Array,
  width: number,
  height: number,
  channels: number
): Uint8Array {
  if (data.length !== width * height * channels) {
    throw new PixelForestError(
      'mismatch',
      `A PNG of ${width} × ${height} pixels and ${channels} values each needs ${width * height * channels} values, got ${data.length}. Pass the whole image.`
    );
  }
  const depth = data instanceof Uint16Array ? 16 : 8;
  return encode({ width, height, data, channels, depth });
}

async function readHeader(
  source: IByteSource,
  signal?: AbortSignal
): Promise<PngHeader> {
  const bytes = await readExactly(source, 0, 33, 'the PNG header', signal);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isHeader =
    SIGNATURE.every((byte, i) => bytes[i] === byte) &&
    view.getUint32(8) === 13 &&
    chunkType(bytes, 12) === 'IHDR';
  const header = {
    width: view.getUint32(16),
    height: view.getUint32(20),
    depth: bytes[24],
    colorType: bytes[25],
    isInterlaced: bytes[28] === 1
  };
  const isKnown =
    SAMPLES[header.colorType] !== undefined &&
    [1, 2, 4, 8, 16].includes(header.depth) &&
    (header.depth >= 8 || SAMPLES[header.colorType] === 1);
  if (!isHeader || !isKnown || header.width === 0 || header.height === 0) {
    throw formatError(
      source.name,
      `a PNG header was wanted, found ${header.width} × ${header.height} pixels, ${header.depth} bits, colour type ${header.colorType}. The file is damaged or no PNG: save it again.`
    );
  }
  // the decoder leaves the bits of such files in disorder
  if (header.isInterlaced && header.depth < 8) {
    throw formatError(
      source.name,
      `it is an interlaced PNG of ${header.depth} bits, which is not read. Save it without interlacing.`
    );
  }
  return header;
}

function requireFits(name: string, header: PngHeader, size: number): void {
  const { width, height, depth, colorType } = header;
  const values = colorType === PALETTE ? 4 : SAMPLES[colorType];
  const bytes = width * height * values * (depth === 16 ? 2 : 1);
  if (bytes > MAX_PLANE_BYTES || size > MAX_PLANE_BYTES) {
    throw memoryError(
      name,
      `it is ${width} × ${height} pixels, ${Math.ceil(bytes / 2 ** 20)} MiB unpacked; a tab reads up to ${MAX_PLANE_BYTES / 2 ** 20} MiB. Crop it, or save it as a tiled TIFF of fewer channels.`
    );
  }
  // Deflate makes at most 1032 bytes of one
  const least = (width * height * SAMPLES[colorType] * depth) / 8 / 1040;
  if (size < least) {
    throw formatError(
      name,
      `${size} bytes cannot hold ${width} × ${height} pixels. The file is truncated or damaged: copy it again.`
    );
  }
}

/** The chunks one after the other, each whole. */
function* chunksOf(
  name: string,
  bytes: Uint8Array
): Generator<{ type: string; data: Uint8Array; whole: Uint8Array }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = SIGNATURE.length;
  let type = '';
  while (type !== 'IEND') {
    const length = at + 12 <= bytes.length ? view.getUint32(at) : Infinity;
    if (at + 12 + length > bytes.length) {
      throw formatError(
        name,
        `the PNG ends at byte ${bytes.length} in the middle of a chunk. It is truncated: copy it again.`
      );
    }
    type = chunkType(bytes, at + 4);
    yield {
      type,
      data: bytes.subarray(at + 8, at + 8 + length),
      whole: bytes.subarray(at, at + 12 + length)
    };
    at += 12 + length;
  }
}

// the decoder sees whole chunks and those only that decide pixels
function pixelChunks(name: string, bytes: Uint8Array): Uint8Array {
  const parts = [bytes.subarray(0, SIGNATURE.length)];
  for (const { type, whole } of chunksOf(name, bytes)) {
    if (PIXEL_CHUNKS.includes(type)) {
      parts.push(whole);
    }
  }
  const joined = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let to = 0;
  for (const part of parts) {
    joined.set(part, to);
    to += part.length;
  }
  return joined;
}

function chunkType(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function unpackBits(
  packed: ArrayLike<number>,
  rowLength: number,
  rows: number,
  bits: number
): Uint8Array {
  const rowBytes = Math.ceil((rowLength * bits) / 8);
  const perByte = 8 / bits;
  const values = new Uint8Array(rowLength * rows);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < rowLength; i++) {
      const byte = packed[row * rowBytes + Math.floor(i / perByte)];
      const shift = 8 - bits * ((i % perByte) + 1);
      values[row * rowLength + i] = (byte >> shift) & ((1 << bits) - 1);
    }
  }
  return values;
}

function applyPalette(
  indices: Uint8Array,
  palette: readonly (readonly number[])[]
): Uint8Array[] {
  const planes = [0, 1, 2, 3].map(() => new Uint8Array(indices.length));
  for (let i = 0; i < indices.length; i++) {
    const color = palette[indices[i]];
    if (!color) {
      throw new RangeError(
        `palette entry ${indices[i]} of ${palette.length} is used`
      );
    }
    for (let c = 0; c < 4; c++) {
      planes[c][i] = color[c] ?? 255;
    }
  }
  return planes;
}
