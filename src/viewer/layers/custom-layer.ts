import { TileBox } from '../../project/grid';
import { CustomLayer, StoreChange } from '../../store/contract';
import { colorTable, labelsToRgba } from './label-colors';
import { ILayerView, LayerContext, ViewFrame } from './layer-view';
import { IRaster, RasterLayer } from './raster-layer';
import { TileLayer } from './tile-layer';

type Content = CustomLayer['content'];
type ContentOf<K extends Content['kind']> = Extract<Content, { kind: K }>;

/**
 * A layer another extension or a comparison added: tiles that it colours, a
 * picture, numbered regions, or outlines.
 *
 * @returns null if the store does not have it any more
 */
export function createCustomLayer(context: LayerContext): ILayerView | null {
  const content = context.store.customLayer(context.layerId)?.content;
  switch (content?.kind) {
    case 'tiles':
      return new ColouredLayer(context, content);
    case 'image':
      return new RasterLayer(context, new PictureRaster(content));
    case 'labels':
      return new RasterLayer(context, new RegionRaster(content));
    case 'outlines':
      return new OutlineLayer(context, content);
    default:
      return null;
  }
}

/** Tiles that whoever added the layer colours, and says when they are old. */
class ColouredLayer extends TileLayer {
  constructor(
    private readonly _layer: LayerContext,
    private readonly _content: ContentOf<'tiles'>
  ) {
    super(_layer, ({ kind }) =>
      kind === 'project' || kind === 'images'
        ? { scope: null, box: null }
        : null
    );
    _content.changed.connect(this._colourAnew, this);
  }

  override dispose(): void {
    this._content.changed.disconnect(this._colourAnew, this);
    super.dispose();
  }

  private _colourAnew(_: unknown, box: TileBox | null): void {
    const { activeImage, plane } = this._layer.store;
    this.renew({
      scope: box && activeImage && `${activeImage.id}|${plane.t},${plane.z}`,
      box
    });
  }
}

/** Cuts a region out of a picture; every step-th pixel is taken. */
class PictureRaster implements IRaster {
  constructor(private readonly _content: ContentOf<'image'>) {
    const { rgba } = _content;
    this._pixels = new DataView(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  }

  read(box: TileBox, step: number): Uint8ClampedArray {
    const { height, width } = this._content;
    const out = new Uint8ClampedArray(4 * sampleCount(box, step));
    const view = new DataView(out.buffer);
    forEachSample(box, step, (y, x, at) => {
      if (y < height && x < width) {
        view.setUint32(4 * at, this._pixels.getUint32(4 * (y * width + x)));
      }
    });
    return out;
  }

  changedBy(): null {
    return null;
  }

  private readonly _pixels: DataView;
}

/** Numbered regions in their colours. */
class RegionRaster implements IRaster {
  constructor(private readonly _content: ContentOf<'labels'>) {
    this._table = colorTable(_content.colors);
  }

  read(box: TileBox, step: number): Uint8ClampedArray {
    const { height, width, labels } = this._content;
    const samples = new Uint32Array(sampleCount(box, step));
    forEachSample(box, step, (y, x, at) => {
      if (y < height && x < width) {
        samples[at] = labels[y * width + x];
      }
    });
    return labelsToRgba(samples, 1, samples.length, 1, this._table);
  }

  changedBy(): null {
    return null;
  }

  private readonly _table: Uint32Array;
}

/** Lines that keep their width at any zoom. */
class OutlineLayer implements ILayerView {
  constructor(
    private readonly _context: LayerContext,
    private readonly _content: ContentOf<'outlines'>
  ) {}

  readonly isStale = false;
  isDisposed = false;

  draw(frame: ViewFrame): void {
    const { polygons, color, lineWidth } = this._content;
    this._context.compositor.drawOutlines(
      polygons.map(polygon => ({
        // half a pixel: whole numbers are centres, the origin is an edge
        points: polygon.flatMap(({ y, x }) => [
          frame.originY + (y + 0.5) * frame.zoom,
          frame.originX + (x + 0.5) * frame.zoom
        ])
      })),
      { color, lineWidth: lineWidth * frame.pixelRatio }
    );
  }

  storeChanged(_change: StoreChange): void {
    // its content never changes: another content is another layer
  }

  hide(): void {
    // nothing runs
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

function sampleCount(box: TileBox, step: number): number {
  return (
    Math.ceil((box.y1 - box.y0) / step) * Math.ceil((box.x1 - box.x0) / step)
  );
}

/** Visits the first pixel of every step × step pixels, row by row. */
function forEachSample(
  box: TileBox,
  step: number,
  visit: (y: number, x: number, at: number) => void
): void {
  let at = 0;
  for (let y = box.y0; y < box.y1; y += step) {
    for (let x = box.x0; x < box.x1; x += step) {
      visit(y, x, at++);
    }
  }
}
