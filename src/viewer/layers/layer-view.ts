import { IDisposable } from '@lumino/disposable';
import { TileBox } from '../../project/grid';
import { IProjectStore, StoreChange } from '../../store/contract';
import { Extent } from '../camera';
import { DeviceBox, ITileCompositor } from './compositor';
import { TileCache } from './tile-cache';

/** What is on screen while one frame is drawn. */
export type ViewFrame = {
  /** Size of the canvas in device pixels. */
  readonly height: number;
  readonly width: number;
  /** Device pixels per image pixel. */
  readonly zoom: number;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
  /** Device pixels of the image's top left corner (of pixel edge, not centre). */
  readonly originY: number;
  readonly originX: number;
  /** Pixels of the image on screen. */
  readonly visible: TileBox;
  readonly image: Extent;
  /** `imageId|t,z`: tiles of another scope belong to another picture. */
  readonly scope: string;
};

/** What a layer needs to draw itself. */
export type LayerContext = {
  readonly store: IProjectStore;
  readonly layerId: string;
  readonly compositor: ITileCompositor;
  readonly cache: TileCache;
  /** Asks for a frame soon: the layer is drawn in it. */
  readonly requestFrame: () => void;
  /** Says that something could not be drawn. */
  readonly reportError: (error: unknown) => void;
};

/** One layer on its canvas. */
export interface ILayerView extends IDisposable {
  /** Whether something older than the store's state is on screen. */
  readonly isStale: boolean;
  /**
   * Draws what is at hand and asks for what is missing.
   *
   * @param isMoved false if the camera stands where it stood: then only what
   * changed needs drawing
   */
  draw(frame: ViewFrame, isMoved: boolean): void;
  /** Something changed; the layer asks for a frame if that concerns it. */
  storeChanged(change: StoreChange): void;
  /** The layer is not shown any more: forget running requests. */
  hide(): void;
}

/**
 * Where a box of image pixels lies on the canvas. Edges are rounded to whole
 * device pixels: neighbours share the rounded edge, so there is no seam.
 */
export function deviceBoxOf(box: TileBox, frame: ViewFrame): DeviceBox {
  return {
    y0: Math.round(frame.originY + box.y0 * frame.zoom),
    x0: Math.round(frame.originX + box.x0 * frame.zoom),
    y1: Math.round(frame.originY + box.y1 * frame.zoom),
    x1: Math.round(frame.originX + box.x1 * frame.zoom)
  };
}

/** Whether two boxes share a pixel. */
export function boxesMeet(a: TileBox, b: TileBox): boolean {
  return a.y0 < b.y1 && b.y0 < a.y1 && a.x0 < b.x1 && b.x0 < a.x1;
}
