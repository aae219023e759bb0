import { TrainingPixels } from './training-pixels';

/** Which labelled pixels to train on; what is not given is not asked for. */
export type SampleChoice = {
  /** Only pixels of these images, e.g. all but one to test on that. */
  readonly imageIds?: ReadonlySet<string>;
  /** Only pixels of these class numbers (from 1). */
  readonly classNumbers?: ReadonlySet<number>;
};

/**
 * Numbers of the pixels that fit a choice, in the order in which rows of all
 * pixels are collected.
 *
 * @returns (chosen,) ascending
 */
export function chooseSamples(
  pixels: readonly TrainingPixels[],
  { imageIds, classNumbers }: SampleChoice
): Uint32Array {
  const chosen: number[] = [];
  let first = 0;
  for (const { imageId, labels } of pixels) {
    if (imageIds?.has(imageId) ?? true) {
      labels.forEach((label, i) => {
        if (classNumbers?.has(label) ?? true) {
          chosen.push(first + i);
        }
      });
    }
    first += labels.length;
  }
  return Uint32Array.from(chosen);
}
