import { TileBox } from '../../project/grid';
import { IProjectStore, StoreChange } from '../../store/contract';
import { colorTable, labelsToRgba } from './label-colors';
import { LayerContext } from './layer-view';
import { IRaster, RasterLayer } from './raster-layer';

/** The labels of the active image and plane, in the colours of their classes. */
export function createLabelLayer(context: LayerContext): RasterLayer {
  return new RasterLayer(context, new LabelRaster(context.store));
}

class LabelRaster implements IRaster {
  constructor(private readonly _store: IProjectStore) {
    this._table = this._classColors();
  }

  read(box: TileBox, step: number): Uint8ClampedArray {
    const { activeImage, plane } = this._store;
    const height = box.y1 - box.y0;
    const width = box.x1 - box.x0;
    const labels = activeImage && this._store.labels(activeImage.id);
    return labels
      ? labelsToRgba(
          labels.readBox(plane, box),
          height,
          width,
          step,
          this._table
        )
      : new Uint8ClampedArray(
          4 * Math.ceil(height / step) * Math.ceil(width / step)
        );
  }

  changedBy(change: StoreChange): TileBox | 'all' | null {
    switch (change.kind) {
      case 'labels': {
        const { activeImage, plane } = this._store;
        if (change.imageId !== activeImage?.id) {
          return null;
        }
        if (!change.plane) {
          return 'all';
        }
        return change.plane.t === plane.t && change.plane.z === plane.z
          ? change.box
          : null;
      }
      case 'project':
      case 'images':
        this._table = this._classColors();
        return 'all';
      case 'classes': {
        // selecting another class changes no colour
        const table = this._classColors();
        const isSame =
          table.length === this._table.length &&
          table.every((color, i) => color === this._table[i]);
        this._table = table;
        return isSame ? null : 'all';
      }
      default:
        return null;
    }
  }

  private _classColors(): Uint32Array {
    return colorTable(this._store.classes.map(({ color }) => color));
  }

  private _table: Uint32Array;
}
