import { loadKernels } from '../../../assembly/__tests__/load-kernels';
import { PixelForestError } from '../../errors';
import { PixelArray } from '../../project/grid';
import { Rgb } from '../../project/images';
import { ChannelDisplay, ColourProbabilityJob } from '../protocol';
import {
  colourImage,
  colourProbability,
  reduceProbability,
  statistics
} from '../worker/display-jobs';

const kernels = loadKernels();
beforeEach(() => kernels.exports.reset());

const GRAY: Rgb = [255, 255, 255];

function picture(
  channels: PixelArray[],
  height: number,
  width: number,
  displays: ChannelDisplay[],
  step = 1
): { rgba: number[]; height: number; width: number } {
  const result = colourImage(kernels, {
    kind: 'colourImage',
    patch: {
      channels,
      box: { y0: 10, x0: 20, y1: 10 + height, x1: 20 + width }
    },
    displays,
    step
  });
  return { ...result, rgba: [...result.rgba] };
}

/** The red bytes. */
function reds(rgba: number[]): number[] {
  return rgba.filter((_, i) => i % 4 === 0);
}

describe('colourImage', () => {
  it('stretches each dtype over its window and clips', () => {
    const types = [Int16Array, Int32Array, Float32Array, Float64Array];
    types.forEach(type => {
      const { rgba } = picture([type.of(-5, 0, 50, 100, 120)], 1, 5, [
        { window: [0, 100], color: GRAY }
      ]);
      expect(reds(rgba)).toEqual([0, 0, 128, 255, 255]);
    });
    [Uint8Array, Int8Array, Uint16Array, Uint32Array].forEach(type => {
      const { rgba } = picture([type.of(0, 25, 100, 120)], 1, 4, [
        { window: [0, 100], color: GRAY }
      ]);
      expect(reds(rgba)).toEqual([0, 64, 255, 255]);
    });
  });

  it('sums the colours of channels, clips at 255 and is opaque', () => {
    const { rgba } = picture(
      [Uint8Array.of(255, 0), Uint8Array.of(255, 100)],
      1,
      2,
      [
        { window: [0, 255], color: [200, 0, 10] },
        { window: [0, 200], color: [100, 50, 0] }
      ]
    );
    expect(rgba).toEqual([255, 50, 10, 255, 50, 25, 0, 255]);
  });

  it('shows NaN black, infinity at full colour, and inverts a turned window', () => {
    const { rgba } = picture(
      [Float32Array.of(NaN, Infinity, -Infinity, 0.25)],
      1,
      4,
      [{ window: [0, 1], color: GRAY }]
    );
    expect(reds(rgba)).toEqual([0, 255, 0, 64]);
    const turned = picture([Float32Array.of(0, 0.25, 1)], 1, 3, [
      { window: [1, 0], color: GRAY }
    ]);
    expect(reds(turned.rgba)).toEqual([255, 191, 0]);
  });

  it('shows what exceeds an empty window at full colour', () => {
    const { rgba } = picture([Uint8Array.of(6, 7, 8)], 1, 3, [
      { window: [7, 7], color: GRAY }
    ]);
    expect(reds(rgba)).toEqual([0, 0, 255]);
  });

  it('averages step × step pixels, fewer at the right and lower edge', () => {
    const values = Uint16Array.of(0, 10, 20, 30, 40, 50, 60, 70, 80);
    const { rgba, height, width } = picture(
      [values],
      3,
      3,
      [{ window: [0, 255], color: GRAY }],
      2
    );
    expect([height, width]).toEqual([2, 2]);
    expect(reds(rgba)).toEqual([20, 35, 65, 80]);
  });

  it('gives the same in pieces as at once', () => {
    // larger than one piece, with an odd number of rows
    const [height, width, step] = [1201, 517, 4];
    const values = Uint16Array.from(
      { length: height * width },
      (_, i) => (i * 2654435761) % 4096
    );
    const { rgba } = picture(
      [values],
      height,
      width,
      [{ window: [0, 4095], color: GRAY }],
      step
    );
    const outWidth = Math.ceil(width / step);
    [0, 150, 299, 300].forEach(row => {
      let sum = 0;
      let count = 0;
      for (let y = row * step; y < Math.min(height, row * step + step); y++) {
        for (let x = 8; x < 12; x++) {
          sum += values[y * width + x];
          count++;
        }
      }
      const wanted = Math.round((255 * sum) / count / 4095);
      expect(rgba[(row * outWidth + 2) * 4]).toBe(wanted);
    });
  });

  it('refuses displays that do not match the channels', () => {
    expect(() => picture([Uint8Array.of(1)], 1, 1, [])).toThrow(
      PixelForestError
    );
  });
});

/** (class, pixel) probabilities of two pixels rows. */
const PROBABILITIES = Float32Array.of(
  ...[0.5, 0.25, 0, 1, 0.2],
  ...[0.5, 0.75, 0, 0, 0.3],
  ...[0, 0, 0, 0, 0.5]
);
const COLORS: Rgb[] = [
  [255, 0, 0],
  [0, 200, 0],
  [1, 2, 3]
];

