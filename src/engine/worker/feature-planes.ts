import { PixelForestError } from '../../errors';
import { boxArea, SliceRange, TileBox } from '../../project/grid';
import { DescribeFeaturesResult, FeatureSetup, PlanePatch } from '../protocol';
import { listScales, Scale } from './feature-columns';
import { Kernels } from './kernels';
import { finish, Steps } from './steps';

/** The planes of one (scale column, training channel), valid until the next group. */
export type PlaneGroup = {
  /** Where each plane's first pixel lies: (z, y, x) float32 of the tile's size. */
  readonly planePointers: readonly number[];
  /** Column of the feature matrix each plane belongs to. */
  readonly columns: readonly number[];
  /** Bytes between rows of a plane, and between its slices. */
  readonly rowStride: number;
  readonly sliceStride: number;
};

/** A box of some slices. */
export type Tile = { readonly slices: SliceRange; readonly box: TileBox };

/**
 * Features of one tile at a time, in wasm memory: loads each training channel
 * with its halo, then filters it scale by scale. Nothing is kept at image size.
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
    // memory of a tile as for the deepest stack: any stack is filtered with it
    const depth = setup.depth < 3 ? setup.depth : DEEP;
    this.plan = wasm.createPlan(scales.length, depth) >>> 0;
    const isMade =
      this.plan !== 0 &&
      scales.every(({ sigma, families, isPlanar }, index) =>
        wasm.planScale(this.plan, index, sigma, families, isPlanar ? 1 : 0)
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
    this.depthHalo = wasm.planDepthHalo(this.plan);
    this.tileSide = wasm.planTileSide(this.plan);
    this.tileDepth = wasm.planTileDepth(this.plan);
  }

  /** Columns of the feature matrix, over all channels of the image. */
  readonly columnCount: number;
  /** Pixels needed around a box. */
  readonly halo: number;
  /** Slices needed above and below it. */
  readonly depthHalo: number;
  /** Largest side of a tile in pixels, and its most slices. */
  readonly tileSide: number;
  readonly tileDepth: number;

  /** What the page must know. */
  get description(): DescribeFeaturesResult {
    const { halo, depthHalo, columnCount, tileSide, tileDepth } = this;
    return { halo, depthHalo, columnCount, tileSide, tileDepth };
  }

  /**
   * Visits each (scale, training channel) with its planes, in steps. Planes
   * are overwritten by the next group: use them inside `visit`.
   *
   * @param patch the tile and its halo, clipped at the image's edges
   * @param tile  at most `tileDepth` × `tileSide` × `tileSide`, inside the image
   * @param neededColumns groups without any of these are left out
   * @throws PixelForestError `mismatch` if the patch does not hold what the tile
   *         needs, or the image is too small for a scale
   */
  *visitGroups(
    patch: PlanePatch,
    tile: Tile,
    visit: (group: PlaneGroup) => void,
    neededColumns?: ReadonlySet<number>
  ): Steps<void> {
    this.check(patch, tile);
    const wasm = this.kernels.exports;
    const rowStride = wasm.planeStride();
    const sliceStride = wasm.planeSliceStride(this.plan);
    for (const [index, channel] of this.setup.trainingChannels.entries()) {
      this.loadChannel(patch, index, tile);
      yield;
      for (const [scaleIndex, scale] of this.scales.entries()) {
        const columns = scale.planes.map(
          plane =>
            plane.firstColumn + channel * plane.componentCount + plane.component
        );
        if (neededColumns && !columns.some(i => neededColumns.has(i))) {
          continue;
        }
        yield* this.computeScale(scaleIndex, tile.slices);
        visit({
          planePointers: scale.planes.map(
            ({ family, component }) =>
              wasm.planePointer(this.plan, family, component) >>> 0
          ),
          columns,
          rowStride,
          sliceStride
        });
        yield;
      }
    }
  }

  /** {@link visitGroups} at once. */
  forEachGroup(
    patch: PlanePatch,
    tile: Tile,
    visit: (group: PlaneGroup) => void,
    neededColumns?: ReadonlySet<number>
  ): void {
    finish(this.visitGroups(patch, tile, visit, neededColumns));
  }

  private *computeScale(index: number, { z0, z1 }: SliceRange): Steps<void> {
    const wasm = this.kernels.exports;
    wasm.beginScale(this.plan, index);
    for (const part of [wasm.filterSlices, wasm.endSlices]) {
      for (let slice = 0; slice < z1 - z0; slice += STEP_SLICES) {
        yield;
        part(this.plan, index, slice, Math.min(slice + STEP_SLICES, z1 - z0));
      }
    }
  }

  /** Writes a channel's pixels as float32 around the tile and mirrors at the image's edges. */
  private loadChannel(
    patch: PlanePatch,
    index: number,
    { slices, box }: Tile
  ): void {
    const wasm = this.kernels.exports;
    const pixels = patch.channels[index];
    const origin = wasm.sourcePointer(this.plan) >>> 0;
    const stride = wasm.sourceStride(this.plan);
    const sliceStride = wasm.sourceSliceStride(this.plan);
    const needed = this.needed(patch, { slices, box });
    const patchWidth = patch.box.x1 - patch.box.x0;
    const patchArea = boxArea(patch.box);
    const { floats } = this.kernels;
    for (let z = needed.slices.z0; z < needed.slices.z1; z++) {
      const slice = (z - patch.slices.z0) * patchArea;
      const to = origin + (z - slices.z0) * sliceStride;
      for (let y = needed.box.y0; y < needed.box.y1; y++) {
        const row = slice + (y - patch.box.y0) * patchWidth - patch.box.x0;
        floats.set(
          pixels.subarray(row + needed.box.x0, row + needed.box.x1),
          (to + (y - box.y0) * stride) / 4 + needed.box.x0 - box.x0
        );
      }
    }
    wasm.mirrorSource(
      this.plan,
      slices.z0,
      box.y0,
      box.x0,
      slices.z1 - slices.z0,
      box.y1 - box.y0,
      box.x1 - box.x0,
      patch.depth,
      patch.height,
      patch.width
    );
  }

  /** The tile with its halo, clipped at the image's edges. */
  private needed(
    { depth, height, width }: PlanePatch,
    { slices, box }: Tile
  ): Tile {
    return {
      slices: {
        z0: Math.max(0, slices.z0 - this.depthHalo),
        z1: Math.min(depth, slices.z1 + this.depthHalo)
      },
      box: {
        y0: Math.max(0, box.y0 - this.halo),
        x0: Math.max(0, box.x0 - this.halo),
        y1: Math.min(height, box.y1 + this.halo),
        x1: Math.min(width, box.x1 + this.halo)
      }
    };
  }

  private check(patch: PlanePatch, tile: Tile): void {
    this.checkExtent(patch);
    const { channels, depth, height, width } = patch;
    if (channels.length !== this.setup.trainingChannels.length) {
      throw new PixelForestError(
        'mismatch',
        `Features were chosen for ${this.setup.trainingChannels.length} ` +
          `channel(s), but ${channels.length} came. Choose the channels again.`
      );
    }
    const size = boxArea(patch.box) * (patch.slices.z1 - patch.slices.z0);
    const wrong = channels.find(pixels => pixels.length !== size);
    if (wrong) {
      throw new PixelForestError(
        'mismatch',
        `A channel of ${describe(patch)} should hold ${size} pixels, but it ` +
          `holds ${wrong.length}.`
      );
    }
    const needed = this.needed(patch, tile);
    const whole = {
      slices: { z0: 0, z1: depth },
      box: { y0: 0, x0: 0, y1: height, x1: width }
    };
    const { slices, box } = tile;
    if (
      !contains(whole, tile) ||
      slices.z1 - slices.z0 > this.tileDepth ||
      box.y1 - box.y0 > this.tileSide ||
      box.x1 - box.x0 > this.tileSide ||
      !contains(patch, needed)
    ) {
      throw new PixelForestError(
        'mismatch',
        `The tile ${describe(tile)} needs the pixels ${describe(needed)} of an ` +
          `image of ${depth} × ${height} × ${width}, but it came with ` +
          `${describe(patch)}. A tile is at most ${this.tileSide} pixels wide ` +
          `and ${this.tileDepth} slices deep and has a halo of ${this.halo} ` +
          `pixels and ${this.depthHalo} slices.`
      );
    }
  }

  private checkExtent({ depth, height, width }: PlanePatch): void {
    const wasm = this.kernels.exports;
    for (const { sigma, isPlanar } of this.scales) {
      const side = wasm.smallestSide(sigma);
      if (side > Math.min(height, width)) {
        throw new PixelForestError(
          'mismatch',
          `Filters at σ = ${sigma} need an image of at least ${side} × ${side} ` +
            `pixels, but this one is ${width} × ${height} (width × height). ` +
            'Deselect the scale or use a larger image.'
        );
      }
      const slices = wasm.smallestDepth(
        sigma,
        isPlanar ? 1 : 0,
        this.setup.depth
      );
      if (slices > depth) {
        throw new PixelForestError(
          'mismatch',
          `Filters in 3-D at σ = ${sigma} need a stack of at least ${slices} ` +
            `slices, but this one has ${depth}. Switch the scale to 2-D or use ` +
            'a deeper stack.'
        );
      }
    }
  }

  private readonly plan: number;
  private readonly scales: readonly Scale[];
}

