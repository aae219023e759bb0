import { PixelForestError } from '../../errors';
import { FEATURE_IDS } from '../../project/features';
import { TileBox } from '../../project/grid';
import { FeatureSetup, PlanePatch } from '../protocol';
import { Kernels } from './kernels';

/** The planes of one (scale column, training channel), valid until the next group. */
export type PlaneGroup = {
  /** Where each plane's first pixel lies: (y, x) float32 of the box's size. */
  readonly planePointers: readonly number[];
  /** Column of the feature matrix each plane belongs to. */
  readonly columns: readonly number[];
  /** Bytes between rows of a plane. */
  readonly rowStride: number;
};

/** A scale with something selected. */
type Scale = {
  readonly sigma: number;
  /** Bit i set: family i of {@link FEATURE_IDS}. */
  readonly families: number;
  readonly planes: readonly ScalePlane[];
};

/** One plane of a scale; its column depends on the channel. */
type ScalePlane = {
  readonly family: number;
  readonly component: number;
  /** Columns of the rows and scales before this one. */
  readonly firstColumn: number;
  /** Columns this cell makes of one channel. */
  readonly componentCount: number;
};

/**
 * Feature planes of one tile at a time, in wasm memory: loads each training
 * channel with its halo, then filters it scale by scale. Nothing is kept at
 * image size.
 *
 * @source docs/numerics.md, “Features”
 */
export class FeaturePlanes {
  /**
   * Reserves its memory in the arena; valid until the arena is released below it.
   * @throws PixelForestError `input` for a σ no kernel exists for, `memory`
   */
  constructor(
    private readonly kernels: Kernels,
    readonly setup: FeatureSetup
  ) {
    const { scales, columnCount } = listScales(kernels, setup);
    this.scales = scales;
    this.columnCount = columnCount;
    const wasm = kernels.exports;
    this.plan = wasm.createPlan(scales.length, 1) >>> 0;
    const isMade =
      this.plan !== 0 &&
      scales.every(({ sigma, families }, index) =>
        wasm.planScale(this.plan, index, sigma, families, 1)
      ) &&
      wasm.layOutPlan(this.plan);
    if (!isMade) {
      throw new PixelForestError(
        'memory',
        `Filters up to σ = ${Math.max(...scales.map(scale => scale.sigma))} ` +
          'need more memory than this tab may hold. Choose smaller scales.'
      );
    }
    this.halo = wasm.planHalo(this.plan);
    this.tileSide = wasm.planTileSide(this.plan);
  }

  /** Columns of the feature matrix, over all channels of the image. */
  readonly columnCount: number;
  /** Pixels needed around a box. */
  readonly halo: number;
  /** Largest side of a box in pixels. */
  readonly tileSide: number;

  /**
   * Visits each (scale, training channel) with its planes. Planes are
   * overwritten by the next group: use them inside `visit`.
   *
   * @param patch the box and its halo, clipped at the image's edges
   * @param box   at most `tileSide` × `tileSide`, inside the image
   * @param neededColumns groups without any of these are left out
   * @throws PixelForestError `mismatch` if the patch does not hold what the box
   *         needs, or the image is too small for a scale
   */
  forEachGroup(
    patch: PlanePatch,
    box: TileBox,
    visit: (group: PlaneGroup) => void,
    neededColumns?: ReadonlySet<number>
  ): void {
    this.check(patch, box);
    const wasm = this.kernels.exports;
    const rowStride = wasm.planeStride();
    this.setup.trainingChannels.forEach((channel, index) => {
      this.loadChannel(patch, index, box);
      this.scales.forEach((scale, scaleIndex) => {
        const columns = scale.planes.map(
          plane =>
            plane.firstColumn + channel * plane.componentCount + plane.component
        );
        if (neededColumns && !columns.some(i => neededColumns.has(i))) {
          return;
        }
        wasm.computeScale(this.plan, scaleIndex);
        visit({
          planePointers: scale.planes.map(
            ({ family, component }) =>
              wasm.planePointer(this.plan, family, component) >>> 0
          ),
          columns,
          rowStride
        });
      });
    });
  }

  /** Writes a channel's pixels as float32 around the tile and mirrors at the image's edges. */
  private loadChannel(patch: PlanePatch, index: number, box: TileBox): void {
    const wasm = this.kernels.exports;
    const pixels = patch.channels[index];
    const origin = wasm.sourcePointer(this.plan) >>> 0;
    const stride = wasm.sourceStride(this.plan);
    const needed = this.neededBox(patch, box);
    const patchWidth = patch.box.x1 - patch.box.x0;
    const { floats } = this.kernels;
    for (let y = needed.y0; y < needed.y1; y++) {
      const row = (y - patch.box.y0) * patchWidth - patch.box.x0;
      floats.set(
        pixels.subarray(row + needed.x0, row + needed.x1),
        (origin + (y - box.y0) * stride) / 4 + needed.x0 - box.x0
      );
    }
    wasm.mirrorSource(
      this.plan,
      0,
      box.y0,
      box.x0,
      1,
      box.y1 - box.y0,
      box.x1 - box.x0,
      1,
      patch.height,
      patch.width
    );
  }

