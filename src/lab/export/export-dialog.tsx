import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { ExportSubject, IExporter } from '../../export/contract';
import { ExportSettings } from '../../export/export-settings';
import { ExportForm } from './export-form';
import '../../../style/dialogs.css';
import '../../../style/export.css';

/** What the user chose. */
export type ExportAnswer = {
  readonly exporters: readonly string[];
  readonly folder: string;
  readonly settings: ExportSettings;
};

/** What the dialog shows. */
export type ExportQuestion = {
  readonly title: string;
  readonly exporters: readonly IExporter[];
  /** With the settings to begin with. */
  readonly subject: ExportSubject;
  readonly folder: string;
  /** Folder of the image. */
  readonly datasetDir: string;
  /** Ids of the exporters that are ticked at first. */
  readonly ticked: readonly string[];
  /** A small picture of a layer as the address of an image; null if there is none yet. */
  readonly picture: (layerId: string) => Promise<string | null>;
  /** Connected pieces of the segmentation, for the sentence that says what it is; null if nobody knows. */
  readonly pieceCount: () => Promise<number | null>;
  /** Paragraph for a paper. */
  readonly methods: string;
  /** Commands for a shell. */
  readonly command: string;
};

/** The form as the body of a dialog. */
class ExportBody extends ReactWidget {
  constructor(
    private readonly _question: ExportQuestion,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-PixelForest-export');
    this._answer = {
      exporters: _question.ticked,
      folder: _question.folder,
      settings: _question.subject.settings
    };
  }

  getValue(): ExportAnswer {
    return this._answer;
  }

  protected render(): JSX.Element {
    return (
      <ExportForm
        question={this._question}
        initial={this._answer}
        trans={this._trans}
        onChange={answer => {
          this._answer = answer;
        }}
      />
    );
  }

  private _answer: ExportAnswer;
}

/** @returns null if cancelled or nothing was chosen */
export async function askExport(
  question: ExportQuestion,
  trans: TranslationBundle
): Promise<ExportAnswer | null> {
  const { button, value } = await showDialog<ExportAnswer>({
    title: question.title,
    body: new ExportBody(question, trans),
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('Export') })
    ]
  });
  return button.accept && value && value.exporters.length > 0 ? value : null;
}
