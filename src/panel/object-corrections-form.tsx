import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { ObjectCorrection } from '../project/object-corrections';
import { ObjectFormProps } from './object-form-props';
import { ToolButton } from './tool-button';

/** Mends objects by hand; what was done is listed and stays after training anew. */
export function ObjectCorrectionsForm(
  props: ObjectFormProps & { readonly showError: (error: unknown) => void }
): JSX.Element {
  const { store, trans, showError } = props;
  const { objects } = store;
  const { selected, corrections } = objects;
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      showError(error);
    }
  };
  return (
    <fieldset className="jp-PixelForest-group">
      <legend>{trans.__('Correct by hand')}</legend>
      <div className="jp-PixelForest-buttons">
        <button
          className="jp-mod-styled"
          aria-pressed={store.tool === 'pan'}
          title={trans.__(
            'Click objects in the image with the tool Pan; with Ctrl several'
          )}
          onClick={() => store.setTool('pan')}
        >
          {trans.__('Select')}
        </button>
        <button
          className="jp-mod-styled"
          disabled={selected.size === 0}
          title={trans.__('The selected objects are none')}
          onClick={() => attempt(() => objects.deleteSelected())}
        >
          {trans.__('Delete objects')}
        </button>
        <button
          className="jp-mod-styled"
          disabled={selected.size < 2}
          title={trans.__('The selected objects are one')}
          onClick={() => attempt(() => objects.mergeSelected())}
        >
          {trans.__('Merge objects')}
        </button>
        <ToolButton
          store={store}
          tool="split-object"
          label={trans.__('Split object')}
          title={trans.__('Draw a line across an object: it is two')}
        />
        <ToolButton
          store={store}
          tool="draw-object"
          label={trans.__('Draw object')}
          title={trans.__('Draw around an object that was missed')}
        />
      </div>
      {corrections.length > 0 && (
        <details>
          <summary>
            {trans._n('%1 correction', '%1 corrections', corrections.length)}
          </summary>
          <ol
            className="jp-PixelForest-list"
            aria-label={trans.__('Corrections')}
          >
            {corrections.map((correction, index) => {
              const text = describe(correction, trans);
              return (
                <li key={index} className="jp-PixelForest-row">
                  <span className="jp-PixelForest-rowName">{text}</span>
                  <button
                    className="jp-PixelForest-iconButton"
                    aria-label={trans.__('Take back: %1', text)}
                    title={trans.__('Take this correction back')}
                    onClick={() => objects.removeCorrection(index)}
                  >
                    ×
                  </button>
                </li>
              );
            })}
          </ol>
        </details>
      )}
    </fieldset>
  );
}

function describe(
  correction: ObjectCorrection,
  trans: TranslationBundle
): string {
  switch (correction.kind) {
    case 'delete': {
      const { x, y } = correction.at;
      return trans.__('Deleted at x %1, y %2', x, y);
    }
    case 'merge': {
      const [{ x, y }] = correction.points;
      const count = correction.points.length;
      return trans.__('Merged %1 at x %2, y %3', count, x, y);
    }
    case 'split': {
      const [{ x, y }] = correction.line;
      return trans.__('Split from x %1, y %2', Math.round(x), Math.round(y));
    }
    case 'draw': {
      const [{ x, y }] = correction.outline;
      return trans.__('Drawn from x %1, y %2', Math.round(x), Math.round(y));
    }
  }
}
