import {
  IByteSource,
  IDecodedImage,
  IImageReader,
  MAX_PLANE_BYTES
} from '../contract';
import { PixelForestError } from '../../errors';
import { bytesPerValue, PixelArray, PlaneIndex } from '../../project/grid';
import { ImageMetadata } from '../../project/images';
import { formatError, guardDecoding, memoryError } from '../damage';
import { describeImage, TiffImage } from './describe';
import { TiffFile } from './file';
import { isSecondaryPage, PageLayout, readLayout } from './layout';
import { contiguousPixels, readPage } from './page';

/**
 * Reads TIFF and BigTIFF: 8-, 16- and 32-bit integers and floats (half floats
 * become float32, 1- to 15-bit integers the next wider type), both byte
 * orders, chunky and planar, strips and tiles, LZW, Deflate, PackBits, ZSTD,
 * LERC and JPEG, multi-page, ImageJ and single-file OME. What cannot be read
 * right is refused.
 *
 * @source docs/formats.md, “TIFF”
 */
export class TiffReader implements IImageReader {
  readonly name = 'TIFF';
  readonly extensions = ['.tif', '.tiff', '.btf', '.tf8'];

  recognises(head: Uint8Array): boolean {
    const [a, b, c, d] = head;
    return (
      (a === 0x49 && b === 0x49 && (c === 42 || c === 43) && d === 0) ||
      (a === 0x4d && b === 0x4d && c === 0 && (d === 42 || d === 43))
    );
  }

  async open(
    source: IByteSource,
    options: { innerPath?: string; signal?: AbortSignal } = {}
  ): Promise<IDecodedImage> {
    const { signal } = options;
    return guardDecoding(source.name, this.name, async () => {
      const { file, directories } = await TiffFile.open(source, signal);
      const pages: PageLayout[] = [];
      for (let i = 0; i < directories.length; i++) {
        const directory = directories[i];
        if (i > 0 && (await isSecondaryPage(file, directory, signal))) {
          continue;
        }
        const page = await readLayout(file, directory, i + 1, signal);
        requireSameShape(source.name, pages[0] ?? page, page);
        pages.push(page);
      }
      const image = await describeImage(file, pages[0], pages.length, signal);
      requirePlaneFits(source.name, image.metadata);
      const stack = image.isContiguous
        ? await requireStack(file, pages[0], image, signal)
        : 0;
      return new TiffDecodedImage(file, pages, image, stack);
    });
  }
}

class TiffDecodedImage implements IDecodedImage {
  readonly metadata: ImageMetadata;

  /**
   * @param planeBytes  distance of planes that have no directory of their own, else 0
   */
  constructor(
    private readonly file: TiffFile,
    private readonly pages: readonly PageLayout[],
    private readonly image: TiffImage,
    private readonly planeBytes: number
  ) {
    this.metadata = image.metadata;
  }

  async readPlane(
    plane: PlaneIndex,
    signal?: AbortSignal
  ): Promise<PixelArray[]> {
    const { file, image, pages, planeBytes } = this;
    const { shape } = image.metadata;
    if (!isIndex(plane.t, shape.t) || !isIndex(plane.z, shape.z)) {
      throw new PixelForestError(
        'input',
        `${file.source.name} has ${shape.t} times and ${shape.z} slices; time ${plane.t}, slice ${plane.z} was asked for. Choose one of these.`
      );
    }
    const channels: PixelArray[] = [];
    for (let c = 0; c < image.pageChannels; c++) {
      const at = (plane.t * shape.z + plane.z) * image.pageChannels + c;
      const page = image.pages[at];
      const layout = image.isContiguous ? pages[0] : pages[page];
      const further = image.isContiguous ? page * planeBytes : 0;
      channels.push(...(await readPage(file, layout, further, signal)));
    }
    return channels;
  }

  close(): void {
    this.file.close();
  }
}

function requireSameShape(
  name: string,
  first: PageLayout,
  page: PageLayout
): void {
  const describe = (layout: PageLayout) =>
    `${layout.width} × ${layout.height}, ${layout.samples} × ${layout.dtype}`;
  const isSame =
    describe(first) === describe(page) && first.isPlanar === page.isPlanar;
  if (!isSame) {
    throw formatError(
      name,
      `all pages must have one size and type, but page ${first.page} is ${describe(first)} and page ${page.page} is ${describe(page)}${first.isPlanar === page.isPlanar ? '' : ' in another layout'}. Save the pages as separate files.`
    );
  }
}

function requirePlaneFits(name: string, metadata: ImageMetadata): void {
  const { y, x, c } = metadata.shape;
  const bytes = y * x * c * bytesPerValue(metadata.dtype);
  if (bytes > MAX_PLANE_BYTES) {
    throw memoryError(
      name,
      `one plane is ${x} × ${y} pixels of ${c} ${metadata.dtype} channels, ${Math.ceil(bytes / 2 ** 20)} MiB; a tab reads up to ${MAX_PLANE_BYTES / 2 ** 20} MiB. Crop it, or save fewer channels.`
    );
  }
}

// ImageJ writes stacks above 4 GB as one page followed by all other planes
async function requireStack(
  file: TiffFile,
  first: PageLayout,
  image: TiffImage,
  signal?: AbortSignal
): Promise<number> {
  const pixels = await contiguousPixels(file, first, signal);
  const planes = image.pages.length;
  const { name, size } = file.source;
  if (!pixels || pixels.start + planes * pixels.length > size) {
    throw formatError(
      name,
      `the description says ${planes} planes but the file (${size} bytes) does not hold them in one piece. It is truncated or damaged: save it again.`
    );
  }
  return pixels.length;
}

function isIndex(index: number, count: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < count;
}
