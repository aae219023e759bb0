import { ITranslation, untranslated } from '../translation';

/** Says what could not be drawn, until it is dismissed. */
export class ErrorStrip {
  constructor(trans: ITranslation = untranslated) {
    this.element = document.createElement('div');
    this.element.className = 'jp-PixelForest-viewerError';
    this.element.setAttribute('role', 'alert');
    this.element.hidden = true;
    this._text = document.createElement('span');
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'jp-mod-styled';
    button.textContent = trans.__('Dismiss');
    button.addEventListener('click', () => this.clear());
    this.element.append(this._text, button);
  }

  readonly element: HTMLDivElement;

  /** Shows an error; the newest replaces the one before. */
  show(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    // hundreds of tiles may fail alike: it is said once
    if (text !== this._text.textContent) {
      this._text.textContent = text;
    }
    this.element.hidden = false;
  }

  clear(): void {
    this._text.textContent = '';
    this.element.hidden = true;
  }

  private readonly _text: HTMLSpanElement;
}
