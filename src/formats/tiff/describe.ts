import { ImageMetadata, Rgb } from '../../project/images';
import { formatError } from '../damage';
import { barePixelSize, micrometresIn, pixelSize } from '../pixel-size';
import { TiffFile } from './file';
import {
  colorOfTable,
  COMPOSITE_COLORS,
  ImageJDescription,
  ImageJMetadata,
  parseImageJ,
  parseImageJMetadata
} from './imagej';
import { PageLayout, PHOTOMETRIC, requireContiguousPlanes } from './layout';
import { parseOme } from './ome';
import { parseShaped } from './shaped';
import { TAG } from './tags';

/** How pages make an image. */
export type TiffImage = {
  readonly metadata: ImageMetadata;
  /** Page index of plane (t, z) and page channel c at (t · Z + z) · C + c. */
  readonly pages: Int32Array;
  /** Channels that are pages of their own: 1 if the channels are samples. */
  readonly pageChannels: number;
  /** Whether all planes follow the first page's pixels without directories. */
  readonly isContiguous: boolean;
};

/** What one kind of metadata says; the rest is filled in from the first page. */
type Arrangement = {
  readonly sizes: {
    readonly t: number;
    readonly z: number;
    readonly c: number;
  };
  /** Page axes, slowest first. */
  readonly order: string;
  readonly pages: Int32Array;
  readonly isContiguous: boolean;
  readonly channelNames?: readonly string[];
  readonly channelColors?: readonly (Rgb | null)[];
  readonly displayRanges?: readonly (readonly [number, number])[];
  readonly pixelSizeUm: ImageMetadata['pixelSizeUm'];
};

/**
 * Finds out which axes the pages run over: ImageJ's description, OME-XML or
 * tifffile's shape decide, in this order; pages of which nothing is said, or
 * whose number contradicts what is said, are slices along z.
 *
 * @param first      the first page
 * @param pageCount  pages that count, smaller copies and masks left out
 * @throws PixelForestError `format` if planes are missing or channels stand in pages and in samples
 */
export async function describeImage(
  file: TiffFile,
  first: PageLayout,
  pageCount: number,
  signal?: AbortSignal
): Promise<TiffImage> {
  const arrangement = await arrange(file, first, pageCount, signal);
  const { sizes } = arrangement;
  if (first.samples > 1 && sizes.c > 1) {
    throw formatError(
      file.source.name,
      `pages hold ${sizes.c} channels of ${first.samples} values each. Save it with one value a pixel and page.`
    );
  }
  const channels = first.samples > 1 ? first.samples : sizes.c;
  const isRgb =
    first.samples >= 3 &&
    (first.photometric === PHOTOMETRIC.rgb ||
      first.photometric === PHOTOMETRIC.yCbCr);
  const perChannel = <T>(value: (channel: number) => T) =>
    Array.from({ length: channels }, (_, channel) => value(channel));

  const pageAxes = Array.from(
    arrangement.order as Iterable<'t' | 'z' | 'c'>
  ).filter(axis => sizes[axis] > 1);
  const pixelAxes = first.samples === 1 ? 'yx' : first.isPlanar ? 'cyx' : 'yxc';
  const lengths = { y: first.height, x: first.width, c: first.samples };
  return {
    metadata: {
      shape: {
        t: sizes.t,
        z: sizes.z,
        y: first.height,
        x: first.width,
        c: channels
      },
      dtype: first.dtype,
      fileAxes: pageAxes.join('') + pixelAxes,
      fileShape: [
        ...pageAxes.map(axis => sizes[axis]),
        ...Array.from(pixelAxes as Iterable<'y' | 'x' | 'c'>).map(
          axis => lengths[axis]
        )
      ],
      channelNames: perChannel(c => arrangement.channelNames?.[c] ?? ''),
      channelColors: perChannel(
        c =>
          arrangement.channelColors?.[c] ??
          (isRgb && c < 3 ? COMPOSITE_COLORS[c] : null)
      ),
      displayRanges: perChannel(c => arrangement.displayRanges?.[c] ?? null),
      pixelSizeUm: arrangement.pixelSizeUm
    },
    pages: arrangement.pages,
    pageChannels: sizes.c,
    isContiguous: arrangement.isContiguous
  };
}

async function arrange(
  file: TiffFile,
  first: PageLayout,
  pageCount: number,
  signal?: AbortSignal
): Promise<Arrangement> {
  const text = await file.text(first.directory, TAG.imageDescription, signal);
  const imageJ = parseImageJ(text);
  if (imageJ) {
    return arrangeImageJ(file, first, imageJ, pageCount, signal);
  }
  const ome = parseOme(file.source.name, text, first.samples, pageCount);
  if (ome) {
    return { ...ome, isContiguous: false };
  }
  const pixelSizeUm = await readBareSize(file, first);
  const shaped = parseShaped(text, file, first, pageCount);
  if (shaped) {
    return { ...shaped, pixelSizeUm };
  }
  return {
    sizes: { t: 1, z: pageCount, c: 1 },
    order: 'z',
    pages: Int32Array.from({ length: pageCount }, (_, page) => page),
    isContiguous: false,
    pixelSizeUm
  };
}

