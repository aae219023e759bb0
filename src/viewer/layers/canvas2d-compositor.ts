import { PixelForestError } from '../../errors';
import { Rgb } from '../../project/images';
import {
  DeviceBox,
  DrawnLines,
  DrawnOutline,
  DrawnTile,
  IPatchableBitmap,
  ITileBitmap,
  ITileCompositor
} from './compositor';

/** Draws tiles with an ordinary 2-D canvas: no limit of contexts, none is lost. */
export class Canvas2dCompositor implements ITileCompositor {
  /**
   * @throws PixelForestError `memory` if the browser gives no 2-D context
   */
  constructor(canvas = document.createElement('canvas')) {
    this.canvas = canvas;
    this._context = contextOf(canvas);
  }

  readonly canvas: HTMLCanvasElement;

  resize(height: number, width: number): void {
    if (this.canvas.height !== height || this.canvas.width !== width) {
      this.canvas.height = height;
      this.canvas.width = width;
    }
  }

  async prepare(
    rgba: Uint8ClampedArray,
    height: number,
    width: number
  ): Promise<ITileBitmap> {
    const bitmap = await createImageBitmap(new ImageData(rgba, width, height), {
      colorSpaceConversion: 'none'
    });
    return new DecodedTile(bitmap);
  }

  prepareBlank(height: number, width: number): IPatchableBitmap {
    return new CanvasTile(height, width);
  }

  draw(
    tiles: readonly DrawnTile[],
    options: { readonly isSmooth: boolean; readonly region: DeviceBox | null }
  ): void {
    const context = this._context;
    const { region } = options;
    context.save();
    if (region) {
      context.beginPath();
      context.rect(
        region.x0,
        region.y0,
        region.x1 - region.x0,
        region.y1 - region.y0
      );
      context.clip();
    }
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.imageSmoothingEnabled = options.isSmooth;
    for (const { bitmap, source, target } of tiles) {
      if (bitmap instanceof DecodedTile || bitmap instanceof CanvasTile) {
        context.drawImage(
          bitmap.picture,
          source.x,
          source.y,
          source.width,
          source.height,
          target.x0,
          target.y0,
          target.x1 - target.x0,
          target.y1 - target.y0
        );
      }
    }
    context.restore();
  }

  drawOutlines(
    outlines: readonly DrawnOutline[],
    style: { readonly color: Rgb; readonly lineWidth: number }
  ): void {
    const context = this._context;
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.strokeStyle = `rgb(${style.color.join(', ')})`;
    context.lineWidth = style.lineWidth;
    context.lineJoin = 'round';
    context.beginPath();
    for (const { points } of outlines) {
      for (let i = 0; i + 1 < points.length; i += 2) {
        if (i === 0) {
          context.moveTo(points[1], points[0]);
        } else {
          context.lineTo(points[i + 1], points[i]);
        }
      }
      context.closePath();
    }
    context.stroke();
  }

  drawLines(groups: readonly DrawnLines[]): void {
    const context = this._context;
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.lineCap = 'square';
    for (const { segments, color, lineWidth } of groups) {
      context.strokeStyle = `rgb(${color.join(', ')})`;
      context.lineWidth = lineWidth;
      context.beginPath();
      for (let i = 0; i + 3 < segments.length; i += 4) {
        context.moveTo(segments[i + 1], segments[i]);
        context.lineTo(segments[i + 3], segments[i + 2]);
      }
      context.stroke();
    }
  }

  private readonly _context: CanvasRenderingContext2D;
}

class DecodedTile implements ITileBitmap {
  constructor(readonly picture: ImageBitmap) {
    // a closed bitmap says 0, but its size is asked for after that
    this.height = picture.height;
    this.width = picture.width;
    this.byteCount = 4 * this.height * this.width;
  }

  readonly height: number;
  readonly width: number;
  readonly byteCount: number;

  close(): void {
    this.picture.close();
  }
}

class CanvasTile implements IPatchableBitmap {
  constructor(
    readonly height: number,
    readonly width: number
  ) {
    this.picture = document.createElement('canvas');
    this.picture.height = height;
    this.picture.width = width;
    this.byteCount = 4 * height * width;
    this._context = contextOf(this.picture);
  }

  readonly picture: HTMLCanvasElement;
  readonly byteCount: number;

  write(
    rgba: Uint8ClampedArray,
    y: number,
    x: number,
    height: number,
    width: number
  ): void {
    this._context.putImageData(new ImageData(rgba, width, height), x, y);
  }

  close(): void {
    // a canvas without area gives its memory back before it is collected
    this.picture.height = 0;
    this.picture.width = 0;
  }

  private readonly _context: CanvasRenderingContext2D;
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) {
    throw new PixelForestError(
      'memory',
      'A 2-D canvas was wanted to draw the image, but the browser gave none; it is probably out of memory. Close other tabs and open the project again.'
    );
  }
  return context;
}
