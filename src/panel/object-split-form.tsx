import React from 'react';
import { SplitBasis, SplitSettings } from '../project/segmentation';
import {
  deepestSplit,
  depthAt,
  firstDepth,
  SPLIT_POSITIONS,
  splitPosition,
  ValueRange
} from './object-ranges';
import { CutFormProps } from './object-form-props';

/** Whether and how touching objects are told apart. */
export function ObjectSplitForm(
  props: CutFormProps & {
    readonly sourceRange: ValueRange;
    readonly channelRange: ValueRange;
  }
): JSX.Element {
  const { store, trans, settings, change, sourceRange, channelRange } = props;
  const { channels } = store;
  const { split, source } = settings;
  const deepest = (on: SplitBasis): number =>
    deepestSplit(on, sourceRange, channelRange);
  const setSplit = (next: SplitSettings | null): void =>
    change({ split: next });
  const begin = (on: SplitBasis, channel: number): void => {
    if (on !== 'intensity') {
      setSplit({ on, channel, depth: firstDepth(on, source, deepest(on)) });
      return;
    }
    void store.channelStatistics(channel).then(
      ({ minimum, maximum }) => {
        const depth = firstDepth(
          on,
          source,
          deepestSplit(on, sourceRange, [minimum, maximum])
        );
        setSplit({ on, channel, depth });
      },
      () => undefined // the viewer shows why an image cannot be read
    );
  };
  const names: Readonly<Record<SplitBasis, string>> = {
    probability:
      source.kind === 'classes'
        ? trans.__('Probability')
        : trans.__('Brightness'),
    intensity: trans.__('A channel'),
    distance: trans.__('Shape')
  };
  return (
    <fieldset className="jp-PixelForest-group">
      <legend>
        <label
          className="jp-PixelForest-check"
          title={trans.__(
            'Cut pieces in which several objects touch, by a watershed from their peaks'
          )}
        >
          <input
            type="checkbox"
            checked={split !== null}
            onChange={() => (split ? setSplit(null) : begin('probability', 0))}
          />
          {trans.__('Split touching objects')}
        </label>
      </legend>
      {split && (
        <>
          <label className="jp-PixelForest-check">
            {trans.__('by')}
            <select
              className="jp-PixelForest-select"
              aria-label={trans.__('Split by')}
              title={trans.__(
                'What tells touching objects apart: dips between peaks of the map, of a channel, or narrow waists of the shape'
              )}
              value={split.on}
              onChange={event =>
                begin(event.target.value as SplitBasis, split.channel)
              }
            >
              {(['probability', 'intensity', 'distance'] as const).map(on => (
                <option key={on} value={on}>
                  {names[on]}
                </option>
              ))}
            </select>
            {split.on === 'intensity' && (
              <select
                className="jp-PixelForest-select"
                aria-label={trans.__('Channel to split by')}
                title={trans.__('Channel whose dips tell objects apart')}
                value={split.channel}
                onChange={event =>
                  begin('intensity', Number(event.target.value))
                }
              >
                {channels.map(({ name }, index) => (
                  <option key={index} value={index}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </label>
          <label
            className="jp-PixelForest-ends"
            title={trans.__(
              'How deep the dip between two peaks must be for them to be two objects: %1',
              String(split.depth)
            )}
          >
            <span>{trans.__('Merge more')}</span>
            <input
              type="range"
              min={0}
              max={SPLIT_POSITIONS}
              step={1}
              value={splitPosition(split.depth, deepest(split.on))}
              aria-label={trans.__('Merge more to split more')}
              onChange={event =>
                setSplit({
                  ...split,
                  depth: depthAt(event.target.valueAsNumber, deepest(split.on))
                })
              }
            />
            <span>{trans.__('Split more')}</span>
          </label>
        </>
      )}
    </fieldset>
  );
}
