import React, { useState } from 'react';
import { SegmentationSettings } from '../project/segmentation';
import { useCutRanges } from './channel-statistics';
import { ExcludedRegions } from './excluded-regions';
import { ObjectCorrectionsForm } from './object-corrections-form';
import { ObjectFormProps } from './object-form-props';
import { ObjectFilters } from './object-filters';
import { ObjectSourceForm } from './object-source-form';
import { ObjectSplitForm } from './object-split-form';
import { ParentsForm } from './parents-form';
import { useGesture } from './use-gesture';
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
  const { settings } = objects;
  const ranges = useCutRanges(store, settings, objects.isOn);
  const { gesture, listeners } = useGesture();
  const cut = {
    store,
    trans,
    settings,
    change: (part: Partial<SegmentationSettings>) =>
      objects.changeSettings(part, gesture())
  };
  return (
    <div className="jp-PixelForest-objects" {...listeners}>
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
          <StackSwitch store={store} trans={trans} />
          <FitButton {...props} />
          <ObjectSourceForm
            {...cut}
            legend={trans.__('Objects of')}
            range={ranges.source}
          />
          <ObjectSplitForm
            {...cut}
            sourceRange={ranges.source}
            channelRange={ranges.split}
          />
          <ObjectFilters {...cut} />
          <ExcludedRegions store={store} trans={trans} />
          <ParentsForm store={store} trans={trans} gesture={gesture} />
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

/** Of a stack: all slices together, as exports cut them, or this one alone. */
function StackSwitch({ store, trans }: ObjectFormProps): JSX.Element {
  const { objects, activeImage } = store;
  const shape = store.source(activeImage?.id ?? '')?.metadata.shape;
  return shape && shape.z > 1 ? (
    <label
      className="jp-PixelForest-check"
      title={trans.__(
        'Cut all slices together, as exports do: an object reaches through several. Without, the slice on screen is cut alone, which is quicker, and the count is another'
      )}
    >
      <input
        type="checkbox"
        checked={objects.isWholeStack}
        onChange={() => objects.setWholeStack(!objects.isWholeStack)}
      />
      {trans.__('Whole stack')}
    </label>
  ) : (
    <></>
  );
}

/** Settings by the size of the objects. */
function FitButton({
  store,
  trans,
  actions
}: ObjectFormProps & { readonly actions: ObjectActions }): JSX.Element {
  const { objects } = store;
  const [isFitting, setFitting] = useState(false);
  const fit = (): void => {
    setFitting(true);
    void objects
      .fitToSize()
      .catch(actions.showError)
      .finally(() => setFitting(false));
  };
  return (
    <div className="jp-PixelForest-buttons">
      <button
        className="jp-mod-styled"
        title={trans.__(
          'Set smoothing, minimum size and split depth by how large the pieces above the threshold usually are; Undo takes it back'
        )}
        disabled={isFitting || objects.result === null}
        onClick={fit}
      >
        {trans.__('Fit to object size')}
      </button>
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
      {result && result.scope !== 'plane' && (
        <span>
          {result.scope === 'stack'
            ? trans.__('in the whole stack')
            : trans.__('in this slice only')}
        </span>
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
      {status.state !== 'computing' && status.message !== '' && (
        <span className="jp-PixelForest-hint">{status.message}</span>
      )}
    </div>
  );
}