  /** The box with its halo, clipped at the image's edges. */
  private neededBox(patch: PlanePatch, box: TileBox): TileBox {
    return {
      y0: Math.max(0, box.y0 - this.halo),
      x0: Math.max(0, box.x0 - this.halo),
      y1: Math.min(patch.height, box.y1 + this.halo),
      x1: Math.min(patch.width, box.x1 + this.halo)
    };
  }

  private check(patch: PlanePatch, box: TileBox): void {
    const { height, width, channels } = patch;
    for (const { sigma } of this.scales) {
      const side = this.kernels.exports.smallestSide(sigma);
      if (side > Math.min(height, width)) {
        throw new PixelForestError(
          'mismatch',
          `Filters at σ = ${sigma} need an image of at least ${side} × ${side} ` +
            `pixels, but this one is ${width} × ${height} (width × height). ` +
            'Deselect the scale or use a larger image.'
        );
      }
    }
    if (channels.length !== this.setup.trainingChannels.length) {
      throw new PixelForestError(
        'mismatch',
        `Features were chosen for ${this.setup.trainingChannels.length} ` +
          `channel(s), but ${channels.length} came. Choose the channels again.`
      );
    }
    const area = (patch.box.y1 - patch.box.y0) * (patch.box.x1 - patch.box.x0);
    const wrong = channels.find(pixels => pixels.length !== area);
    if (wrong) {
      throw new PixelForestError(
        'mismatch',
        `A channel of box ${describe(patch.box)} should hold ${area} pixels, ` +
          `but it holds ${wrong.length}.`
      );
    }
    const needed = this.neededBox(patch, box);
    if (
      !contains({ y0: 0, x0: 0, y1: height, x1: width }, box) ||
      box.y1 - box.y0 > this.tileSide ||
      box.x1 - box.x0 > this.tileSide ||
      !contains(patch.box, needed)
    ) {
      throw new PixelForestError(
        'mismatch',
        `The tile ${describe(box)} needs the pixels ${describe(needed)} of an ` +
          `image of ${height} × ${width}, but it came with ${describe(patch.box)}. ` +
          `A tile is at most ${this.tileSide} pixels wide and has a halo of ${this.halo}.`
      );
    }
  }

  private readonly plan: number;
  private readonly scales: readonly Scale[];
}

/** Cuts a box into tiles of at most `side` × `side`, row by row. */
export function splitBox(box: TileBox, side: number): TileBox[] {
  const tiles: TileBox[] = [];
  for (let y0 = box.y0; y0 < box.y1; y0 += side) {
    for (let x0 = box.x0; x0 < box.x1; x0 += side) {
      const y1 = Math.min(box.y1, y0 + side);
      tiles.push({ y0, x0, y1, x1: Math.min(box.x1, x0 + side) });
    }
  }
  return tiles;
}

/** Scales with a selected cell, and the columns of each: feature row → σ → channel → component. */
function listScales(
  kernels: Kernels,
  setup: FeatureSetup
): { scales: Scale[]; columnCount: number } {
  const { ids, scales, selected } = setup.choice;
  const planes: ScalePlane[][] = scales.map(() => []);
  let columnCount = 0;
  ids.forEach((id, row) => {
    const family = FEATURE_IDS.indexOf(id);
    const smallest = kernels.exports.smallestSigma(family);
    scales.forEach((sigma, column) => {
      if (!selected[row][column]) {
        return;
      }
      if (!(sigma >= smallest) || !Number.isFinite(sigma)) {
        throw new PixelForestError(
          'input',
          `${id} needs σ of at least ${smallest} pixels, but σ = ${sigma} is ` +
            'selected. Deselect it.'
        );
      }
      const componentCount = kernels.exports.componentCount(
        family,
        sigma,
        1,
        1
      );
      for (let component = 0; component < componentCount; component++) {
        planes[column].push({
          family,
          component,
          firstColumn: columnCount,
          componentCount
        });
      }
      columnCount += componentCount * setup.channelCount;
    });
  });
  const used = scales.flatMap((sigma, column) =>
    planes[column].length === 0
      ? []
      : [
          {
            sigma,
            families: planes[column].reduce(
              (bits, { family }) => bits | (1 << family),
              0
            ),
            planes: planes[column]
          }
        ]
  );
  return { scales: used, columnCount };
}

function contains(outer: TileBox, inner: TileBox): boolean {
  return (
    inner.y0 >= outer.y0 &&
    inner.x0 >= outer.x0 &&
    inner.y1 <= outer.y1 &&
    inner.x1 <= outer.x1
  );
}

function describe(box: TileBox): string {
  return `y ${box.y0}…${box.y1}, x ${box.x0}…${box.x1}`;
}
