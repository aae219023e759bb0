import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

/** What shall become of the present state: its name as a version, or null = it is not kept. */
export type GoBackAnswer = { readonly keepAs: string | null };

/** Offers to keep the present state. */
class GoBackBody extends ReactWidget {
  constructor(private readonly _trans: TranslationBundle) {
    super();
    this._keepAs = _trans.__('before going back');
  }

  getValue(): string {
    return this._keepAs;
  }

  protected render(): JSX.Element {
    const trans = this._trans;
    return (
      <div className="jp-PixelForest-fields">
        <p>
          {trans.__(
            'The present labels, classes, features, training channels and seed are not kept as a version. Undo brings them back until you close the project; a version stays.'
          )}
        </p>
        <label title={trans.__('Under which the present state is kept')}>
          {trans.__('Keep it as')}
          <input
            type="text"
            maxLength={100}
            defaultValue={this._keepAs}
            onChange={event => {
              this._keepAs = event.target.value;
            }}
          />
        </label>
      </div>
    );
  }

  private _keepAs: string;
}

/** @returns null if the user stays where he is */
export async function askBeforeGoingBack(
  name: string,
  trans: TranslationBundle
): Promise<GoBackAnswer | null> {
  const { button, value } = await showDialog<string>({
    title: trans.__('Go back to “%1”', name),
    body: new GoBackBody(trans),
    buttons: [
      Dialog.cancelButton(),
      Dialog.createButton({
        label: trans.__('Go back without keeping'),
        caption: trans.__('Only Undo brings the present state back'),
        actions: ['drop']
      }),
      Dialog.okButton({
        label: trans.__('Keep and go back'),
        caption: trans.__('Keep the present state as a version first'),
        actions: ['keep']
      })
    ],
    defaultButton: 2
  });
  const [way] = button.actions;
  if (way === 'keep') {
    return { keepAs: value ?? '' };
  }
  return way === 'drop' ? { keepAs: null } : null;
}
