import { StrokePoint } from '../../project/brush';
import { Camera } from '../camera';
import { ISketch } from '../tools/tool';

const SVG = 'http://www.w3.org/2000/svg';

/** The line or outline that is being drawn, above the image. */
export class Sketch implements ISketch {
  constructor(private readonly _camera: Camera) {
    this.element = document.createElementNS(SVG, 'svg');
    this.element.setAttribute('class', 'jp-PixelForest-sketch');
    this.element.setAttribute('aria-hidden', 'true');
    // a dark line below a light one is seen on any image
    this._lines = ['below', 'above'].map(place => {
      const line = document.createElementNS(SVG, 'path');
      line.setAttribute('class', `jp-PixelForest-sketch-${place}`);
      this.element.append(line);
      return line;
    });
    this.clear();
  }

  readonly element: SVGSVGElement;

  /** Shows these points of the image, joined. */
  show(points: readonly StrokePoint[], isClosed: boolean): void {
    this._points = points;
    this._isClosed = isClosed;
    this.update();
  }

  clear(): void {
    this.show([], false);
  }

  /** The camera moved. */
  update(): void {
    const path = this._points
      .map(point => this._camera.toScreen(point))
      .map(
        ({ y, x }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`
      )
      .join('');
    const end = this._isClosed && path !== '' ? 'Z' : '';
    this._lines.forEach(line => line.setAttribute('d', path + end));
  }

  private readonly _lines: readonly SVGPathElement[];
  private _points: readonly StrokePoint[] = [];
  private _isClosed = false;
}
