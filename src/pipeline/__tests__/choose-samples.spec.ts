import { chooseSamples } from '../forest/choose-samples';
import { TrainingPixels } from '../forest/training-pixels';

function plane(imageId: string, z: number, labels: number[]): TrainingPixels {
  return {
    imageId,
    plane: { t: 0, z },
    y: new Int32Array(labels.length),
    x: Int32Array.from(labels.keys()),
    labels: Uint8Array.from(labels)
  };
}

describe('chooseSamples', () => {
  const pixels = [
    plane('a', 0, [1, 2, 1]),
    plane('a', 4, [3]),
    plane('b', 0, [2, 2, 1])
  ];

  it('numbers pixels in the order in which rows are collected', () => {
    expect([...chooseSamples(pixels, {})]).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('keeps the pixels of some images', () => {
    const imageIds = new Set(['b']);
    expect([...chooseSamples(pixels, { imageIds })]).toEqual([4, 5, 6]);
  });

  it('keeps the pixels of some classes, in some images', () => {
    const classNumbers = new Set([1, 3]);
    expect([...chooseSamples(pixels, { classNumbers })]).toEqual([0, 2, 3, 6]);
    const imageIds = new Set(['a', 'c']);
    expect([...chooseSamples(pixels, { imageIds, classNumbers })]).toEqual([
      0, 2, 3
    ]);
  });

  it('may choose none', () => {
    const classNumbers = new Set([9]);
    expect(chooseSamples(pixels, { classNumbers })).toHaveLength(0);
  });
});
