import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { IProjectStore } from '../store/contract';
import { useStoreChanges } from './use-store';

/** The keys that toggle a layer, shown in its tooltip. */
const KEYS: Readonly<Record<string, string>> = {
  labels: '0',
  uncertainty: 'U',
  segmentation: 'S',
  probability: 'P',
  raw: 'I'
};

/** The layers, topmost first: eye, name, opacity. */
export function LayersForm(props: {
  store: IProjectStore;
  trans: TranslationBundle;
}): JSX.Element {
  const { store, trans } = props;
  useStoreChanges(store, ['layers', 'classes']);
  return (
    <ul className="jp-PixelForest-list" aria-label={trans.__('Layers')}>
      {store.layers.map(layer => {
        const key = KEYS[layer.kind];
        const explanation = key
          ? trans.__('%1 (key %2)', layer.explanation, key)
          : layer.explanation;
        return (
          <li
            key={layer.id}
            className="jp-PixelForest-row jp-PixelForest-layer"
            aria-label={layer.name}
            title={explanation}
          >
            <button
              role="switch"
              aria-checked={layer.isVisible}
              aria-label={trans.__('Show %1', layer.name)}
              className={`jp-PixelForest-eye ${layer.isVisible ? 'jp-mod-on' : ''}`}
              onClick={() =>
                store.setLayer(layer.id, { isVisible: !layer.isVisible })
              }
            >
              <EyeIcon isOpen={layer.isVisible} />
            </button>
            <span className="jp-PixelForest-rowName">{layer.name}</span>
            <input
              type="range"
              min={0}
              max={100}
              value={Math.round(layer.opacity * 100)}
              aria-label={trans.__('Opacity of %1', layer.name)}
              title={trans.__(
                'Opacity: %1 %',
                String(Math.round(layer.opacity * 100))
              )}
              onChange={event =>
                store.setLayer(layer.id, {
                  opacity: Number(event.target.value) / 100
                })
              }
            />
          </li>
        );
      })}
    </ul>
  );
}

function EyeIcon(props: { isOpen: boolean }): JSX.Element {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path
        d="M1.5 8C3 5 5.3 3.5 8 3.5S13 5 14.5 8C13 11 10.700 12.500 8 12.500S3 11 1.500 8Z"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.2"
      />
      {props.isOpen ? (
        <circle cx="8" cy="8" r="2.2" fill="currentColor" />
      ) : (
        <path d="M3 13 13 3" stroke="currentColor" strokeWidth="1.2" />
      )}
    </svg>
  );
}
