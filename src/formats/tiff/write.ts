import { PixelForestError } from '../../errors';
import { DType, dtypeOf, PixelArray } from '../../project/grid';
import { ImageMetadata, Rgb } from '../../project/images';
import { CLASS_NAMES_KEY, formatClassNames } from '../labels/class-names';
import { encodeImageJMetadata } from './imagej-write';
import { swapBytes } from './samples';
import { TAG } from './tags';

/** Value types an ImageJ TIFF can have. */
export type TiffDType = Extract<
  DType,
  'uint8' | 'uint16' | 'uint32' | 'float32'
>;

/** What an ImageJ hyperstack TIFF says beside its pixels. */
export type TiffOptions = {
  readonly width: number;
  readonly height: number;
  readonly dtype: TiffDType;
  readonly channels?: number;
  readonly slices?: number;
  readonly frames?: number;
  readonly pixelSizeUm?: ImageMetadata['pixelSizeUm'];
  /** Display range of all channels. */
  readonly displayRange?: readonly [number, number];
  /** One label per page, e.g. class names; shown above the image in ImageJ. */
  readonly pageLabels?: readonly string[];
  /** One colour a channel: tables from black to it. */
  readonly channelColors?: readonly Rgb[];
  /**
   * Colours of the values 0…255 of a uint8 file, e.g. of class numbers; missing
   * ones are black. The values themselves stay as they are.
   */
  readonly palette?: readonly Rgb[];
  /** Names of the class numbers from 1; ImageJ ignores them. */
  readonly classNames?: readonly string[];
  /** What ImageJ shows as Image › Show Info, lines of `key: value`. */
  readonly info?: string;
  /** OME-XML in place of ImageJ's description; what only ImageJ reads is left out then. */
  readonly omeXml?: string;
  /** The pages are (y, x, 3) red, green and blue; uint8 only. */
  readonly isRgb?: boolean;
};

/** Writes a file piece by piece: the head, then each page in order. */
export interface ITiffWriter {
  /** Size of the whole file in bytes. */
  readonly size: number;
  readonly pageCount: number;
  /** Everything before the pixels. */
  head(): Uint8Array;
  /**
   * The bytes of one page, to be appended.
   *
   * @param pixels  (y, x) of the writer's dtype
   * @throws PixelForestError `mismatch` if size or dtype differ
   */
  page(pixels: PixelArray): Uint8Array;
}

/** Offsets in a classic TIFF are 32-bit numbers. */
const MAX_FILE_BYTES = 2 ** 32 - 1;
const VALUE_BYTES = { uint8: 1, uint16: 2, uint32: 4, float32: 4 } as const;
const SHORT = 3;
const LONG = 4;
const RATIONAL = 5;
const ASCII = 2;
const BYTE = 1;

type Field = {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** The number itself, or bytes that are stored outside of the directory. */
  readonly value: number | { readonly at: number };
};

/**
 * Writes pages as one ImageJ hyperstack TIFF.
 *
 * @param pages  (y, x) arrays in ImageJ's order: channels fastest, then slices, then frames
 * @throws PixelForestError `mismatch` if the pages do not fit the options, `memory` above 4 GB
 */
export function writeTiff(
  pages: readonly PixelArray[],
  options: TiffOptions
): Uint8Array {
  const writer = createTiffWriter(options);
  if (pages.length !== writer.pageCount) {
    throw new PixelForestError(
      'mismatch',
      `A stack of ${writer.pageCount} pages was announced, ${pages.length} were passed. Pass all of them.`
    );
  }
  const bytes = new Uint8Array(writer.size);
  const head = writer.head();
  bytes.set(head);
  let at = head.length;
  for (const pixels of pages) {
    const page = writer.page(pixels);
    bytes.set(page, at);
    at += page.length;
  }
  return bytes;
}

/**
 * Prepares a file in which every page has a directory, so that all readers see
 * all pages, and the pixels of all pages follow each other, as ImageJ wants
 * them. Big-endian and uncompressed, as ImageJ writes itself.
 *
 * @throws PixelForestError `memory` if the file would be larger than 4 GB, `mismatch` for labels, colours or palettes that do not fit
 * @source TIFF revision 6.0; ImageJ 1.x, ij.io.TiffEncoder; docs/formats.md, “TIFF written”
 */
