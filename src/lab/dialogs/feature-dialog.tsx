import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { FeatureTable } from '../../panel/feature-table';
import { FeatureChoice, largestScale } from '../../project/features';
import { IProjectStore } from '../../store/contract';

/** The table of features as the body of a dialog. */
class FeatureForm extends ReactWidget {
  constructor(
    private _choice: FeatureChoice,
    private readonly _largestScale: number | null,
    private readonly _largestScaleIn3d: number | null,
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
        largestScaleIn3d={this._largestScaleIn3d}
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
  const shapes = store.project.images.flatMap(({ metadata }) =>
    metadata ? [metadata.shape] : []
  );
  const sides = shapes.map(({ y, x }) => Math.min(y, x));
  const depths = shapes.map(({ z }) => z);
  const isStack = depths.some(depth => depth > 1);
  const form = new FeatureForm(
    store.project.features,
    sides.length > 0 ? largestScale(Math.min(...sides)) : null,
    isStack ? largestScale(Math.min(...depths)) : null,
    trans
  );
  const { button, value } = await showDialog<FeatureChoice>({
    title: trans.__('Select features'),
    body: form,
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Select') })
    ]
  });
  if (button.accept && value) {
    store.chooseFeatures(value);
  }
}
