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

/**
 * The first plane of an image, small: with the outlines of its objects, or in
 * the colours of its classes where no objects were computed.
 *
 * @throws as {@link ResultSource.thumbnail}
 */
export async function drawBatchPicture(
  store: Pick<ResultSource, 'thumbnail'>,
  input: Pick<
    ExportInput,
    'image' | 'metadata' | 'classes' | 'objects' | 'segmentation'
  >,
  signal: AbortSignal
): Promise<BatchPicture> {
  const { image, metadata, objects, segmentation, classes } = input;
  const { rgba, width, height } = await store.thumbnail(image.id, SIDE, signal);
  const { shape } = metadata;
  const picture = { width, height, rgba: Uint8ClampedArray.from(rgba) };
  const at = (values: ArrayLike<number>) => (y: number, x: number) =>
    values[
      Math.min(shape.y - 1, Math.floor(((y + 0.5) * shape.y) / height)) *
        shape.x +
        Math.min(shape.x - 1, Math.floor(((x + 0.5) * shape.x) / width))
    ];
  if (objects) {
    const id = at(objects.frames[0].labels);
    paint(picture, (y, x) => {
      const own = id(y, x);
      const isEdge =
        (y > 0 && id(y - 1, x) !== own) || (x > 0 && id(y, x - 1) !== own);
      return isEdge ? { color: OUTLINE_COLOR, opacity: 1 } : null;
    });
  } else if (segmentation.length > 0) {
    const number = at(segmentation[0]);
    paint(picture, (y, x) => {
      const { probabilityColor } = classes[number(y, x) - 1] ?? {};
      return probabilityColor
        ? { color: probabilityColor, opacity: CLASS_OPACITY }
        : null;
    });
  }
  return picture;
}

function paint(
  { rgba, width, height }: BatchPicture,
  over: (
    y: number,
    x: number
  ) => { color: readonly number[]; opacity: number } | null
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = over(y, x);
      for (let c = 0; colour && c < 3; c++) {
        const i = (y * width + x) * 4 + c;
        rgba[i] += (colour.color[c] - rgba[i]) * colour.opacity;
      }
    }
  }
}
