import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { LabelImportForm } from '../../panel/label-import-form';
import { LabelClass } from '../../project/classes';
import { ImportChoice, NumberedClass } from '../../project/label-import';

/** What the dialog asks about. */
export type LabelImportQuestion = {
  readonly fileName: string;
  readonly imageName: string;
  readonly kinds: readonly NumberedClass[];
  readonly classes: readonly LabelClass[];
  readonly suggested: ImportChoice;
};

/** The form as the body of a dialog. */
class LabelImportBody extends ReactWidget {
  constructor(
    private readonly _question: LabelImportQuestion,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this._choice = _question.suggested;
    this.addClass('jp-PixelForest-labelImport');
  }

  getValue(): ImportChoice {
    return this._choice;
  }

  protected render(): JSX.Element {
    const { kinds, classes, suggested } = this._question;
    return (
      <LabelImportForm
        kinds={kinds}
        classes={classes}
        initial={suggested}
        trans={this._trans}
        onChange={choice => {
          this._choice = choice;
        }}
      />
    );
  }

  private _choice: ImportChoice;
}

/** @returns null if cancelled */
export async function askLabelImport(
  question: LabelImportQuestion,
  trans: TranslationBundle
): Promise<ImportChoice | null> {
  const { button, value } = await showDialog<ImportChoice>({
    title: trans.__(
      'Import %1 as labels of %2',
      question.fileName,
      question.imageName
    ),
    body: new LabelImportBody(question, trans),
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Import') })
    ]
  });
  return button.accept ? value : null;
}
