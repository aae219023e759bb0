import {
  DeviceBox,
  DrawnLines,
  DrawnOutline,
  DrawnTile,
  IPatchableBitmap,
  ITileBitmap,
  ITileCompositor
} from '../layers/compositor';

/** A bitmap that remembers its pixels. */
export class FakeBitmap implements IPatchableBitmap {
  constructor(
    readonly height: number,
    readonly width: number,
    readonly rgba = new Uint8ClampedArray(4 * height * width)
  ) {
    this.byteCount = 4 * height * width;
  }

  readonly byteCount: number;
  isClosed = false;
  readonly writes: DeviceBox[] = [];

  write(
    rgba: Uint8ClampedArray,
    y: number,
    x: number,
    height: number,
    width: number
  ): void {
    this.writes.push({ y0: y, x0: x, y1: y + height, x1: x + width });
    for (let row = 0; row < height; row++) {
      this.rgba.set(
        rgba.subarray(4 * row * width, 4 * (row + 1) * width),
        4 * ((y + row) * this.width + x)
      );
    }
  }

  close(): void {
    this.isClosed = true;
  }
}

/** Remembers what was drawn last; needs no canvas. */
export class FakeCompositor implements ITileCompositor {
  constructor(readonly canvas: HTMLCanvasElement) {}

  drawn: readonly DrawnTile[] = [];
  region: DeviceBox | null = null;
  isSmooth = false;
  drawCount = 0;
  outlines: readonly DrawnOutline[] = [];
  lineWidth = 0;
  lines: readonly DrawnLines[] = [];
  readonly blanks: FakeBitmap[] = [];

  resize(): void {
    // nothing to size
  }

  async prepare(
    rgba: Uint8ClampedArray,
    height: number,
    width: number
  ): Promise<ITileBitmap> {
    return new FakeBitmap(height, width, rgba);
  }

  prepareBlank(height: number, width: number): IPatchableBitmap {
    const bitmap = new FakeBitmap(height, width);
    this.blanks.push(bitmap);
    return bitmap;
  }

  draw(
    tiles: readonly DrawnTile[],
    options: { isSmooth: boolean; region: DeviceBox | null }
  ): void {
    this.drawn = tiles;
    this.region = options.region;
    this.isSmooth = options.isSmooth;
    this.drawCount++;
  }

  drawOutlines(
    outlines: readonly DrawnOutline[],
    style: { lineWidth: number }
  ): void {
    this.outlines = outlines;
    this.lineWidth = style.lineWidth;
  }

  drawLines(groups: readonly DrawnLines[]): void {
    this.lines = groups;
  }
}
