import React from 'react';
import { MAX_SMOOTHING, SegmentationThreshold } from '../project/segmentation';
import { SliderField } from './number-field';
import {
  stepOf,
  thresholdRange,
  ValueRange,
  withSource,
  withThresholdKind
} from './object-ranges';
import { CutFormProps } from './object-form-props';

/** More is seldom wanted: the field takes it, the slider need not. */
const USUAL_SMOOTHING = 10;

/** What is cut into objects: classes or a channel, smoothed, above a threshold. */
export function ObjectSourceForm(
  props: CutFormProps & {
    /** “Objects of”. */
    readonly legend: string;
    readonly range: ValueRange;
  }
): JSX.Element {
  const { store, trans, settings, change, legend } = props;
  const { classes, channels } = store;
  const { source, smoothing } = settings;
  const chosen = source.kind === 'classes' ? source.classIndexes : [];
  const chooseChannel = (channel: number): void => {
    // without statistics there is no threshold that makes sense
    void store.channelStatistics(channel).then(
      statistics =>
        change(withSource(settings, { kind: 'channel', channel }, statistics)),
      () => undefined
    );
  };
  const toggleClass = (index: number): void => {
    const classIndexes = chosen.includes(index)
      ? chosen.filter(other => other !== index)
      : [...chosen, index].sort((a, b) => a - b);
    change({ source: { kind: 'classes', classIndexes } });
  };
  return (
    <>
      <fieldset className="jp-PixelForest-group">
        <legend>{legend}</legend>
        <label
          className="jp-PixelForest-check"
          title={trans.__(
            'Use the probabilities that the classifier gives these classes'
          )}
        >
          <input
            type="radio"
            checked={source.kind === 'classes'}
            onChange={() =>
              change(
                withSource(
                  settings,
                  { kind: 'classes', classIndexes: [0] },
                  null
                )
              )
            }
          />
          {trans.__('Classes')}
        </label>
        {source.kind === 'classes' &&
          classes.map(({ name }, index) => (
            <label
              key={index}
              className="jp-PixelForest-check jp-PixelForest-indented"
              title={trans.__(
                'Probabilities of all classes that are ticked are added up'
              )}
            >
              <input
                type="checkbox"
                checked={chosen.includes(index)}
                disabled={chosen.length === 1 && chosen[0] === index}
                aria-label={trans.__('%1 class %2', legend, name)}
                onChange={() => toggleClass(index)}
              />
              {name}
            </label>
          ))}
        <label
          className="jp-PixelForest-check"
          title={trans.__(
            'Threshold the image itself: no training is needed, and you see where that fails'
          )}
        >
          <input
            type="radio"
            checked={source.kind === 'channel'}
            disabled={channels.length === 0}
            onChange={() => chooseChannel(0)}
          />
          {trans.__('Raw channel')}
        </label>
        {source.kind === 'channel' && (
          <select
            className="jp-PixelForest-select jp-PixelForest-indented"
            aria-label={trans.__('Channel that is thresholded')}
            title={trans.__('Channel that is thresholded')}
            value={source.channel}
            onChange={event => chooseChannel(Number(event.target.value))}
          >
            {channels.map(({ name }, index) => (
              <option key={index} value={index}>
                {name}
              </option>
            ))}
          </select>
        )}
      </fieldset>
      <SliderField
        label={trans.__('Smoothing')}
        title={trans.__(
          'Width (σ in pixels) of a blur before the threshold: more joins ragged pieces and removes specks'
        )}
        value={smoothing}
        min={0}
        max={Math.max(USUAL_SMOOTHING, Math.min(MAX_SMOOTHING, smoothing))}
        step={0.1}
        onChange={value => change({ smoothing: value })}
      />
      <ThresholdFields {...props} />
    </>
  );
}

function ThresholdFields(
  props: CutFormProps & { readonly range: ValueRange }
): JSX.Element {
  const { trans, settings, change } = props;
  const { source, threshold } = settings;
  const range = thresholdRange(source, props.range);
  const slider = (
    label: string,
    title: string,
    value: number,
    changed: (value: number) => SegmentationThreshold
  ): JSX.Element => (
    <SliderField
      label={label}
      title={title}
      value={value}
      min={Math.min(range[0], value)}
      max={Math.max(range[1], value)}
      step={stepOf(range)}
      onChange={next => change({ threshold: changed(next) })}
    />
  );
  return (
    <>
      {threshold.kind === 'single' ? (
        slider(
          trans.__('Threshold'),
          trans.__('Pixels above it belong to objects'),
          threshold.value,
          value => ({ kind: 'single', value })
        )
      ) : (
        <>
          {slider(
            trans.__('Low threshold'),
            trans.__(
              'Pixels above it belong to an object if they are connected with one above the high threshold'
            ),
            threshold.low,
            low => ({ ...threshold, low: Math.min(low, threshold.high) })
          )}
          {slider(
            trans.__('High threshold'),
            trans.__('Every object has at least one pixel above it'),
            threshold.high,
            high => ({ ...threshold, high: Math.max(high, threshold.low) })
          )}
        </>
      )}
      <label
        className="jp-PixelForest-check"
        title={trans.__(
          'Hysteresis: faint pixels count only where they are connected with certain ones'
        )}
      >
        <input
          type="checkbox"
          checked={threshold.kind === 'hysteresis'}
          onChange={event =>
            change({
              threshold: withThresholdKind(
                threshold,
                event.target.checked ? 'hysteresis' : 'single',
                range
              )
            })
          }
        />
        {trans.__('Two thresholds')}
      </label>
    </>
  );
}
