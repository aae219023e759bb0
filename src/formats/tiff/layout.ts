import { MAX_PLANE_BYTES } from '../contract';
import { formatError, memoryError } from '../damage';
import { bytesPerValue, DType } from '../../project/grid';
import { COMPRESSION, COMPRESSION_NAMES, TAG } from './tags';
import { Directory, TiffFile } from './file';

/** How the values of one page are stored. */
export type PageLayout = {
  readonly directory: Directory;
  /** Page number from 1, for messages. */
  readonly page: number;
  readonly width: number;
  readonly height: number;
  /** Values a pixel has. */
  readonly samples: number;
  /** Bits of one stored value: 1…16, 32 or 64. */
  readonly bits: number;
  /** What the values become: exactly the file's; half floats become float32. */
  readonly dtype: DType;
  readonly isFloat: boolean;
  readonly compression: number;
  readonly predictor: number;
  readonly photometric: number;
  /** Whether each sample has strips or tiles of its own. */
  readonly isPlanar: boolean;
  readonly isTiled: boolean;
  readonly isBitReversed: boolean;
  /** Width of a strip or tile in pixels. */
  readonly blockWidth: number;
  /** Height of a whole strip or tile in pixels. */
  readonly blockHeight: number;
  /** Strips or tiles along x and y. */
  readonly blocksAcross: number;
  readonly blocksDown: number;
};

/** Photometric interpretations with a meaning here. */
export const PHOTOMETRIC = { rgb: 2, palette: 3, yCbCr: 6 } as const;

const READ_COMPRESSIONS: readonly number[] = Object.values(COMPRESSION);

/** Whether a page is only a smaller copy or a mask of another. */
export async function isSecondaryPage(
  file: TiffFile,
  directory: Directory,
  signal?: AbortSignal
): Promise<boolean> {
  const kind = await file.first(directory, TAG.newSubfileType, 0, signal);
  const oldKind = await file.first(directory, TAG.subfileType, 1, signal);
  return (kind & 0b101) !== 0 || oldKind === 2;
}

/**
 * Reads how a page is stored and refuses what cannot be read right.
 *
 * @param page  page number from 1
 * @throws PixelForestError `format` for a kind that is not read, `memory` above MAX_PLANE_BYTES
 */
export async function readLayout(
  file: TiffFile,
  directory: Directory,
  page: number,
  signal?: AbortSignal
): Promise<PageLayout> {
  const first = (tag: number, missing: number) =>
    file.first(directory, tag, missing, signal);
  const name = file.source.name;
  const refuse = (found: string) => formatError(name, `page ${page} ${found}`);

  const width = await first(TAG.imageWidth, 0);
  const height = await first(TAG.imageLength, 0);
  const samples = await first(TAG.samplesPerPixel, 1);
  if (![width, height, samples].every(n => Number.isInteger(n) && n > 0)) {
    throw refuse(
      `says it is ${width} × ${height} pixels of ${samples} values. The file is damaged: save it again.`
    );
  }
  const { bits, dtype, isFloat } = await readValueType(file, directory, page);
  const planeBytes = width * height * samples * bytesPerValue(dtype);
  if (planeBytes > MAX_PLANE_BYTES) {
    throw memoryError(
      name,
      `page ${page} is ${width} × ${height} pixels of ${samples} ${dtype} values, ${mebibytes(planeBytes)} MiB; a tab reads up to ${mebibytes(MAX_PLANE_BYTES)} MiB. Crop it, or save it with fewer channels or bits.`
    );
  }

  const compression = await first(TAG.compression, 1);
  if (!READ_COMPRESSIONS.includes(compression)) {
    throw refuse(
      `has compression ${compression}${nameOf(compression)}; none, LZW, Deflate, PackBits, ZSTD, LERC and JPEG are read. Save it with one of these.`
    );
  }
  const predictor = await first(TAG.predictor, 1);
  const canPredict =
    predictor === 1 ||
    (predictor === 2 && bits % 8 === 0) ||
    (predictor === 3 && isFloat);
  if (!canPredict) {
    throw refuse(
      `has predictor ${predictor} for ${bits}-bit ${isFloat ? 'floats' : 'integers'}; none, 2 and, for floats, 3 are read. Save it without predictor.`
    );
  }
  const photometric = await first(TAG.photometric, 1);
  if (photometric === PHOTOMETRIC.yCbCr && compression !== COMPRESSION.jpeg) {
    throw refuse(
      'holds YCbCr colours, which are read with JPEG compression only. Save it as RGB.'
    );
  }
  if (compression === COMPRESSION.jpeg && (bits !== 8 || isFloat)) {
    throw refuse(`has ${bits}-bit JPEG compression; 8-bit JPEG is read.`);
  }
  const planar = await first(TAG.planarConfiguration, 1);
  const isPlanar = planar === 2 && samples > 1;
  if (photometric === PHOTOMETRIC.yCbCr && (isPlanar || samples !== 3)) {
    throw refuse(
      `holds YCbCr colours in ${samples} ${isPlanar ? 'separate planes' : 'values a pixel'}; three values together are read. Save it as RGB.`
    );
  }
  const isBitReversed = (await first(TAG.fillOrder, 1)) === 2;
  if (isBitReversed && compression !== COMPRESSION.none) {
    throw refuse(
      'is compressed and has its bits in reverse order. Save it without compression.'
    );
  }
  if ((await first(TAG.imageDepth, 1)) !== 1) {
    throw refuse(
      'holds a whole volume (tag ImageDepth). Save it as one page per slice.'
    );
  }
  const blocks = await readBlockShape(file, directory, width, height);
  if (blocks === null) {
    throw refuse(
      'has strips or tiles of impossible size. The file is damaged: save it again.'
    );
  }
  const blockBytes =
    blocks.blockWidth *
    blocks.blockHeight *
    (isPlanar ? 1 : samples) *
    bytesPerValue(dtype);
  if (blockBytes > MAX_PLANE_BYTES) {
    throw memoryError(
      name,
      `page ${page} has tiles of ${blocks.blockWidth} × ${blocks.blockHeight} pixels, ${mebibytes(blockBytes)} MiB; a tab reads up to ${mebibytes(MAX_PLANE_BYTES)} MiB. Save it with smaller tiles.`
    );
  }
  return {
    directory,
    page,
    width,
    height,
    samples,
    bits,
    dtype,
    isFloat,
    compression,
    predictor,
    photometric,
    isPlanar,
    isBitReversed,
    ...blocks
  };
}

