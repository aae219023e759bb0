import { Rgb } from '../../project/images';

/** The `key=value` lines ImageJ puts into ImageDescription. */
export type ImageJDescription = {
  readonly images: number;
  readonly channels: number;
  readonly slices: number;
  readonly frames: number;
  /** `composite`, `color`, `grayscale` or ''. */
  readonly mode: string;
  readonly unit: string;
  /** Distance of slices in `unit`, or null. */
  readonly spacing: number | null;
  readonly displayRange: readonly [number, number] | null;
};

/** What stands in ImageJ's own tags 50838 and 50839. */
export type ImageJMetadata = {
  /** One label per slice of the stack, or fewer. */
  readonly labels: readonly string[];
  readonly displayRanges: readonly (readonly [number, number])[];
  /** One table of 768 bytes (256 red, 256 green, 256 blue) per channel. */
  readonly tables: readonly Uint8Array[];
};

/** Colours ImageJ gives the channels of a composite that brings none. */
export const COMPOSITE_COLORS: readonly Rgb[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
  [0, 255, 255],
  [255, 0, 255],
  [255, 255, 0]
];

/**
 * Parses ImageJ's description, or returns null if it is not ImageJ's.
 * @source ImageJ 1.x, ij.io.FileOpener.decodeDescriptionString
 */
export function parseImageJ(description: string): ImageJDescription | null {
  if (!description.startsWith('ImageJ=')) {
    return null;
  }
  const values = new Map<string, string>();
  for (const line of description.split(/\r?\n/)) {
    const at = line.indexOf('=');
    if (at > 0) {
      values.set(line.slice(0, at), line.slice(at + 1));
    }
  }
  const count = (key: string) => {
    const value = Math.floor(Number(values.get(key) ?? 1));
    return value >= 1 && value < 2 ** 31 ? value : 1;
  };
  const number = (key: string) => {
    const value = Number(values.get(key) ?? NaN);
    return Number.isFinite(value) ? value : null;
  };
  const min = number('min');
  const max = number('max');
  return {
    images: count('images'),
    channels: count('channels'),
    slices: count('slices'),
    frames: count('frames'),
    mode: values.get('mode') ?? '',
    unit: values.get('unit') ?? '',
    spacing: number('spacing'),
    displayRange: min !== null && max !== null && min < max ? [min, max] : null
  };
}

/** 'IJIJ' read in the file's byte order. */
const MAGIC = 0x494a494a;
const LABELS = 0x6c61626c;
const RANGES = 0x72616e67;
const TABLES = 0x6c757473;

/**
 * Parses tags 50838 (sizes) and 50839 (content). Damaged parts are left out:
 * they are decoration, and no pixel depends on them.
 *
 * @param sizes    bytes of the header and of each entry
 * @param content  header, then the entries
 * @source ImageJ 1.x, ij.io.TiffEncoder.writeMetaData
 */
export function parseImageJMetadata(
  sizes: Float64Array,
  content: Uint8Array,
  littleEndian: boolean
): ImageJMetadata {
  const view = new DataView(
    content.buffer,
    content.byteOffset,
    content.byteLength
  );
  const labels: string[] = [];
  const displayRanges: [number, number][] = [];
  const tables: Uint8Array[] = [];
  const headerBytes = Math.min(sizes[0] ?? 0, content.length);
  if (headerBytes < 12 || view.getUint32(0, littleEndian) !== MAGIC) {
    return { labels, displayRanges, tables };
  }
  let entry = 1;
  let at = headerBytes;
  for (let head = 4; head + 8 <= headerBytes; head += 8) {
    const type = view.getUint32(head, littleEndian);
    const count = view.getUint32(head + 4, littleEndian);
    for (let i = 0; i < count && entry < sizes.length; i++, entry++) {
      const stop = at + sizes[entry];
      if (!(stop >= at) || stop > content.length) {
        return { labels, displayRanges, tables };
      }
      const bytes = content.subarray(at, stop);
      if (type === LABELS) {
        labels.push(decodeUtf16(bytes, littleEndian));
      } else if (type === TABLES && bytes.length === 768) {
        tables.push(bytes);
      } else if (type === RANGES) {
        for (let r = at; r + 16 <= stop; r += 16) {
          displayRanges.push([
            view.getFloat64(r, littleEndian),
            view.getFloat64(r + 8, littleEndian)
          ]);
        }
      }
      at = stop;
    }
  }
  return { labels, displayRanges, tables };
}

/** The colour of a table that goes from black to one colour, else null. */
export function colorOfTable(table: Uint8Array): Rgb | null {
  const isRamp = table[0] === 0 && table[256] === 0 && table[512] === 0;
  return isRamp ? [table[255], table[511], table[767]] : null;
}

function decodeUtf16(bytes: Uint8Array, littleEndian: boolean): string {
  return new TextDecoder(littleEndian ? 'utf-16le' : 'utf-16be').decode(bytes);
}
