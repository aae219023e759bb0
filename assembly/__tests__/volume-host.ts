import { Kernels } from '../../src/engine/worker/kernels';
import { PixelArray } from '../../src/project/grid';
import { readNpy } from './npy';

/** A volume of one channel, (z, y, x). */
export type Volume = {
  readonly depth: number;
  readonly height: number;
  readonly width: number;
  readonly values: PixelArray;
};

/** One σ column: bit i of `families` set = family i is wanted. */
export type VolumeScale = {
  readonly sigma: number;
  readonly families: number;
  readonly isPlanar?: boolean;
};

/** One column of the feature matrix over a volume or a box of it. */
export type VolumeColumn = {
  readonly family: number;
  readonly sigma: number;
  readonly component: number;
  readonly values: Float32Array;
};

/** Start inclusive, stop exclusive: z0, y0, x0, z1, y1, x1. */
export type VolumeBox = readonly [
  number,
  number,
  number,
  number,
  number,
  number
];

export const SMOOTHING = 1;
export const LAPLACIAN = 1 << 1;
export const GRADIENT = 1 << 2;
export const DIFFERENCE = 1 << 3;
export const TENSOR = 1 << 4;
export const HESSIAN = 1 << 5;
export const ALL_FAMILIES = 63;
const FAMILY_COUNT = 6;

/** Numbers 0 ≤ value < 1, the same in every run. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Noise on waves. */
export function rough(depth: number, height: number, width: number): Volume {
  const random = randomNumbers(depth * 10000 + height * 100 + width);
  return drawVolume(
    depth,
    height,
    width,
    (z, y, x) =>
      100 + 60 * Math.sin(z * 0.9 + y * 0.7 + x * x * 0.013) + 30 * random()
  );
}

/** Columns of all families at some scales, three-dimensional unless said. */
export function allFamilies(
  sigmas: readonly number[],
  planar: readonly number[] = []
): VolumeScale[] {
  return sigmas.map(sigma => ({
    sigma,
    families: ALL_FAMILIES,
    isPlanar: planar.includes(sigma)
  }));
}

/** A volume given by a formula. */
export function drawVolume(
  depth: number,
  height: number,
  width: number,
  value: (z: number, y: number, x: number) => number
): Volume {
  const area = height * width;
  const values = Float32Array.from({ length: depth * area }, (_, i) =>
    value(Math.floor(i / area), Math.floor(i / width) % height, i % width)
  );
  return { depth, height, width, values };
}

/** A (z, y, x) array of `fixtures/`. */
export function readVolume(name: string): Volume {
  const { shape, data } = readNpy(name);
  const [depth, height, width] = shape;
  return { depth, height, width, values: data };
}

/** A plan over volumes of one size, whose memory was all NaN before. */
export class VolumePlan {
  constructor(
    private readonly kernels: Kernels,
    readonly volume: Volume,
    private readonly scales: readonly VolumeScale[]
  ) {
    const wasm = kernels.exports;
    wasm.reset();
    const bottom = wasm.mark() >>> 0;
    kernels.allocate(POISONED_BYTES);
    kernels.bytes.fill(0xff, bottom);
    wasm.reset();
    this.plan = wasm.createPlan(scales.length, volume.depth) >>> 0;
    const isMade = scales.every(({ sigma, families, isPlanar }, i) =>
      wasm.planScale(this.plan, i, sigma, families, isPlanar ? 1 : 0)
    );
    if (!isMade || !wasm.layOutPlan(this.plan)) {
      throw new Error('out of memory');
    }
    this.tileDepth = wasm.planTileDepth(this.plan);
    this.tileSide = wasm.planTileSide(this.plan);
  }

  readonly plan: number;
  readonly tileDepth: number;
  readonly tileSide: number;

  /** Families → scales → components, each with a place for the volume's values. */
  emptyColumns(): VolumeColumn[] {
    const { depth, values } = this.volume;
    return Array.from({ length: FAMILY_COUNT }, (_, family) =>
      this.scales
        .filter(({ families }) => (families >> family) & 1)
        .flatMap(({ sigma, isPlanar }) => {
          const count = this.kernels.exports.componentCount(
            family,
            sigma,
            isPlanar ? 1 : 0,
            depth
          );
          return Array.from({ length: count }, (_unused, component) => ({
            family,
            sigma,
            component,
            values: new Float32Array(values.length)
          }));
        })
    ).flat();
  }

