import { Clipboard } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

/** A text to take along. */
export function CopyText(props: {
  label: string;
  text: string;
  rows: number;
  trans: TranslationBundle;
}): JSX.Element {
  const { label, text, rows, trans } = props;
  return (
    <div className="jp-PixelForest-copyText">
      <textarea
        readOnly
        rows={rows}
        value={text}
        aria-label={label}
        title={label}
        data-lm-suppress-shortcuts="true"
      />
      <button
        type="button"
        className="jp-Dialog-button jp-mod-reject jp-mod-styled"
        title={trans.__('Copy to the clipboard')}
        aria-label={trans.__('Copy: %1', label)}
        onClick={() => Clipboard.copyToSystem(text)}
      >
        {trans.__('Copy')}
      </button>
    </div>
  );
}
