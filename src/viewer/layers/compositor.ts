import { Rgb } from '../../project/images';

/** A rectangle in device pixels of a canvas: start inclusive, stop exclusive. */
export type DeviceBox = {
  readonly y0: number;
  readonly x0: number;
  readonly y1: number;
  readonly x1: number;
};

/** A picture kept ready for drawing. */
export interface ITileBitmap {
  readonly height: number;
  readonly width: number;
  /** Memory it holds. */
  readonly byteCount: number;
  /** Gives the memory back; twice is harmless. */
  close(): void;
}

/** A picture whose parts can be replaced. */
export interface IPatchableBitmap extends ITileBitmap {
  /**
   * Replaces a part at once.
   *
   * @param rgba (y, x, 4) straight-alpha RGBA of `height` × `width`
   * @param y    top row of the part in the bitmap
   * @param x    left column of the part in the bitmap
   */
  write(
    rgba: Uint8ClampedArray,
    y: number,
    x: number,
    height: number,
    width: number
  ): void;
}

/** One picture to draw: a part of a bitmap onto a part of the canvas. */
export type DrawnTile = {
  readonly bitmap: ITileBitmap;
  /** Part of the bitmap, in its pixels; fractions are allowed. */
  readonly source: {
    readonly y: number;
    readonly x: number;
    readonly height: number;
    readonly width: number;
  };
  /** Whole device pixels, so that neighbours meet without a seam. */
  readonly target: DeviceBox;
};

/** A closed line to draw. */
export type DrawnOutline = {
  /** y, x, y, x, … in device pixels. */
  readonly points: readonly number[];
};

/** Straight pieces of lines that look the same. */
export type DrawnLines = {
  /** y, x, y, x of both ends of each piece, in device pixels. */
  readonly segments: readonly number[];
  readonly color: Rgb;
  /** Device pixels. */
  readonly lineWidth: number;
};

/**
 * Puts the tiles of one layer on its canvas. Canvas2D today; a WebGL2 one can
 * take its place where a GPU makes it pay.
 */
export interface ITileCompositor {
  readonly canvas: HTMLCanvasElement;
  /** Sets the size in device pixels; a new size clears the canvas. */
  resize(height: number, width: number): void;
  /**
   * Makes a bitmap without holding the page up.
   *
   * @param rgba (y, x, 4) straight-alpha RGBA
   */
  prepare(
    rgba: Uint8ClampedArray,
    height: number,
    width: number
  ): Promise<ITileBitmap>;
  /** A transparent bitmap whose parts are written later. */
  prepareBlank(height: number, width: number): IPatchableBitmap;
  /**
   * Replaces what is on the canvas.
   *
   * @param region only this part is cleared and drawn; null = all
   */
  draw(
    tiles: readonly DrawnTile[],
    options: { readonly isSmooth: boolean; readonly region: DeviceBox | null }
  ): void;
  /** Replaces what is on the canvas by lines; `lineWidth` in device pixels. */
  drawOutlines(
    outlines: readonly DrawnOutline[],
    style: { readonly color: Rgb; readonly lineWidth: number }
  ): void;
  /** Replaces what is on the canvas by pieces of lines, the last group on top. */
  drawLines(groups: readonly DrawnLines[]): void;
}