  /** Filters one tile and sets it into the columns. */
  filterTile(box: VolumeBox, columns: readonly VolumeColumn[]): void {
    const { depth, height, width } = this.volume;
    const [z0, y0, x0, z1, y1, x1] = box;
    const wasm = this.kernels.exports;
    this.loadTile(box);
    wasm.mirrorSource(
      this.plan,
      z0,
      y0,
      x0,
      z1 - z0,
      y1 - y0,
      x1 - x0,
      depth,
      height,
      width
    );
    const rowStride = wasm.planeStride();
    const sliceStride = wasm.planeSliceStride(this.plan);
    this.scales.forEach(({ sigma }, index) => {
      wasm.computeScale(this.plan, index);
      for (const column of columns.filter(found => found.sigma === sigma)) {
        const pointer = wasm.planePointer(
          this.plan,
          column.family,
          column.component
        );
        forEachRow(box, (z, y) => {
          const from =
            (pointer + (z - z0) * sliceStride + (y - y0) * rowStride) / 4;
          column.values.set(
            this.kernels.floats.subarray(from, from + x1 - x0),
            (z * height + y) * width + x0
          );
        });
      }
    });
  }

  /** Writes the tile and its halo, as far as they lie in the volume. */
  private loadTile([z0, y0, x0, z1, y1, x1]: VolumeBox): void {
    const { depth, height, width, values } = this.volume;
    const wasm = this.kernels.exports;
    const halo = wasm.planHalo(this.plan);
    const depthHalo = wasm.planDepthHalo(this.plan);
    const origin = wasm.sourcePointer(this.plan);
    const rowStride = wasm.sourceStride(this.plan);
    const sliceStride = wasm.sourceSliceStride(this.plan);
    const left = Math.max(0, x0 - halo);
    const right = Math.min(width, x1 + halo);
    const needed: VolumeBox = [
      Math.max(0, z0 - depthHalo),
      Math.max(0, y0 - halo),
      left,
      Math.min(depth, z1 + depthHalo),
      Math.min(height, y1 + halo),
      right
    ];
    forEachRow(needed, (z, y) => {
      const row = (z * height + y) * width;
      this.kernels.floats.set(
        values.subarray(row + left, row + right),
        (origin + (z - z0) * sliceStride + (y - y0) * rowStride) / 4 + left - x0
      );
    });
  }
}

/** More than any plan of these tests needs. */
const POISONED_BYTES = 48 * 2 ** 20;

function forEachRow(
  [z0, y0, , z1, y1]: VolumeBox,
  visit: (z: number, y: number) => void
): void {
  for (let z = z0; z < z1; z++) {
    for (let y = y0; y < y1; y++) {
      visit(z, y);
    }
  }
}

/** All columns of a volume, in tiles of at most the given size. */
export function filterVolume(
  kernels: Kernels,
  volume: Volume,
  scales: readonly VolumeScale[],
  tile?: { depth: number; height: number; width: number }
): VolumeColumn[] {
  const plan = new VolumePlan(kernels, volume, scales);
  const depth = tile?.depth ?? plan.tileDepth;
  const height = tile?.height ?? plan.tileSide;
  const width = tile?.width ?? plan.tileSide;
  const columns = plan.emptyColumns();
  for (let z = 0; z < volume.depth; z += depth) {
    for (let y = 0; y < volume.height; y += height) {
      for (let x = 0; x < volume.width; x += width) {
        const box: VolumeBox = [
          z,
          y,
          x,
          Math.min(volume.depth, z + depth),
          Math.min(volume.height, y + height),
          Math.min(volume.width, x + width)
        ];
        plan.filterTile(box, columns);
      }
    }
  }
  return columns;
}

/** Names of columns that are not the same bit for bit. */
export function differingColumns(
  found: readonly VolumeColumn[],
  wanted: readonly VolumeColumn[]
): string[] {
  const bytes = ({ values }: VolumeColumn): Buffer =>
    Buffer.from(values.buffer);
  const name = (column: VolumeColumn): string =>
    `family ${column.family}, σ = ${column.sigma} [${column.component}]`;
  return found.length !== wanted.length
    ? [`${found.length} columns instead of ${wanted.length}`]
    : found.flatMap((column, i) =>
        name(column) === name(wanted[i]) &&
        bytes(column).equals(bytes(wanted[i]))
          ? []
          : [name(column)]
      );
}
