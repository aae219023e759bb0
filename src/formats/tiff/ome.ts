import { Rgb } from '../../project/images';
import { formatError } from '../damage';
import { micrometresIn, pixelSize, PixelSizeUm } from '../pixel-size';

/** What the OME-XML of a single-file OME-TIFF says of its first image. */
export type OmeDescription = {
  /** Sizes of the axes the pages run over; channels are counted in pages. */
  readonly sizes: {
    readonly t: number;
    readonly z: number;
    readonly c: number;
  };
  /** Page axes, slowest first: "tzc". */
  readonly order: string;
  /** Page index of plane (t, z, c) at (t · sizes.z + z) · sizes.c + c. */
  readonly pages: Int32Array;
  readonly channelNames: readonly string[];
  readonly channelColors: readonly (Rgb | null)[];
  readonly pixelSizeUm: PixelSizeUm | null;
};

/**
 * Parses OME-XML, or returns null if the description is none.
 *
 * @param samples    values a pixel of a page has; they are counted in SizeC
 * @param pageCount  pages of the file
 * @throws PixelForestError `format` if planes are in other files or in no page
 * @source OME-TIFF specification 6.0, “The TiffData element”
 */
export function parseOme(
  name: string,
  description: string,
  samples: number,
  pageCount: number
): OmeDescription | null {
  const pixels = /<(?:\w+:)?Pixels\b([^>]*)>/.exec(description);
  if (!pixels || !/<(?:\w+:)?OME\b/.test(description)) {
    return null;
  }
  const attributes = readAttributes(pixels[1]);
  const size = (key: string) => {
    const value = Number(attributes.get(key) ?? 1);
    return Number.isInteger(value) && value >= 1 ? value : 1;
  };
  const sizes = {
    t: size('SizeT'),
    z: size('SizeZ'),
    c: Math.max(1, Math.floor(size('SizeC') / samples))
  };
  const order = (attributes.get('DimensionOrder') ?? 'XYCZT').toLowerCase();
  const body = description.slice(pixels.index + pixels[0].length);
  const image = body.slice(0, Math.max(0, body.search(/<\/(?:\w+:)?Pixels>/)));
  const channels = Array.from(
    image.matchAll(/<(?:\w+:)?Channel\b([^>]*)>/g),
    match => readAttributes(match[1])
  );
  return {
    sizes,
    order: Array.from(order.slice(2)).reverse().join(''),
    pages: mapPages(name, image, order.slice(2), sizes, pageCount),
    channelNames: channels.map(channel => channel.get('Name') ?? ''),
    channelColors: channels.map(channel => colorOf(channel.get('Color'))),
    pixelSizeUm: sizeOf(attributes)
  };
}

// axes run in DimensionOrder, fastest first, from the place each TiffData names
function mapPages(
  name: string,
  image: string,
  order: string,
  sizes: OmeDescription['sizes'],
  pageCount: number
): Int32Array {
  const planes = sizes.t * sizes.z * sizes.c;
  if (!/^(zct|ztc|ctz|czt|tcz|tzc)$/.test(order) || planes > pageCount) {
    throw formatError(
      name,
      `the OME metadata describe ${planes} planes (T ${sizes.t}, Z ${sizes.z}, C ${sizes.c}, order ${order}), the file has ${pageCount} pages. Open all of its files in one, as a single OME-TIFF.`
    );
  }
  const pages = new Int32Array(planes).fill(-1);
  const entries = Array.from(
    image.matchAll(/<(?:\w+:)?TiffData\b([^>]*)>/g),
    match => readAttributes(match[1])
  );
  for (const entry of entries.length > 0 ? entries : [new Map()]) {
    const number = (key: string, missing: number) => {
      const value = Number(entry.get(key) ?? missing);
      return Number.isInteger(value) && value >= 0 ? value : missing;
    };
    const at = {
      t: number('FirstT', 0),
      z: number('FirstZ', 0),
      c: number('FirstC', 0)
    };
    const page = number('IFD', 0);
    const count = number('PlaneCount', entry.has('IFD') ? 1 : planes);
    for (let i = 0; i < Math.min(count, planes); i++) {
      if (at.t < sizes.t && at.z < sizes.z && at.c < sizes.c) {
        pages[(at.t * sizes.z + at.z) * sizes.c + at.c] = page + i;
      }
      for (const axis of order as Iterable<'t' | 'z' | 'c'>) {
        if (++at[axis] < sizes[axis]) {
          break;
        }
        at[axis] = 0;
      }
    }
  }
  const missing = pages.findIndex(page => page < 0 || page >= pageCount);
  if (missing >= 0) {
    throw formatError(
      name,
      `the OME metadata give plane ${missing + 1} of ${planes} no page of this file (${pageCount} pages). Save it as a single OME-TIFF.`
    );
  }
  return pages;
}

function readAttributes(text: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const match of text.matchAll(
    /([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
  )) {
    found.set(match[1], decodeEntities(match[2] ?? match[3]));
  }
  return found;
}

function decodeEntities(text: string): string {
  const named: Record<string, string> = {
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    amp: '&'
  };
  return text.replace(/&(#x?[0-9a-fA-F]+|\w+);/g, (whole, word: string) => {
    if (!word.startsWith('#')) {
      return named[word] ?? whole;
    }
    const code = word.startsWith('#x')
      ? parseInt(word.slice(2), 16)
      : parseInt(word.slice(1), 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

// OME writes colours as one signed number: red, green, blue, alpha
function colorOf(text: string | undefined): Rgb | null {
  const value = Number(text ?? NaN);
  if (!Number.isInteger(value) || value === -1) {
    return null;
  }
  const rgba = value >>> 0;
  return [rgba >>> 24, (rgba >>> 16) & 255, (rgba >>> 8) & 255];
}

function sizeOf(attributes: ReadonlyMap<string, string>): PixelSizeUm | null {
  const length = (axis: string) => {
    const text = attributes.get(`PhysicalSize${axis}`);
    const unit = micrometresIn(
      attributes.get(`PhysicalSize${axis}Unit`) ?? 'um'
    );
    return text === undefined || unit === null ? null : Number(text) * unit;
  };
  const x = length('X');
  return x === null ? null : pixelSize(x, length('Y') ?? x, length('Z'));
}
