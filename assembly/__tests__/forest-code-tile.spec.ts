/** Codes of a whole tile in one call are those of its columns one by one. */
import { PreparedForest } from '../../src/engine/worker/forest-jobs';
import { Kernels } from '../../src/engine/worker/kernels';
import { featureTile, predictTile, randomForest } from './forest-cases';
import { loadKernels } from './load-kernels';
import {
  ALL_FAMILIES,
  GRADIENT,
  rough,
  SMOOTHING,
  TENSOR,
  Volume,
  VolumeBox,
  VolumeColumn,
  VolumePlan,
  VolumeScale
} from './volume-host';

const SCALES: readonly VolumeScale[] = [
  { sigma: 0.7, families: ALL_FAMILIES },
  { sigma: 1, families: GRADIENT | TENSOR, isPlanar: true },
  { sigma: 1.6, families: SMOOTHING | TENSOR }
];
const FOREST = {
  knownLabels: [1, 2, 3],
  treeCount: 20,
  innerCount: 30,
  percentImpure: 10
};

/** The argument `columns` of `codeTile`: all columns of a plan. */
function listColumns(
  { exports: wasm }: Kernels,
  plan: VolumePlan,
  columns: readonly VolumeColumn[]
): Int32Array {
  const listed = SCALES.flatMap(({ sigma }, scale) => {
    const planes = [...columns.entries()].filter(
      ([, column]) => column.sigma === sigma
    );
    return [
      scale,
      planes.length,
      ...planes.flatMap(([i, { family, component }]) => [
        i,
        wasm.planePointer(plan.plan, family, component)
      ])
    ];
  });
  return Int32Array.from([...listed, -1]);
}

/** Probabilities of one tile, (class, z, y, x), by `codeTile`. */
function predictByTile(
  kernels: Kernels,
  plan: VolumePlan,
  columns: readonly VolumeColumn[],
  forest: PreparedForest,
  [z0, y0, x0, z1, y1, x1]: VolumeBox
): Float32Array {
  const wasm = kernels.exports;
  const [depth, height, width] = [z1 - z0, y1 - y0, x1 - x0];
  const blocks = Math.ceil(height / 8) * Math.ceil(width / 8);
  const classes = FOREST.knownLabels.length;
  const bytes = depth * height * width * 4;
  return kernels.withScratch(() => {
    const listed = kernels.place(listColumns(kernels, plan, columns));
    const codes = kernels.allocate(depth * blocks * forest.codeBytes);
    const invalid = kernels.allocate(depth * blocks * 64);
    kernels.bytes.fill(0, codes, codes + depth * blocks * forest.codeBytes);
    kernels.bytes.fill(0, invalid, invalid + depth * blocks * 64);
    wasm.codeTile(plan.plan, listed, forest.pointer, codes, invalid);
    const out = kernels.allocate(classes * bytes);
    const planes = kernels.place(
      Uint32Array.from({ length: classes }, (_, i) => i * bytes)
    );
    const work = kernels.allocate(forest.workBytes);
    for (let slice = 0; slice < depth; slice++) {
      wasm.predictTile(
        forest.pointer,
        0,
        codes + slice * blocks * forest.codeBytes,
        invalid + slice * blocks * 64,
        width,
        height,
        planes,
        work,
        out + slice * height * width * 4,
        width * 4
      );
    }
    return kernels.floats.slice(out / 4, (out + classes * bytes) / 4);
  });
}

/** The same by `codeColumn`, slice by slice, from the filtered columns. */
function predictByColumn(
  kernels: Kernels,
  { height, width }: Volume,
  columns: readonly VolumeColumn[],
  forest: PreparedForest,
  [z0, y0, x0, z1, y1, x1]: VolumeBox
): number[][] {
  const sides = [x1 - x0, y1 - y0] as const;
  return Array.from({ length: z1 - z0 }, (_, slice) => {
    const tile = featureTile(...sides, columns.length, (column, pixel) => {
      const y = y0 + Math.floor(pixel / sides[0]);
      const x = x0 + (pixel % sides[0]);
      return columns[column].values[((z0 + slice) * height + y) * width + x];
    });
    return [...predictTile(kernels, forest.setup.forest, tile)];
  });
}

describe('codeTile', () => {
  it.each<[string, VolumeBox]>([
    ['the whole stack', [0, 0, 0, 7, 21, 30]],
    ['a box inside', [2, 8, 5, 6, 16, 29]],
    ['one slice', [6, 0, 0, 7, 21, 30]]
  ])('codes %s as its columns one by one', (_, box) => {
    const kernels = loadKernels();
    const volume = rough(7, 21, 30);
    volume.values[4 * 21 * 30 + 300] = NaN;
    const plan = new VolumePlan(kernels, volume, SCALES);
    const columns = plan.emptyColumns();
    plan.filterTile(box, columns);
    const columnCount = columns.length;
    const forest = randomForest(
      { ...FOREST, columnCount, threshold: random => 120 * random() - 20 },
      1
    );
    const setup = { id: 'f', forest, classCount: 3 };
    const prepared = new PreparedForest(kernels, { columnCount }, setup);
    const found = predictByTile(kernels, plan, columns, prepared, box);
    const slices = predictByColumn(kernels, volume, columns, prepared, box);
    const area = slices[0].length / 3;
    const wanted = [0, 1, 2].flatMap(c =>
      slices.flatMap(values => values.slice(c * area, (c + 1) * area))
    );
    expect([...found]).toEqual(wanted);
    expect(new Set(wanted).size).toBeGreaterThan(5);
  });
});