/** Number of bytes an unpacked strip or tile of `rows` rows has. */
export function blockBytes(layout: PageLayout, rows: number): number {
  const perPixel = layout.isPlanar ? 1 : layout.samples;
  return rows * Math.ceil((layout.blockWidth * perPixel * layout.bits) / 8);
}

/**
 * Refuses a stack whose planes should follow the first page's pixels without
 * directories of their own, unless they can and the file has room for them.
 *
 * @param planes  number of planes the description speaks of
 * @throws PixelForestError `format`
 */
export function requireContiguousPlanes(
  file: TiffFile,
  first: PageLayout,
  planes: number
): void {
  const { name, size } = file.source;
  if (first.compression !== COMPRESSION.none || first.isTiled) {
    throw formatError(
      name,
      `the description says ${planes} planes but there is one page, and its pixels are not in one uncompressed piece. Save it again with one page per plane.`
    );
  }
  const passes = first.isPlanar ? first.samples : 1;
  const planeBytes = blockBytes(first, first.height) * passes;
  if (planes * planeBytes > size) {
    throw formatError(
      name,
      `the description says ${planes} planes of ${planeBytes} bytes, but the file has ${size} bytes. It is truncated or was described wrongly: save it again.`
    );
  }
}

/** Rows stored in the block at height `down`: the last strip is short, tiles are whole. */
export function blockRows(layout: PageLayout, down: number): number {
  return layout.isTiled
    ? layout.blockHeight
    : Math.min(layout.blockHeight, layout.height - down * layout.blockHeight);
}

async function readBlockShape(
  file: TiffFile,
  directory: Directory,
  width: number,
  height: number
) {
  const isTiled = directory.entries.has(TAG.tileWidth);
  const blockWidth = isTiled
    ? await file.first(directory, TAG.tileWidth, 0)
    : width;
  const blockHeight = isTiled
    ? await file.first(directory, TAG.tileLength, 0)
    : Math.min(await file.first(directory, TAG.rowsPerStrip, height), height);
  if (![blockWidth, blockHeight].every(n => Number.isInteger(n) && n > 0)) {
    return null;
  }
  return {
    isTiled,
    blockWidth,
    blockHeight,
    blocksAcross: Math.ceil(width / blockWidth),
    blocksDown: Math.ceil(height / blockHeight)
  };
}

async function readValueType(
  file: TiffFile,
  directory: Directory,
  page: number
): Promise<{ bits: number; dtype: DType; isFloat: boolean }> {
  const all = await file.numbers(directory, TAG.bitsPerSample);
  const formats = await file.numbers(directory, TAG.sampleFormat);
  const bits = all && all.length > 0 ? all[0] : 1;
  const format = formats && formats.length > 0 ? formats[0] : 1;
  if (all?.some(n => n !== bits) || formats?.some(n => n !== format)) {
    throw formatError(
      file.source.name,
      `page ${page} mixes samples of different kinds (${all?.join(', ')} bits). Save the channels as one type.`
    );
  }
  const dtype = dtypeOfSamples(bits, format);
  if (dtype === null) {
    throw formatError(
      file.source.name,
      `page ${page} has ${bits}-bit ${SAMPLE_FORMATS[format] ?? `format ${format}`} values; unsigned integers of 1 to 16 and 32 bits, signed ones of 8, 16 and 32 bits and floats of 16, 32 and 64 bits are read. Convert it to one of these.`
    );
  }
  return { bits, dtype, isFloat: format === 3 };
}

const SAMPLE_FORMATS: Readonly<Record<number, string>> = {
  1: 'unsigned integer',
  2: 'signed integer',
  3: 'float',
  4: 'undefined',
  5: 'complex integer',
  6: 'complex float'
};

function dtypeOfSamples(bits: number, format: number): DType | null {
  const found: Record<number, Record<number, DType>> = {
    2: { 8: 'int8', 16: 'int16', 32: 'int32' },
    3: { 16: 'float32', 32: 'float32', 64: 'float64' }
  };
  if (format === 2 || format === 3) {
    return found[format][bits] ?? null;
  }
  if ((format !== 1 && format !== 4) || !Number.isInteger(bits) || bits < 1) {
    return null;
  }
  return bits <= 8
    ? 'uint8'
    : bits <= 16
      ? 'uint16'
      : bits === 32
        ? 'uint32'
        : null;
}

function nameOf(compression: number): string {
  const name = COMPRESSION_NAMES[compression];
  return name ? ` (${name})` : '';
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}
