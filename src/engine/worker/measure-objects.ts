import { PixelForestError } from '../../errors';
import {
  ObjectIntensities,
  ObjectTable
} from '../../pipeline/segmentation/object-table';
import { PixelArray } from '../../project/grid';
import {
  MeasureJob,
  MeasureResult,
  ObjectGrid,
  ObjectMeasure
} from '../protocol';
import { Kernels } from './kernels';
import { dtypeCode, forBands, forPlacedBands } from './pixel-pieces';
import { Steps } from './steps';

/** Columns of the kernels, by their numbers. */
const AREA = 0;
const CENTROID = 1;
const PERIMETER = 4;
const CIRCULARITY = 5;
const ECCENTRICITY = 6;
const SOLIDITY = 7;
const FERET = 8;

/** Objects whose hulls are one step. */
const HULLS_AT_ONCE = 256;

/** A label image in the memory of the kernels. */
export type MeasureRequest = {
  readonly grid: ObjectGrid;
  /** Pointer to (z, y, x) uint32 ids. */
  readonly labels: number;
  /** Highest id. */
  readonly count: number;
  readonly measure: ObjectMeasure;
};

/**
 * Measures the objects of a label image.
 *
 * @throws PixelForestError `mismatch` if an array does not fit the image, `memory`
 */
export function* measureJobSteps(
  kernels: Kernels,
  { grid, labels, measure }: MeasureJob
): Steps<MeasureResult> {
  const wanted = grid.depth * grid.height * grid.width;
  const wrong = [labels, ...measure.channels, ...measure.probabilities].find(
    ({ length }) => length !== wanted
  );
  if (wrong) {
    throw new PixelForestError(
      'mismatch',
      `An image of ${grid.depth} × ${grid.height} × ${grid.width} needs arrays of ${wanted} values, but one has ${wrong.length}. Measure the objects of the image they were found in.`
    );
  }
  const placed = kernels.place(labels);
  const count = kernels.exports.highestLabel(placed, wanted) >>> 0;
  const request = { grid, labels: placed, count, measure };
  return { table: yield* measureSteps(kernels, request) };
}

/** The table of objects that were just found, or placed. */
export function* measureSteps(
  kernels: Kernels,
  { grid, labels, count, measure }: MeasureRequest
): Steps<ObjectTable> {
  const { exports: wasm } = kernels;
  const { depth, height, width } = grid;
  const { channels, probabilities } = measure;
  checkSummands(probabilities);
  const slots = channels.length + (probabilities.length > 0 ? 1 : 0);
  const rowCount = depth * height;
  const measures = kernels.need(
    wasm.createObjectMeasures(labels, depth, height, width, count, slots)
  );
  const inBands = (
    visit: (measures: number, first: number, stop: number) => void
  ): Steps<void> =>
    forBands(rowCount, width, (first, stop) => visit(measures, first, stop));
  yield* inBands(wasm.measureSizes);
  yield* inBands(wasm.measureMoments);
  wasm.endMoments(measures);
  if (depth === 1) {
    wasm.beginOutlines();
    yield* inBands(wasm.measureOutlines);
    wasm.endOutlines(measures);
    for (let id = 1; id <= count; id += HULLS_AT_ONCE) {
      const stop = Math.min(count + 1, id + HULLS_AT_ONCE);
      wasm.measureHulls(measures, id, stop);
      yield;
    }
  }
  const all = probabilities.length > 0 ? [probabilities] : [];
  const sums = [...channels.map(pixels => [pixels]), ...all];
  for (const [channel, summands] of sums.entries()) {
    wasm.beginChannel(measures, channel);
    yield* measureChannel(kernels, measures, channel, summands, width);
    wasm.endChannel(measures, channel);
  }
  yield* inBands(wasm.countTouches);
  kernels.need(wasm.beginTouches(measures));
  yield* inBands(wasm.listTouches);
  wasm.endTouches(measures);
  return readTable(kernels, measures, {
    count,
    isPlane: depth === 1,
    channelCount: channels.length,
    hasProbability: probabilities.length > 0
  });
}