export function createTiffWriter(options: TiffOptions): ITiffWriter {
  const { width, height, dtype } = options;
  const pageCount = countPages(options);
  requireFits(options, pageCount);
  const valueCount = width * height * (options.isRgb ? 3 : 1);
  const pageBytes = valueCount * VALUE_BYTES[dtype];
  const head = layOutHead(options, pageCount, pageBytes);
  const size = head.length + pageCount * pageBytes;
  if (size > MAX_FILE_BYTES) {
    throw new PixelForestError(
      'memory',
      `The TIFF would have ${(size / 1e9).toFixed(1)} GB (${pageCount} pages of ${width} × ${height} ${dtype}); ImageJ's format ends at 4.2 GB. Export fewer channels or frames, or HDF5.`
    );
  }
  return {
    size,
    pageCount,
    head: () => head,
    page: pixels => {
      if (pixels.length !== valueCount || dtypeOf(pixels) !== dtype) {
        throw new PixelForestError(
          'mismatch',
          `A page of ${width} × ${height} ${dtype} was announced, got ${pixels.length} values of ${dtypeOf(pixels)}. Pass pages of one size and type.`
        );
      }
      const bytes = new Uint8Array(pageBytes);
      bytes.set(
        new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength)
      );
      swapBytes(bytes, VALUE_BYTES[dtype]);
      return bytes;
    }
  };
}

function countPages(options: TiffOptions): number {
  return (
    (options.channels ?? 1) * (options.slices ?? 1) * (options.frames ?? 1)
  );
}

function requireFits(options: TiffOptions, pageCount: number): void {
  const { width, height, pageLabels, channelColors, palette } = options;
  const refuse = (found: string) => new PixelForestError('mismatch', found);
  if (options.isRgb && (options.dtype !== 'uint8' || palette)) {
    throw refuse(
      `Red, green and blue are written as uint8 without a palette, got ${options.dtype}${palette ? ' with one' : ''}. Write uint8.`
    );
  }
  const sizes = [width, height, pageCount];
  if (!sizes.every(size => Number.isInteger(size) && size > 0)) {
    throw refuse(
      `A TIFF needs at least one pixel and page, got ${width} × ${height} pixels and ${pageCount} pages. Pass positive sizes.`
    );
  }
  if (pageLabels && pageLabels.length !== pageCount) {
    throw refuse(
      `${pageCount} pages need ${pageCount} labels, got ${pageLabels.length}. Pass one a page.`
    );
  }
  if (channelColors && channelColors.length !== (options.channels ?? 1)) {
    throw refuse(
      `${options.channels ?? 1} channels need as many colours, got ${channelColors.length}. Pass one a channel.`
    );
  }
  if (palette && (options.dtype !== 'uint8' || palette.length > 256)) {
    throw refuse(
      `A palette has up to 256 colours for uint8 values, got ${palette.length} for ${options.dtype}. Write uint8.`
    );
  }
}

// header, directories, the values outside of directories; the pixels come behind
function layOutHead(
  options: TiffOptions,
  pageCount: number,
  pageBytes: number
): Uint8Array {
  const { width, height, dtype, palette, isRgb } = options;
  const description = describe(options, pageCount);
  const metadata = options.omeXml
    ? null
    : encodeImageJMetadata({
        info: options.info ?? '',
        labels: options.pageLabels ?? [],
        displayRanges: options.displayRange
          ? new Array<readonly [number, number]>(options.channels ?? 1).fill(
              options.displayRange
            )
          : [],
        colors: options.channelColors ?? []
      });
  const [perX, perY] = resolution(options);

  // what does not fit into a directory entry
  const outside: { bytes: Uint8Array; at: number }[] = [];
  const firstTags = 15 + (palette ? 1 : 0) + (metadata ? 2 : 0);
  const nextTags = 11 + (palette ? 1 : 0);
  const directoryBytes = (tags: number) => 2 + tags * 12 + 4;
  let end =
    8 + directoryBytes(firstTags) + (pageCount - 1) * directoryBytes(nextTags);
  const put = (bytes: Uint8Array) => {
    const at = end;
    outside.push({ bytes, at });
    end = Math.ceil((end + bytes.length) / 2) * 2;
    return { at };
  };
  const descriptionAt = put(description);
  const perXAt = put(perX);
  const perYAt = put(perY);
  const paletteAt = palette ? put(encodeColorMap(palette)) : null;
  const bitsAt = isRgb ? put(Uint8Array.of(0, 8, 0, 8, 0, 8)) : null;
  const countsAt = metadata ? put(metadata.counts) : null;
  const contentAt = metadata ? put(metadata.content) : null;
  const pixelsAt = Math.ceil(end / 16) * 16;

  const common = (page: number): Field[] => {
    const fields: Field[] = [
      number(TAG.newSubfileType, LONG, 0),
      number(TAG.imageWidth, LONG, width),
      number(TAG.imageLength, LONG, height),
      bitsAt
        ? stored(TAG.bitsPerSample, SHORT, 3, bitsAt)
        : number(TAG.bitsPerSample, SHORT, VALUE_BYTES[dtype] * 8),
      number(TAG.compression, SHORT, 1),
      number(TAG.photometric, SHORT, palette ? 3 : isRgb ? 2 : 1),
      number(TAG.stripOffsets, LONG, pixelsAt + page * pageBytes),
      number(TAG.samplesPerPixel, SHORT, isRgb ? 3 : 1),
      number(TAG.rowsPerStrip, LONG, height),
      number(TAG.stripByteCounts, LONG, pageBytes),
      number(TAG.sampleFormat, SHORT, dtype === 'float32' ? 3 : 1)
    ];
    if (paletteAt) {
      fields.push(stored(TAG.colorMap, SHORT, 768, paletteAt));
    }
    return fields;
  };
  const first = [
    ...common(0),
    stored(TAG.imageDescription, ASCII, description.length, descriptionAt),
    stored(TAG.xResolution, RATIONAL, 1, perXAt),
    stored(TAG.yResolution, RATIONAL, 1, perYAt),
    number(TAG.resolutionUnit, SHORT, 1)
  ];
  if (metadata && countsAt && contentAt) {
    const sizes = metadata.counts.length / 4;
    first.push(
      // a single number would stand in the directory; there are always two or more
      stored(TAG.imageJMetadataByteCounts, LONG, sizes, countsAt),
      stored(TAG.imageJMetadata, BYTE, metadata.content.length, contentAt)
    );
  }

  const head = new Uint8Array(pixelsAt);
  const view = new DataView(head.buffer);
  head.set([0x4d, 0x4d, 0, 42, 0, 0, 0, 8]);
  let at = 8;
  for (let page = 0; page < pageCount; page++) {
    const fields = page === 0 ? first : common(page);
    at = writeDirectory(view, at, fields, page === pageCount - 1);
  }
  for (const { bytes, at: to } of outside) {
    head.set(bytes, to);
  }
  return head;
}

