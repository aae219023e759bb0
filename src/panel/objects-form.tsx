import React, { useEffect, useState } from 'react';
import { StatisticsResult } from '../engine/protocol';
import { IProjectStore } from '../store/contract';
import { ObjectCorrectionsForm } from './object-corrections-form';
import { ObjectFormProps } from './object-form-props';
import { ObjectFilters } from './object-filters';
import { ValueRange } from './object-ranges';
import { ObjectSourceForm } from './object-source-form';
import { ObjectSplitForm } from './object-split-form';
import { useStoreChanges } from './use-store';

/** What the form asks of its host. */
export type ObjectActions = {
  readonly showObjectTable: () => void;
  readonly showError: (error: unknown) => void;
};

/** From the map, or a raw channel, to separate objects. */
export function ObjectsForm(
  props: ObjectFormProps & { readonly actions: ObjectActions }
): JSX.Element {
  const { store, trans, actions } = props;
  useStoreChanges(store, [
    'objects',
    'classes',
    'channels',
    'activeImage',
    'images',
    'tool'
  ]);
  const { objects } = store;
  const { source, split } = objects.settings;
  const sourceStatistics = useStatistics(
    store,
    objects.isOn && source.kind === 'channel' ? source.channel : null
  );
  const splitStatistics = useStatistics(
    store,
    objects.isOn && split?.on === 'intensity' ? split.channel : null
  );
  return (
    <div className="jp-PixelForest-objects">
      <label
        className="jp-PixelForest-check"
        title={trans.__(
          'Cut the map, or a raw channel, into separate objects and outline them while you work'
        )}
      >
        <input
          type="checkbox"
          aria-label={trans.__('Find objects')}
          checked={objects.isOn}
          onChange={() => objects.setOn(!objects.isOn)}
        />
        {trans.__('Find objects')}
      </label>
      {objects.isOn && (
        <>
          <ObjectCount store={store} trans={trans} />
          <ObjectSourceForm
            store={store}
            trans={trans}
            range={rangeOf(sourceStatistics)}
          />
          <ObjectSplitForm
            store={store}
            trans={trans}
            sourceRange={
              source.kind === 'classes' ? [0, 1] : rangeOf(sourceStatistics)
            }
            channelRange={rangeOf(splitStatistics)}
          />
          <ObjectFilters store={store} trans={trans} />
          <ObjectCorrectionsForm
            store={store}
            trans={trans}
            showError={actions.showError}
          />
          <div className="jp-PixelForest-buttons">
            <button
              className="jp-mod-styled"
              title={trans.__(
                'List and measure the objects below the image: sort, filter, plot, save as CSV'
              )}
              onClick={actions.showObjectTable}
            >
              {trans.__('Object table')}
            </button>
          </div>
        </>
      )}
    </div>
  );
}

/** How many there are, and what is going on. */
function ObjectCount({ store, trans }: ObjectFormProps): JSX.Element {
  const { result, status, selected } = store.objects;
  const isOld = result !== null && status.state !== 'ready';
  return (
    <div
      role="status"
      aria-label={trans.__('Number of objects')}
      className={`jp-PixelForest-objectCount jp-mod-${status.state}`}
    >
      {result && (
        <strong className={isOld ? 'jp-mod-old' : ''}>
          {trans._n('%1 object', '%1 objects', result.table.count)}
        </strong>
      )}
      {result && (
        <span
          title={trans.__(
            'Connected pieces before touching objects were split'
          )}
        >
          {trans._n('from %1 piece', 'from %1 pieces', result.pieceCount)}
        </span>
      )}
      {selected.size > 0 && (
        <span>{trans._n('%1 selected', '%1 selected', selected.size)}</span>
      )}
      {status.state !== 'ready' && status.state !== 'computing' && (
        <span className="jp-PixelForest-hint">{status.message}</span>
      )}
    </div>
  );
}

/** The values of a channel of the plane shown; null asks for none. */
function useStatistics(
  store: IProjectStore,
  channel: number | null
): StatisticsResult | null {
  const [found, setFound] = useState<StatisticsResult | null>(null);
  const imageId = store.activeImage?.id;
  const isReady =
    imageId !== undefined && store.imageStatus(imageId).state === 'ready';
  const { t, z } = store.plane;
  useEffect(() => {
    if (channel === null || !isReady || channel >= store.channelCount) {
      setFound(null);
      return;
    }
    const abort = new AbortController();
    store.channelStatistics(channel, abort.signal).then(
      statistics => {
        if (!abort.signal.aborted) {
          setFound(statistics);
        }
      },
      () => undefined // the viewer shows why an image cannot be read
    );
    return () => abort.abort();
  }, [store, channel, imageId, isReady, t, z]);
  return found;
}

function rangeOf(statistics: StatisticsResult | null): ValueRange {
  return statistics ? [statistics.minimum, statistics.maximum] : [0, 1];
}
