import { TiffFile } from './file';
import { PageLayout, requireContiguousPlanes } from './layout';

/** What tifffile's own description says of the pages. */
export type ShapedDescription = {
  readonly sizes: {
    readonly t: number;
    readonly z: number;
    readonly c: number;
  };
  /** Page axes, slowest first. */
  readonly order: string;
  readonly pages: Int32Array;
  readonly isContiguous: boolean;
};

/**
 * Parses the description `{"shape": [...], "axes": "TZYX"}` that tifffile
 * writes, or returns null if it is none, names no axes we know, or does not fit
 * the pages. With `"truncated": true` all planes follow the first page's
 * pixels.
 * @throws PixelForestError `format` if the file has no room for them
 */
export function parseShaped(
  description: string,
  file: TiffFile,
  first: PageLayout,
  pageCount: number
): ShapedDescription | null {
  const fields = parseJson(description);
  const shape = fields?.shape;
  const axes = String(fields?.axes ?? '').toLowerCase();
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    return null;
  }
  const pixelAxes = first.samples === 1 ? 2 : 3;
  const isContiguous = fields?.truncated === true && pageCount === 1;
  const outer = shape.slice(0, Math.max(0, shape.length - pixelAxes));
  const planes = outer.reduce((product, size) => product * size, 1);
  if (!isContiguous && planes !== pageCount) {
    return null;
  }
  if (isContiguous) {
    requireContiguousPlanes(file, first, planes);
  }
  const named = axes.slice(0, outer.length);
  const isKnown =
    axes.length === shape.length &&
    /^[tzc]*$/.test(named) &&
    new Set(named).size === named.length;
  if (!isKnown && !isContiguous) {
    return null;
  }
  const sizes = { t: 1, z: isKnown ? 1 : planes, c: 1 };
  if (isKnown) {
    Array.from(named as Iterable<'t' | 'z' | 'c'>).forEach((axis, i) => {
      sizes[axis] = outer[i];
    });
  }
  const order = isKnown ? named : 'z';
  return {
    sizes,
    order,
    pages: orderPages(sizes, order, planes),
    isContiguous
  };
}

/** Page index of (t, z, c) at (t · Z + z) · C + c, for pages that run over `order`, slowest first. */
function orderPages(
  sizes: ShapedDescription['sizes'],
  order: string,
  planes: number
): Int32Array {
  const pages = new Int32Array(planes);
  const at = { t: 0, z: 0, c: 0 };
  const fastestFirst = Array.from(order as Iterable<'t' | 'z' | 'c'>).reverse();
  for (let page = 0; page < planes; page++) {
    pages[(at.t * sizes.z + at.z) * sizes.c + at.c] = page;
    for (const axis of fastestFirst) {
      if (++at[axis] < sizes[axis]) {
        break;
      }
      at[axis] = 0;
    }
  }
  return pages;
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0;
}

function parseJson(text: string): Record<string, unknown> | null {
  if (!text.startsWith('{')) {
    return null;
  }
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // the description of another program that happens to start with a brace
    return null;
  }
}
