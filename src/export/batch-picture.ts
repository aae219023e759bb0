import { ResultSource } from '../store/guest-contract';
import { ExportInput } from './contract';

/** Pixels of the longer side, at least, and less than twice as many; smaller images as they are. */
const SIDE = 160;
const OUTLINE_COLOR = [255, 222, 0];
/** How much of a class's colour lies over the image. */
const CLASS_OPACITY = 0.4;

/** A small picture of an image with its result. */
export type BatchPicture = {
  readonly width: number;
  readonly height: number;
  /** (y, x, 4) opaque RGBA. */
  readonly rgba: Uint8ClampedArray;
};

/** The first plane of an image and beside it what was found there, to be drawn at any size. */
export type BatchDetail = BatchPicture & {
  /** (y, x) ids of objects, or class numbers from 1 where no objects were computed; null without either. */
  readonly found: Uint32Array | null;
  /** By class number − 1; null if objects were found, which are outlined. */
  readonly classColors: readonly (readonly number[])[] | null;
};

/** What is read of an image's results. */
type DrawnInput = Pick<
  ExportInput,
  'image' | 'metadata' | 'classes' | 'objects' | 'segmentation'
>;

type PictureSize = { readonly width: number; readonly height: number };

/**
 * The first plane of an image, small: with the outlines of its objects, or in
 * the colours of its classes where no objects were computed.
 *
 * @throws as {@link ResultSource.thumbnail}
 */
export async function drawBatchPicture(
  store: Pick<ResultSource, 'thumbnail'>,
  input: DrawnInput,
  signal: AbortSignal
): Promise<BatchPicture> {
  const detail = await readBatchDetail(store, input, SIDE, signal);
  const { width, height, rgba } = detail;
  const over = paintFound(detail, { width, height }, 1);
  for (let i = 0; i < over.length; i++) {
    const alpha = over[i - (i % 4) + 3] / 255;
    rgba[i] += i % 4 < 3 ? (over[i] - rgba[i]) * alpha : 0;
  }
  return { width, height, rgba };
}

/**
 * The first plane of an image and what was found in it, on the same grid.
 *
 * @param side pixels of the longer side, at least, and less than twice as many; smaller images as they are
 * @throws as {@link ResultSource.thumbnail}
 */
export async function readBatchDetail(
  store: Pick<ResultSource, 'thumbnail'>,
  input: DrawnInput,
  side: number,
  signal: AbortSignal
): Promise<BatchDetail> {
  const { image, metadata, objects, segmentation, classes } = input;
  const { rgba, width, height } = await store.thumbnail(image.id, side, signal);
  const { y, x } = metadata.shape;
  const values = objects ? objects.frames[0].labels : segmentation[0];
  return {
    width,
    height,
    rgba: Uint8ClampedArray.from(rgba),
    found: values
      ? sample({ values, width: x, height: y }, { width, height })
      : null,
    classColors: objects
      ? null
      : classes.map(({ probabilityColor }) => probabilityColor)
  };
}

/**
 * What was found, to be laid over the image: objects are outlined, also where
 * they touch; classes have their colours.
 *
 * @param size of what is painted, whatever the detail's own is
 * @param outline width of a line in pixels
 * @returns (y, x, 4) RGBA, transparent where nothing is; not premultiplied
 */
export function paintFound(
  { found, classColors, ...grid }: BatchDetail,
  size: PictureSize,
  outline: number
): Uint8ClampedArray {
  const { width, height } = size;
  const over = new Uint8ClampedArray(width * height * 4);
  if (!found) {
    return over;
  }
  const values = sample({ values: found, ...grid }, size);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (classColors) {
        const color = classColors[values[i] - 1];
        if (color) {
          over.set([...color, 255 * CLASS_OPACITY], 4 * i);
        }
      } else if (isEdge(values, width, y, x, outline)) {
        over.set([...OUTLINE_COLOR, 255], 4 * i);
      }
    }
  }
  return over;
}

/** Whether another object begins less than `outline` pixels above or to the left. */
function isEdge(
  ids: Uint32Array,
  width: number,
  y: number,
  x: number,
  outline: number
): boolean {
  const i = y * width + x;
  for (let step = 1; step <= outline; step++) {
    if (
      (y >= step && ids[i - step * width] !== ids[i]) ||
      (x >= step && ids[i - step] !== ids[i])
    ) {
      return true;
    }
  }
  return false;
}

/** (y, x) values at the middles of the pixels of another grid. */
function sample(
  {
    values,
    width: fromWidth,
    height: fromHeight
  }: PictureSize & { readonly values: ArrayLike<number> },
  { width, height }: PictureSize
): Uint32Array {
  const at = (i: number, from: number, to: number): number =>
    Math.min(from - 1, Math.floor(((i + 0.5) * from) / to));
  const columns = Uint32Array.from({ length: width }, (_, x) =>
    at(x, fromWidth, width)
  );
  const sampled = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = at(y, fromHeight, height) * fromWidth;
    for (let x = 0; x < width; x++) {
      sampled[y * width + x] = values[row + columns[x]];
    }
  }
  return sampled;
}