/** Slices of a tile that are filtered in a step: 2 to 4 ms. */
const STEP_SLICES = 4;
/** More slices than any stack has. */
const DEEP = 2 ** 20;

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

/** Cuts a box of slices into tiles the kernels take, slab by slab. */
export function splitTile(
  { slices, box }: Tile,
  { tileSide, tileDepth }: Pick<FeaturePlanes, 'tileSide' | 'tileDepth'>
): Tile[] {
  const boxes = splitBox(box, tileSide);
  const tiles: Tile[] = [];
  for (let z0 = slices.z0; z0 < slices.z1; z0 += tileDepth) {
    const z1 = Math.min(slices.z1, z0 + tileDepth);
    tiles.push(...boxes.map(part => ({ slices: { z0, z1 }, box: part })));
  }
  return tiles;
}

function contains(outer: Tile, inner: Tile): boolean {
  return (
    inner.slices.z0 >= outer.slices.z0 &&
    inner.slices.z1 <= outer.slices.z1 &&
    inner.box.y0 >= outer.box.y0 &&
    inner.box.x0 >= outer.box.x0 &&
    inner.box.y1 <= outer.box.y1 &&
    inner.box.x1 <= outer.box.x1
  );
}

function describe({ slices, box }: Tile): string {
  return (
    `z ${slices.z0}…${slices.z1}, y ${box.y0}…${box.y1}, ` +
    `x ${box.x0}…${box.x1}`
  );
}
