import React from 'react';
import { ParentRule, ParentSettings } from '../project/parent-objects';
import { SegmentationSettings } from '../project/segmentation';
import { useCutRanges } from './channel-statistics';
import { NumberField } from './number-field';
import { ObjectFilters } from './object-filters';
import { ObjectFormProps } from './object-form-props';
import { withSource } from './object-ranges';
import { ObjectSourceForm } from './object-source-form';
import { ObjectSplitForm } from './object-split-form';

type ParentsFormProps = ObjectFormProps & {
  /** What changes belong to one undoable step with. */
  readonly gesture: () => object;
};

/** What the objects belong to: cells or nuclei, cut from the same image by settings of their own. */
export function ParentsForm(props: ParentsFormProps): JSX.Element {
  const { store, trans } = props;
  const { parents } = store.objects;
  const { isOn } = parents.settings;
  const switchOn = (): void => {
    const channel = store.channelCount - 1;
    if (parents.isKnown || channel < 0) {
      parents.changeSettings({ isOn: true });
      return;
    }
    // nuclei are often in the last channel; without statistics no threshold makes sense
    const { segmentation } = parents.settings;
    void store.channelStatistics(channel).then(
      statistics =>
        parents.changeSettings({
          isOn: true,
          segmentation: {
            ...segmentation,
            ...withSource(
              segmentation,
              { kind: 'channel', channel },
              statistics
            )
          }
        }),
      () => undefined // the viewer shows why an image cannot be read
    );
  };
  return (
    <fieldset
      className="jp-PixelForest-group"
      aria-label={trans.__('Parents of objects')}
    >
      <legend>
        <label
          className="jp-PixelForest-check"
          title={trans.__(
            'Tell which cell or nucleus each object belongs to: parents are cut from another channel or class, and counted in a table of their own'
          )}
        >
          <input
            type="checkbox"
            checked={isOn}
            onChange={() =>
              isOn ? parents.changeSettings({ isOn: false }) : switchOn()
            }
          />
          {trans.__('Assign to parents')}
        </label>
      </legend>
      {isOn && <ParentFields {...props} />}
    </fieldset>
  );
}

function ParentFields({
  store,
  trans,
  gesture
}: ParentsFormProps): JSX.Element {
  const { parents } = store.objects;
  const { rule, maximumDistance, segmentation } = parents.settings;
  const ranges = useCutRanges(store, segmentation, true);
  const assign = (part: Partial<ParentSettings>): void =>
    parents.changeSettings(part, gesture());
  const cut = {
    store,
    trans,
    settings: segmentation,
    change: (part: Partial<SegmentationSettings>) =>
      assign({
        segmentation: { ...parents.settings.segmentation, ...part }
      })
  };
  return (
    <>
      <ParentCount store={store} trans={trans} />
      <label className="jp-PixelForest-check">
        {trans.__('Belongs to')}
        <select
          className="jp-PixelForest-select"
          aria-label={trans.__('Which parent')}
          title={trans.__(
            'The parent that an object shares most pixels with; “nearest” also assigns objects that share none'
          )}
          value={rule}
          onChange={event => assign({ rule: event.target.value as ParentRule })}
        >
          <option value="nearest">{trans.__('the nearest parent')}</option>
          <option value="containing">
            {trans.__('the parent it lies in')}
          </option>
        </select>
      </label>
      {rule === 'nearest' && (
        <div className="jp-PixelForest-sizes">
          <span>{trans.__('at most')}</span>
          <NumberField
            value={maximumDistance}
            label={trans.__('Largest distance to a parent in pixels')}
            title={trans.__(
              'Objects further away from any parent belong to none; empty = no limit'
            )}
            min={0}
            step={1}
            placeholder="∞"
            onChange={value =>
              assign({ maximumDistance: value >= 0 ? value : null })
            }
          />
          <span>{trans.__('pixels away')}</span>
        </div>
      )}
      <ObjectSourceForm
        {...cut}
        legend={trans.__('Parents of')}
        range={ranges.source}
      />
      <ObjectSplitForm
        {...cut}
        sourceRange={ranges.source}
        channelRange={ranges.split}
      />
      <ObjectFilters {...cut} />
    </>
  );
}

/** How many there are, and how many objects have none. */
function ParentCount({ store, trans }: ObjectFormProps): JSX.Element {
  const { result } = store.objects;
  const found = result?.parents?.table.count ?? null;
  const lonely = result?.table.parents?.ids.filter(id => id === 0).length ?? 0;
  return (
    <div
      role="status"
      aria-label={trans.__('Number of parents')}
      className="jp-PixelForest-objectCount"
    >
      {found !== null && (
        <>
          <strong>{trans._n('%1 parent', '%1 parents', found)}</strong>
          <span title={trans.__('Objects that belong to no parent')}>
            {trans._n(
              '%1 object without one',
              '%1 objects without one',
              lonely
            )}
          </span>
        </>
      )}
    </div>
  );
}