function writeDirectory(
  view: DataView,
  start: number,
  fields: Field[],
  isLast: boolean
): number {
  fields.sort((a, b) => a.tag - b.tag);
  view.setUint16(start, fields.length);
  let at = start + 2;
  for (const { tag, type, count, value } of fields) {
    view.setUint16(at, tag);
    view.setUint16(at + 2, type);
    view.setUint32(at + 4, count);
    if (typeof value !== 'number') {
      view.setUint32(at + 8, value.at);
    } else if (type === SHORT) {
      view.setUint16(at + 8, value);
    } else {
      view.setUint32(at + 8, value);
    }
    at += 12;
  }
  view.setUint32(at, isLast ? 0 : at + 4);
  return at + 4;
}

function number(tag: number, type: number, value: number): Field {
  return { tag, type, count: 1, value };
}

function stored(
  tag: number,
  type: number,
  count: number,
  value: { at: number }
): Field {
  return { tag, type, count, value };
}

function describe(options: TiffOptions, pageCount: number): Uint8Array {
  const {
    channels = 1,
    slices = 1,
    frames = 1,
    pixelSizeUm,
    palette
  } = options;
  if (options.omeXml) {
    return new TextEncoder().encode(`${options.omeXml}\0`);
  }
  // a palette shows its colours at the range 0…255 only
  const range = palette ? [0, 255] : options.displayRange;
  const lines = [
    'ImageJ=1.54f',
    `images=${pageCount}`,
    `channels=${channels}`,
    `slices=${slices}`,
    `frames=${frames}`,
    ...(pageCount > 1 ? ['hyperstack=true'] : []),
    ...(channels > 1
      ? [`mode=${options.channelColors ? 'composite' : 'grayscale'}`]
      : []),
    `unit=${pixelSizeUm ? 'micron' : 'pixel'}`,
    ...(pixelSizeUm?.z ? [`spacing=${pixelSizeUm.z}`] : []),
    'loop=false',
    ...(range ? [`min=${range[0]}`, `max=${range[1]}`] : []),
    ...(options.classNames
      ? [`${CLASS_NAMES_KEY}=${formatClassNames(options.classNames)}`]
      : [])
  ];
  return new TextEncoder().encode(`${lines.join('\n')}\n\0`);
}

// pixels per micrometre as rationals, with as many digits as fit
function resolution({ pixelSizeUm }: TiffOptions): [Uint8Array, Uint8Array] {
  return [
    encodeRational(pixelSizeUm ? 1 / pixelSizeUm.x : 1),
    encodeRational(pixelSizeUm ? 1 / pixelSizeUm.y : 1)
  ];
}

function encodeRational(value: number): Uint8Array {
  let denominator = 1e9;
  while (denominator > 1 && value * denominator > MAX_FILE_BYTES) {
    denominator /= 10;
  }
  const numerator = Math.round(value * denominator);
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, Math.max(1, Math.min(numerator, MAX_FILE_BYTES)));
  view.setUint32(4, denominator);
  return new Uint8Array(view.buffer);
}

// all reds, all greens, all blues; 16 bits each
function encodeColorMap(palette: readonly Rgb[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(768 * 2));
  palette.forEach((color, i) => {
    color.forEach((value, c) => view.setUint16((c * 256 + i) * 2, value * 257));
  });
  return new Uint8Array(view.buffer);
}
