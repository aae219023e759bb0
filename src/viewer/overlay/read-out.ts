import { IDisposable } from '@lumino/disposable';
import { isAbort } from '../../errors';
import { StrokePoint } from '../../project/brush';
import { IProjectStore } from '../../store/contract';
import { activeMetadata, channelName, planeAxes } from '../image-facts';
import { ITranslation, untranslated } from '../translation';

/** Speech is asked for this long after the pointer came to rest. */
const SPEAK_DELAY_MS = 800;

/** What is known of one pixel. */
type PixelFacts = {
  readonly position: string;
  readonly values: string;
  readonly label: string;
  readonly probabilities: string;
};

/**
 * The bar below the image: position, raw values, label and probabilities of the
 * pixel under the pointer, the zoom, and whether tiles are on their way.
 */
export class ReadOut implements IDisposable {
  constructor(
    private readonly _store: IProjectStore,
    private readonly _reportError: (error: unknown) => void,
    private readonly _trans: ITranslation = untranslated
  ) {
    this.element = document.createElement('div');
    this.element.className = 'jp-PixelForest-readOut';
    // two lines of fixed height: the image must not jump when they fill
    const [upper, lower] = [0, 1].map(() => {
      const line = document.createElement('div');
      line.className = 'jp-PixelForest-readOutLine';
      this.element.append(line);
      return line;
    });
    const part = (line: HTMLElement, name: string): HTMLSpanElement => {
      const span = document.createElement('span');
      span.className = `jp-PixelForest-readOut-${name}`;
      line.append(span);
      return span;
    };
    this._parts = {
      position: part(upper, 'position'),
      values: part(upper, 'values'),
      label: part(upper, 'label'),
      probabilities: part(lower, 'probabilities')
    };
    this._zoom = part(upper, 'zoom');
    this._zoom.title = _trans.__(
      'Zoom: 100 % shows one image pixel as one screen pixel'
    );
    this._busy = part(lower, 'busy');
    this._spoken = part(lower, 'spoken');
    this._spoken.setAttribute('aria-live', 'polite');
  }

  readonly element: HTMLDivElement;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Shows a pixel, or nothing. Values come a moment later. */
  show(point: StrokePoint | null): void {
    const shape = activeMetadata(this._store)?.shape;
    const y = Math.round(point?.y ?? -1);
    const x = Math.round(point?.x ?? -1);
    this._point =
      shape && y >= 0 && x >= 0 && y < shape.y && x < shape.x ? { y, x } : null;
    this.refresh();
  }

  /** Reads the pixel again, e.g. after labels or probabilities changed. */
  refresh(): void {
    const point = this._point;
    if (!point) {
      this._write({ position: '', values: '', label: '', probabilities: '' });
      return;
    }
    const facts = {
      position: this._positionText(point),
      values: this._parts.values.textContent ?? '',
      label: this._labelText(point),
      probabilities: this._probabilityText(point)
    };
    this._write(facts);
    this._store.valuesAt(point.y, point.x).then(
      values => {
        // the pointer may have gone on meanwhile
        if (point === this._point && !this._isDisposed) {
          this._write({ ...facts, values: this._valueText(values) });
        }
      },
      error => {
        if (!isAbort(error)) {
          this._reportError(error);
        }
      }
    );
  }

  /** @param zoom CSS pixels per image pixel */
  showZoom(zoom: number): void {
    const percent = zoom * 100;
    this._zoom.textContent = `${percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
  }

  /** Whether something older than the newest state is on screen. */
  showBusy(isBusy: boolean): void {
    this._busy.textContent = isBusy ? this._trans.__('updating…') : '';
  }

  dispose(): void {
    this._isDisposed = true;
    clearTimeout(this._speakTimer);
  }

  private _positionText({ y, x }: StrokePoint): string {
    const { plane } = this._store;
    const planes = planeAxes(this._store).map(
      axis => `, ${axis} ${plane[axis]}`
    );
    return `x ${x}, y ${y}${planes.join('')}`;
  }

  private _labelText({ y, x }: StrokePoint): string {
    const { activeImage, plane, classes } = this._store;
    const labels = activeImage && this._store.labels(activeImage.id);
    const label = labels ? labels.get(plane, y, x) : 0;
    if (!labels || label === 0) {
      return '';
    }
    const name = `Label: ${classes[label - 1]?.name ?? label}`;
    const authors = labels.authorsAt(plane, y, x);
    return authors.length > 0
      ? this._trans.__('%1, drawn by %2', name, authors.join(', '))
      : name;
  }

  private _valueText(values: readonly number[] | null): string {
    return (values ?? [])
      .map((value, i) => `${channelName(this._store, i)} ${valueText(value)}`)
      .join(', ');
  }

  private _probabilityText({ y, x }: StrokePoint): string {
    return (this._store.probabilitiesAt(y, x) ?? [])
      .map(
        (probability, i) =>
          `P(${this._store.classes[i]?.name ?? i + 1}) = ${probability.toFixed(2)}`
      )
      .join(', ');
  }

  private _write(facts: PixelFacts): void {
    this._parts.position.textContent = facts.position;
    this._parts.values.textContent = facts.values;
    this._parts.label.textContent = facts.label;
    this._parts.probabilities.textContent = facts.probabilities;
    clearTimeout(this._speakTimer);
    this._speakTimer = window.setTimeout(() => {
      this._spoken.textContent = Object.values(facts)
        .filter(text => text !== '')
        .join('; ');
    }, SPEAK_DELAY_MS);
  }

  private readonly _parts: Record<keyof PixelFacts, HTMLSpanElement>;
  private readonly _busy: HTMLSpanElement;
  private readonly _zoom: HTMLSpanElement;
  private readonly _spoken: HTMLSpanElement;
  private _point: StrokePoint | null = null;
  private _speakTimer: number | undefined;
  private _isDisposed = false;
}

/** Whole numbers as they are, others to six digits: what float32 can tell. */
export function valueText(value: number): string {
  return Number.isInteger(value)
    ? String(value)
    : String(Number(value.toPrecision(6)));
}