// ImageJ's pages run over t, z and c, the channel fastest
async function arrangeImageJ(
  file: TiffFile,
  first: PageLayout,
  imageJ: ImageJDescription,
  pageCount: number,
  signal?: AbortSignal
): Promise<Arrangement> {
  const isContiguous = pageCount === 1 && imageJ.images > 1;
  const planes = isContiguous ? imageJ.images : pageCount;
  if (isContiguous) {
    requireContiguousPlanes(file, first, planes);
  }
  const sizes = { t: imageJ.frames, z: imageJ.slices, c: imageJ.channels };
  if (first.samples > 1 && sizes.t * sizes.z === planes) {
    // the channels are the samples of each page
    sizes.c = 1;
  } else if (sizes.t * sizes.z * sizes.c !== planes) {
    if (sizes.t * sizes.z * sizes.c > 1 && planes === 1) {
      throw formatError(
        file.source.name,
        `ImageJ's description says ${sizes.c} channels, ${sizes.z} slices and ${sizes.t} frames, the file has 1 page. It is incomplete: save it again from ImageJ.`
      );
    }
    // pages that are described wrongly, or not at all ("images=5"), are slices
    Object.assign(sizes, { t: 1, z: planes, c: 1 });
  }
  const metadata = await readImageJMetadata(file, first, signal);
  const channels = first.samples > 1 ? first.samples : sizes.c;
  const isComposite = imageJ.mode === 'composite' || imageJ.mode === 'color';
  const ranges = metadata.displayRanges;
  return {
    sizes,
    order: 'tzc',
    pages: Int32Array.from({ length: planes }, (_, page) => page),
    isContiguous,
    channelNames: channelNames(metadata.labels, sizes),
    channelColors: Array.from({ length: channels }, (_, c) =>
      metadata.tables.length > 0
        ? metadata.tables[c]
          ? colorOfTable(metadata.tables[c])
          : null
        : isComposite && channels > 1
          ? (COMPOSITE_COLORS[c] ?? null)
          : null
    ),
    displayRanges:
      ranges.length > 0
        ? ranges
        : channels === 1 && imageJ.displayRange
          ? [imageJ.displayRange]
          : [],
    pixelSizeUm: await readImageJSize(file, first, imageJ, sizes.z)
  };
}

async function readImageJMetadata(
  file: TiffFile,
  first: PageLayout,
  signal?: AbortSignal
): Promise<ImageJMetadata> {
  const { directory } = first;
  const sizes = await file.numbers(
    directory,
    TAG.imageJMetadataByteCounts,
    signal
  );
  const content = await file.bytes(directory, TAG.imageJMetadata, signal);
  if (!sizes || !content) {
    return { labels: [], displayRanges: [], tables: [] };
  }
  return parseImageJMetadata(sizes, content, file.littleEndian);
}

// labels belong to planes; they name a channel if all its planes have the same one
function channelNames(
  labels: readonly string[],
  sizes: Arrangement['sizes']
): string[] {
  if (sizes.c < 2 || labels.length !== sizes.t * sizes.z * sizes.c) {
    return [];
  }
  return Array.from({ length: sizes.c }, (_, c) =>
    labels.every((label, plane) => plane % sizes.c !== c || label === labels[c])
      ? labels[c]
      : ''
  );
}

async function readImageJSize(
  file: TiffFile,
  first: PageLayout,
  imageJ: ImageJDescription,
  slices: number
): Promise<ImageMetadata['pixelSizeUm']> {
  const unit = micrometresIn(imageJ.unit);
  const { x, y } = await readResolution(file, first);
  if (unit === null || Number.isNaN(x)) {
    return null;
  }
  const z =
    imageJ.spacing !== null && slices > 1
      ? Math.abs(imageJ.spacing) * unit
      : null;
  return pixelSize(unit / x, unit / y, z);
}

async function readBareSize(
  file: TiffFile,
  first: PageLayout
): Promise<ImageMetadata['pixelSizeUm']> {
  const unit = await file.first(first.directory, TAG.resolutionUnit, 2);
  const unitUm = unit === 2 ? 25400 : unit === 3 ? 10000 : NaN;
  const { x, y } = await readResolution(file, first);
  return barePixelSize(unitUm / x, unitUm / y);
}

/** Pixels per unit; NaN where the file does not say. */
async function readResolution(file: TiffFile, first: PageLayout) {
  const x = await file.first(first.directory, TAG.xResolution, NaN);
  const y = await file.first(first.directory, TAG.yResolution, x);
  return { x, y };
}
