import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { IProjectStore } from '../store/contract';
import { useStoreChanges } from './use-store';

/** Features, live update, and what the classifier is doing. */
export function ClassifierForm(props: {
  store: IProjectStore;
  trans: TranslationBundle;
  /** Opens the feature dialog. */
  selectFeatures: () => void;
  /** Shows an error of `updateOnce`. */
  showError: (error: unknown) => void;
}): JSX.Element {
  const { store, trans, selectFeatures, showError } = props;
  useStoreChanges(store, ['status', 'features', 'channels', 'images']);
  const { status, isLive } = store;
  const cells = store.project.features.selected.flat().filter(Boolean).length;
  return (
    <div className="jp-PixelForest-classifier">
      <div className="jp-PixelForest-buttons">
        <button
          className="jp-mod-styled"
          title={trans.__('Choose filters and scales')}
          onClick={selectFeatures}
        >
          {trans.__('Select features')}
        </button>
        <span className="jp-PixelForest-hint">
          {trans._n('%1 filter', '%1 filters', cells)}
        </span>
      </div>
      <div className="jp-PixelForest-buttons">
        <button
          aria-pressed={isLive}
          className={`jp-mod-styled jp-PixelForest-live ${isLive ? 'jp-mod-on' : ''}`}
          title={trans.__(
            'Learn from every stroke and repaint the maps at once (key L)'
          )}
          onClick={() => store.setLiveUpdate(!isLive)}
        >
          {trans.__('Live update')}
        </button>
        <button
          className="jp-mod-styled"
          disabled={isLive}
          title={trans.__('Learn from the strokes of now and repaint once')}
          onClick={() => store.updateOnce().catch(showError)}
        >
          {trans.__('Update once')}
        </button>
      </div>
      <div
        role="status"
        className={`jp-PixelForest-status jp-mod-${status.state}`}
      >
        {status.message}
      </div>
      {status.progress !== null && status.progress < 1 && (
        <progress
          max={1}
          value={status.progress}
          aria-label={trans.__('Prediction progress')}
        />
      )}
    </div>
  );
}