/** The kernels add up float32 only. */
function checkSummands(maps: readonly PixelArray[]): void {
  const wrong = maps.find(map => !(map instanceof Float32Array));
  if (maps.length > 1 && wrong) {
    throw new PixelForestError(
      'mismatch',
      `Probabilities of several classes are added up as Float32Array, but a ${wrong.constructor.name} came. Predict the image again.`
    );
  }
}

/** One channel, or the sum of some float32 maps. */
function* measureChannel(
  kernels: Kernels,
  measures: number,
  channel: number,
  [pixels, ...more]: readonly PixelArray[],
  width: number
): Steps<void> {
  const { exports: wasm } = kernels;
  const dtype = dtypeCode(pixels);
  yield* forPlacedBands(kernels, pixels, width, (source, first, stop) => {
    for (const other of more) {
      const piece = other.subarray(first * width, stop * width);
      wasm.addFloats(source, kernels.place(piece), piece.length);
    }
    wasm.measureChannel(measures, channel, dtype, source, first, stop);
  });
}

type TableSize = {
  readonly count: number;
  readonly isPlane: boolean;
  readonly channelCount: number;
  readonly hasProbability: boolean;
};

function readTable(
  kernels: Kernels,
  measures: number,
  { count, isPlane, channelCount, hasProbability }: TableSize
): ObjectTable {
  const { exports: wasm } = kernels;
  const doubles = (pointer: number): Float64Array => {
    const first = (pointer >>> 0) / 8;
    return kernels.doubles.slice(first, first + count);
  };
  const integers = (pointer: number, width = 1): Int32Array => {
    const first = (pointer >>> 0) / 4;
    return kernels.ints.slice(first, first + count * width);
  };
  const column = (index: number): Float64Array =>
    doubles(wasm.measureColumn(measures, index));
  // ids may have gaps: what has no pixels is no object
  const area = column(AREA);
  const ids = Uint32Array.from(area.keys(), row => row + 1).filter(
    id => area[id - 1] > 0
  );
  const kept = (values: Float64Array): Float64Array =>
    ids.length === count
      ? values
      : Float64Array.from(ids, id => values[id - 1]);
  const planar = (index: number): Float64Array =>
    isPlane ? kept(column(index)) : new Float64Array(ids.length).fill(NaN);
  const [z, y, x] = [0, 1, 2].map(axis => column(CENTROID + axis));
  const boxes = integers(wasm.measuredBoxes(measures), 6);
  const neighbours = integers(wasm.measuredNeighbours(measures));
  const borders = integers(wasm.measuredBorders(measures));
  const intensities = (channel: number): ObjectIntensities => {
    const [mean, minimum, maximum, integrated] = [0, 1, 2, 3].map(measure =>
      kept(doubles(wasm.channelMeasure(measures, channel, measure)))
    );
    return { mean, minimum, maximum, integrated };
  };
  return {
    count: ids.length,
    ids,
    boxes: Int32Array.from({ length: ids.length * 6 }, (_, i) => {
      const row = Math.floor(i / 6);
      return boxes[(ids[row] - 1) * 6 + (i % 6)];
    }),
    centroids: Float64Array.from({ length: ids.length * 3 }, (_, i) => {
      const row = ids[Math.floor(i / 3)] - 1;
      return [z, y, x][i % 3][row];
    }),
    area: kept(area),
    perimeter: planar(PERIMETER),
    circularity: planar(CIRCULARITY),
    eccentricity: planar(ECCENTRICITY),
    solidity: planar(SOLIDITY),
    feret: planar(FERET),
    meanProbability: hasProbability ? intensities(channelCount).mean : null,
    neighbours: Uint32Array.from(ids, id => neighbours[id - 1]),
    touchesBorder: Uint8Array.from(ids, id => borders[id - 1]),
    channels: Array.from({ length: channelCount }, (_, channel) =>
      intensities(channel)
    )
  };
}
