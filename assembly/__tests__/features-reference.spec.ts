import { FeatureChoice } from '../../src/project/features';
import { PixelArray } from '../../src/project/grid';
import { allCells, chooseCells, filterPicture, Picture } from './feature-host';
import { loadKernels } from './load-kernels';
import { readChannels, readNpy } from './npy';

/** Family and channel of each column, in column order. */
function columnsOf(
  choice: FeatureChoice,
  channelCount: number
): { family: number; channel: number }[] {
  return choice.selected.flatMap((row, family) =>
    row
      .filter(Boolean)
      .flatMap(() =>
        Array.from({ length: channelCount }, (_, channel) =>
          Array(family >= 4 ? 2 : 1).fill({ family, channel })
        ).flat()
      )
  );
}

function largest(values: ArrayLike<number>): number {
  let result = 0;
  for (let i = 0; i < values.length; i++) {
    result = Math.max(result, Math.abs(values[i]));
  }
  return result;
}

/** Input range R of a channel. */
function inputRange(pixels: PixelArray): number {
  let [low, high] = [Infinity, -Infinity];
  for (const value of pixels) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low;
}

/**
 * 1e-6 R for families linear in the image and their norms: float32 rounds at
 * 6e-8 of the values summed. The tensor is quadratic, so its error grows with
 * M (its maximum) and with R √M.
 */
function tolerance(family: number, range: number, maximum: number): number {
  return family === 4
    ? 1e-6 * maximum + 2e-7 * range * Math.sqrt(maximum)
    : 1e-6 * range;
}

function expectAgreement(
  found: Float32Array[],
  wanted: PixelArray,
  choice: FeatureChoice,
  picture: Picture
): void {
  const ranges = picture.channels.map(inputRange);
  const columns = columnsOf(choice, ranges.length);
  const area = found[0].length;
  expect(found.length).toBe(columns.length);
  expect(wanted.length).toBe(columns.length * area);
  const tooFar = found.flatMap((plane, column) => {
    const reference = wanted.subarray(column * area, (column + 1) * area);
    const { family, channel } = columns[column];
    const error = largest(plane.map((value, i) => value - reference[i]));
    const allowed = tolerance(family, ranges[channel], largest(reference));
    return error <= allowed ? [] : [{ column, error, allowed }];
  });
  expect(tooFar).toEqual([]);
}

describe('features against references', () => {
  const kernels = loadKernels();

  it('agree with ilastik on an RGB image up to its lower right corner', () => {
    const picture = readChannels('ilastik/f01-image.npy');
    const choice = allCells([0.3, 0.7, 1.0, 1.6, 3.5, 5.0]);
    const box = { y0: 48, x0: 72, y1: 96, x1: 112 };
    expectAgreement(
      filterPicture(kernels, picture, choice, box),
      readNpy('ilastik/f01-planes.npy').data,
      choice,
      picture
    );
  });

  it('agree with ilastik on float values from the upper left corner', () => {
    const picture = readChannels('ilastik/f03-image.npy');
    const choice = allCells([0.3, 0.7, 1.0, 1.6]);
    const box = { y0: 0, x0: 0, y1: 40, x1: 50 };
    expectAgreement(
      filterPicture(kernels, picture, choice, box),
      readNpy('ilastik/f03-planes.npy').data,
      choice,
      picture
    );
  });

  it('agree with ilastik on a whole frame of a time series', () => {
    const picture = readChannels('ilastik/f04-image.npy');
    const choice = allCells([0.3, 0.7, 1.0, 1.6, 3.5]);
    expectAgreement(
      filterPicture(kernels, picture, choice),
      readNpy('ilastik/f04-planes.npy').data,
      choice,
      picture
    );
  });

  it('agree with the numpy reference for all default cells', () => {
    const picture = readChannels('features/default-image.npy');
    const choice = allCells([0.3, 0.7, 1.0, 1.6, 3.5, 5.0, 10.0]);
    const found = filterPicture(kernels, picture, choice);
    expect(found.length).toBe(49);
    expectAgreement(
      found,
      readNpy('features/default-planes.npy').data,
      choice,
      picture
    );
  });

  it('agree with the numpy reference for own scales, gaps and two channels smaller than the halo', () => {
    const picture = readChannels('features/own-image.npy');
    const cells = ['  ##', '#  #', '##  ', ' #  ', '### ', ' # #'];
    const choice = chooseCells(
      [2.25, 0.5, 10.0, 0.4],
      (row, _, column) => cells[row][column] === '#'
    );
    expectAgreement(
      filterPicture(kernels, picture, choice),
      readNpy('features/own-planes.npy').data,
      choice,
      picture
    );
  });
});
