import { ITranslation, untranslated } from '../translation';
/** A scale bar of a round length. */
export type ScaleBarLength = {
  /** CSS pixels. */
  readonly width: number;
  /** "20 µm" */
  readonly text: string;
};

/** The bar is at most this wide, in CSS pixels. */
const WIDEST = 120;
const UNITS = [
  { name: 'mm', um: 1000 },
  { name: 'µm', um: 1 },
  { name: 'nm', um: 0.001 }
];

/**
 * The longest bar of 1, 2 or 5 × 10ⁿ that is not too wide.
 *
 * @param pixelSizeUm width of an image pixel in micrometres, > 0
 * @param zoom        CSS pixels per image pixel, > 0
 */
export function scaleBarLength(
  pixelSizeUm: number,
  zoom: number
): ScaleBarLength {
  const widestUm = (WIDEST / zoom) * pixelSizeUm;
  const power = 10 ** Math.floor(Math.log10(widestUm));
  const lengthUm =
    power * ([5, 2].find(factor => factor * power <= widestUm) ?? 1);
  const unit = UNITS.find(({ um }) => lengthUm >= um) ?? UNITS[2];
  return {
    width: (lengthUm / pixelSizeUm) * zoom,
    // 0.30000000000000004 would say more than is known
    text: `${Number((lengthUm / unit.um).toPrecision(3))} ${unit.name}`
  };
}

/** The bar at the corner of the image. */
export class ScaleBar {
  constructor(private readonly _trans: ITranslation = untranslated) {
    this.element = document.createElement('div');
    this.element.className = 'jp-PixelForest-scaleBar';
    this._line = document.createElement('div');
    this._line.className = 'jp-PixelForest-scaleBarLine';
    this._text = document.createElement('span');
    this.element.append(this._line, this._text);
  }

  readonly element: HTMLDivElement;

  /**
   * @param pixelSizeUm null where the file does not say: then no bar, but a word
   */
  update(pixelSizeUm: number | null, zoom: number): void {
    const isCalibrated = pixelSizeUm !== null && pixelSizeUm > 0;
    this._line.hidden = !isCalibrated;
    if (isCalibrated) {
      const { width, text } = scaleBarLength(pixelSizeUm, zoom);
      this._line.style.width = `${width}px`;
      this._text.textContent = text;
    } else {
      this._text.textContent = this._trans.__('scale not calibrated');
    }
  }

  private readonly _line: HTMLDivElement;
  private readonly _text: HTMLSpanElement;
}
