import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { FeatureTable } from '../../panel/feature-table';
import { smallestExtent } from '../../pipeline/features/image-fit';
import { FeatureChoice } from '../../project/features';
import { IProjectStore } from '../../store/contract';

/** The table of features as the body of a dialog. */
class FeatureForm extends ReactWidget {
  constructor(
    private _choice: FeatureChoice,
    private readonly _largestScale: number | null,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-PixelForest-featureForm');
  }

  getValue(): FeatureChoice {
    return this._choice;
  }

  protected render(): JSX.Element {
    return (
      <FeatureTable
        choice={this._choice}
        largestScale={this._largestScale}
        trans={this._trans}
        onChange={choice => {
          this._choice = choice;
        }}
      />
    );
  }
}

/** Lets the user choose features; training follows if live update is on. */
export async function selectFeatures(
  store: IProjectStore,
  trans: TranslationBundle
): Promise<void> {
  const { button, value } = await showDialog<FeatureChoice>({
    title: trans.__('Select features'),
    body: new FeatureForm(store.project.features, largestScale(store), trans),
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Select') })
    ]
  });
  if (button.accept && value) {
    store.chooseFeatures(value);
  }
}

/** The largest σ that every known image is large enough for; null without images. */
function largestScale(store: IProjectStore): number | null {
  const sides = store.project.images.flatMap(({ metadata }) =>
    metadata ? [Math.min(metadata.shape.y, metadata.shape.x)] : []
  );
  if (sides.length === 0) {
    return null;
  }
  const side = Math.min(...sides);
  let scale = 0;
  // σ has one decimal in the table
  for (
    let next = 0.1;
    smallestExtent(next) <= side && next <= 1000;
    next += 0.1
  ) {
    scale = next;
  }
  return Math.round(scale * 10) / 10;
}
