import { IProjectStore } from '../../store/contract';
import { activeMetadata, PlaneAxis, planeAxes } from '../image-facts';
import { ITranslation, untranslated } from '../translation';

/** A slider for each of z and t along which the image has more than one plane. */
export class PlaneSliders {
  constructor(
    private readonly _store: IProjectStore,
    private readonly _trans: ITranslation = untranslated
  ) {
    this.element = document.createElement('div');
    this.element.className = 'jp-PixelForest-planeSliders';
  }

  readonly element: HTMLDivElement;

  /** Makes the sliders agree with the store. */
  update(): void {
    const axes = planeAxes(this._store);
    if (axes.join() !== [...this._sliders.keys()].join()) {
      this._sliders.clear();
      this.element.replaceChildren(...axes.map(axis => this._create(axis)));
    }
    const shape = activeMetadata(this._store)?.shape;
    for (const [axis, { input, text }] of this._sliders) {
      const last = (shape?.[axis] ?? 1) - 1;
      const index = this._store.plane[axis];
      input.max = String(last);
      input.value = String(index);
      text.textContent = `${index} / ${last}`;
    }
    this.element.hidden = axes.length === 0;
  }

  private _create(axis: PlaneAxis): HTMLElement {
    const row = document.createElement('label');
    row.className = 'jp-PixelForest-planeSlider';
    const name = document.createElement('span');
    name.textContent = axis;
    name.title =
      axis === 'z'
        ? this._trans.__('Slice of the stack')
        : this._trans.__('Time point');
    const input = document.createElement('input');
    input.type = 'range';
    input.min = '0';
    input.step = '1';
    input.setAttribute('aria-label', axis);
    input.addEventListener('input', () => {
      this._store.setPlane({
        ...this._store.plane,
        [axis]: Number(input.value)
      });
    });
    const text = document.createElement('output');
    row.append(name, input, text);
    this._sliders.set(axis, { input, text });
    return row;
  }

  private readonly _sliders = new Map<
    PlaneAxis,
    { readonly input: HTMLInputElement; readonly text: HTMLElement }
  >();
}
