import { TileBox } from '../../project/grid';
import { Rgb } from '../../project/images';
import { IProjectStore, StoreChange } from '../../store/contract';
import { ObjectSelection, PlaneObjects } from '../../store/object-contract';
import { DrawnLines } from './compositor';
import { stepForZoom } from './display-grid';
import { colorTable, labelsToRgba } from './label-colors';
import { ILayerView, LayerContext, ViewFrame } from './layer-view';
import { Borders, objectBorders } from './object-borders';
import { IRaster, RasterLayer } from './raster-layer';

/** Outlines of regions in most programs; told from all class colours at a glance. */
const OUTLINE_COLOR: Rgb = [255, 222, 0];
/** Told from yellow with any colour vision. */
const PARENT_COLOR: Rgb = [86, 180, 233];
const SELECTED_COLOR: Rgb = [255, 255, 255];
/** Below the outline of a selected object, so that it shows on white too. */
const HALO_COLOR: Rgb = [0, 0, 0];
const EXCLUDED_COLOR: Rgb = [255, 80, 80];

/** CSS pixels. */
const OUTLINE_WIDTH = 1.25;
const PARENT_WIDTH = 2;
const SELECTED_WIDTH = 2.5;
const HALO_WIDTH = 4.5;

/**
 * Colours of neighbours in the mask: told apart with any colour vision.
 *
 * @source Okabe & Ito, Color Universal Design (2008), without black
 */
const MASK_COLORS: readonly Rgb[] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167]
];

/** Outlines of the objects, thicker those that are selected, of their parents, and of what is excluded. */
export function createObjectLayer(context: LayerContext): ILayerView {
  return new ObjectOutlineLayer(context);
}

/** Each object filled with a colour: the mask. */
export function createObjectMaskLayer(context: LayerContext): ILayerView {
  return new RasterLayer(context, new MaskRaster(context.store));
}

type ShownBorders = Borders & { readonly parents: readonly number[] };

class ObjectOutlineLayer implements ILayerView {
  constructor(private readonly _context: LayerContext) {}

  isDisposed = false;

  get isStale(): boolean {
    return this._context.store.objects.status.state === 'computing';
  }

  draw(frame: ViewFrame): void {
    const { store, compositor } = this._context;
    const { objects } = store;
    const { pixelRatio } = frame;
    const { plain, selected, parents } = this._bordersIn(frame);
    const lines = (
      pieces: readonly number[],
      color: Rgb,
      width: number
    ): DrawnLines => ({
      segments: toDevice(pieces, frame),
      color,
      lineWidth: width * pixelRatio
    });
    compositor.drawLines([
      lines(closed(objects.excludedRegions), EXCLUDED_COLOR, OUTLINE_WIDTH),
      ...(parents.length > 0
        ? [lines(parents, PARENT_COLOR, PARENT_WIDTH)]
        : []),
      lines(plain, OUTLINE_COLOR, OUTLINE_WIDTH),
      lines(selected, HALO_COLOR, HALO_WIDTH),
      lines(selected, SELECTED_COLOR, SELECTED_WIDTH)
    ]);
  }

  storeChanged({ kind }: StoreChange): void {
    if (kind === 'objects' || kind === 'project') {
      this._context.requestFrame();
    }
  }

  hide(): void {
    this._last = null;
  }

  dispose(): void {
    this.isDisposed = true;
    this._last = null;
  }

  private _bordersIn(frame: ViewFrame): ShownBorders {
    const { objects } = this._context.store;
    const { result, selected } = objects;
    const step = stepForZoom(frame.zoom);
    const key = [step, ...Object.values(frame.visible)].join();
    const last = this._last;
    if (
      last?.result !== result ||
      last.selected !== selected ||
      last.key !== key
    ) {
      const borders = result
        ? {
            ...objectBorders(result, frame.visible, step, selected),
            parents: parentBorders(result, frame.visible, step)
          }
        : { plain: [], selected: [], parents: [] };
      this._last = { result, selected, key, borders };
      return borders;
    }
    return last.borders;
  }

  private _last: {
    readonly result: unknown;
    readonly selected: ObjectSelection;
    readonly key: string;
    readonly borders: ShownBorders;
  } | null = null;
}

function parentBorders(
  { parents, height, width }: PlaneObjects,
  box: TileBox,
  step: number
): readonly number[] {
  return parents
    ? objectBorders(
        { labels: parents.labels, height, width },
        box,
        step,
        new Set()
      ).plain
    : [];
}

class MaskRaster implements IRaster {
  constructor(private readonly _store: IProjectStore) {}

  read(box: TileBox, step: number): Uint8ClampedArray {
    const { result } = this._store.objects;
    const rows = Math.ceil((box.y1 - box.y0) / step);
    const columns = Math.ceil((box.x1 - box.x0) / step);
    const ids = new Uint32Array(rows * columns);
    if (result) {
      const { labels, width, height } = result;
      let at = 0;
      for (let y = box.y0; y < box.y1; y += step) {
        for (let x = box.x0; x < box.x1; x += step) {
          ids[at++] = y < height && x < width ? labels[y * width + x] : 0;
        }
      }
    }
    return labelsToRgba(ids, rows, columns, 1, this._table);
  }

  changedBy({ kind }: StoreChange): 'all' | null {
    return kind === 'objects' || kind === 'project' ? 'all' : null;
  }

  private readonly _table = colorTable(MASK_COLORS);
}

/** Corners of image pixels to device pixels. */
function toDevice(
  pieces: readonly number[],
  { originY, originX, zoom }: ViewFrame
): number[] {
  return pieces.map((value, i) =>
    i % 2 === 0 ? originY + value * zoom : originX + value * zoom
  );
}

/** Outlines through pixel centres as pieces between corners of pixels. */
function closed(
  polygons: readonly (readonly { readonly y: number; readonly x: number }[])[]
): number[] {
  return polygons.flatMap(points =>
    points.flatMap(({ y, x }, i) => {
      const next = points[(i + 1) % points.length];
      return [y + 0.5, x + 0.5, next.y + 0.5, next.x + 0.5];
    })
  );
}