function layer(
  mode: ColourProbabilityJob['mode'],
  classIndex: number
): number[][] {
  const { rgba } = colourProbability(kernels, {
    kind: 'colourProbability',
    probabilities: PROBABILITIES,
    height: 1,
    width: 5,
    classColors: COLORS,
    mode,
    classIndex
  });
  return Array.from({ length: 5 }, (_, i) => [...rgba.slice(4 * i, 4 * i + 4)]);
}

describe('colourProbability', () => {
  it('paints one class in its colour with its probability as alpha', () => {
    expect(layer('probability', 1)).toEqual([
      [0, 200, 0, 128],
      [0, 200, 0, 191],
      [0, 200, 0, 0],
      [0, 200, 0, 0],
      [0, 200, 0, 77]
    ]);
  });

  it('paints the first highest class opaque, and nothing where all are 0', () => {
    expect(layer('segmentation', -1)).toEqual([
      [255, 0, 0, 255],
      [0, 200, 0, 255],
      [0, 0, 0, 0],
      [255, 0, 0, 255],
      [1, 2, 3, 255]
    ]);
  });

  it('paints a single class of the segmentation', () => {
    expect(layer('segmentation', 1).map(pixel => pixel[3])).toEqual([
      0, 255, 0, 0, 0
    ]);
  });

  it('refuses a class that is not there', () => {
    expect(() => layer('probability', 3)).toThrow('Class 3');
  });

  it('paints uncertainty in cyan', () => {
    expect(layer('uncertainty', 0)).toEqual([
      [0, 255, 255, 255],
      [0, 255, 255, 128],
      [0, 255, 255, 255],
      [0, 255, 255, 0],
      [0, 255, 255, 204]
    ]);
  });
});

describe('reduceProbability', () => {
  function reduce(
    mode: 'segmentation' | 'uncertainty',
    values: Float32Array,
    pixelCount: number
  ) {
    return reduceProbability(kernels, {
      kind: 'reduceProbability',
      probabilities: values,
      pixelCount,
      mode
    }).values;
  }

  it('numbers classes from 1 and takes the first of equal ones', () => {
    expect(reduce('segmentation', PROBABILITIES, 5)).toEqual(
      Uint8Array.of(1, 2, 1, 1, 3)
    );
  });

  it('is 1 − (highest − second highest)', () => {
    const values = reduce('uncertainty', PROBABILITIES, 5);
    [1, 0.5, 1, 0, 0.8].forEach((wanted, i) =>
      expect(values[i]).toBeCloseTo(wanted, 6)
    );
  });

  it('with a single class is 1 minus its probability', () => {
    expect(reduce('uncertainty', Float32Array.of(1, 0.25, 0), 3)).toEqual(
      Float32Array.of(0, 0.75, 1)
    );
    expect(reduce('segmentation', Float32Array.of(1, 0), 2)).toEqual(
      Uint8Array.of(1, 1)
    );
  });

  it('goes through maps larger than one piece', () => {
    const pixelCount = 2 ** 18 + 5;
    const values = new Float32Array(2 * pixelCount);
    values.fill(1, pixelCount, pixelCount + 2 ** 18 + 2);
    values.fill(1, 2 ** 18 + 2, pixelCount);
    const numbers = reduce('segmentation', values, pixelCount);
    expect(numbers.indexOf(1)).toBe(2 ** 18 + 2);
    expect(numbers.lastIndexOf(2)).toBe(2 ** 18 + 1);
  });

  it('refuses sizes that do not fit', () => {
    expect(() => reduce('segmentation', new Float32Array(7), 3)).toThrow(
      PixelForestError
    );
  });
});

describe('statistics', () => {
  it('counts equal bins from minimum to maximum', () => {
    const result = statistics(kernels, {
      kind: 'statistics',
      values: Int16Array.of(-10, 0, 9, 10, 10),
      binCount: 4
    });
    expect(result).toEqual({
      minimum: -10,
      maximum: 10,
      histogram: Uint32Array.of(1, 0, 1, 3)
    });
  });

  it('leaves out NaN and infinite values', () => {
    const result = statistics(kernels, {
      kind: 'statistics',
      values: Float32Array.of(NaN, 1, Infinity, 3, -Infinity),
      binCount: 2
    });
    expect(result).toEqual({
      minimum: 1,
      maximum: 3,
      histogram: Uint32Array.of(1, 1)
    });
  });

  it('of a constant puts all into the first bin', () => {
    const values = new Float64Array(300000).fill(4.5);
    const { minimum, maximum, histogram } = statistics(kernels, {
      kind: 'statistics',
      values,
      binCount: 3
    });
    expect([minimum, maximum, ...histogram]).toEqual([4.5, 4.5, 300000, 0, 0]);
  });

  it('of nothing finite are zero', () => {
    [Float32Array.of(NaN), new Float32Array(0)].forEach(values =>
      expect(
        statistics(kernels, { kind: 'statistics', values, binCount: 2 })
      ).toEqual({
        minimum: 0,
        maximum: 0,
        histogram: new Uint32Array(2)
      })
    );
  });
});
