import { showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { LabelClass } from '../../project/classes';
import { Rgb } from '../../project/images';

/** The browser's colour picker in a dialog. */
class ColorPicker extends Widget {
  constructor(color: Rgb, name: string) {
    super();
    this._input.type = 'color';
    this._input.value = `#${color
      .map(part => Math.round(part).toString(16).padStart(2, '0'))
      .join('')}`;
    this._input.setAttribute('aria-label', name);
    this.node.append(this._input);
  }

  getValue(): Rgb {
    const value = parseInt(this._input.value.slice(1), 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  }

  private readonly _input = document.createElement('input');
}

/** @returns the new colour, or null if cancelled */
export async function askColor(
  labelClass: LabelClass,
  trans: TranslationBundle
): Promise<Rgb | null> {
  const { button, value } = await showDialog<Rgb>({
    title: trans.__('Colour of “%1”', labelClass.name),
    body: new ColorPicker(labelClass.color, trans.__('Colour'))
  });
  return button.accept ? value : null;
}
