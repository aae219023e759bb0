import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';
import { isAbort } from '../errors';
import { StatisticsResult } from '../engine/protocol';
import { IProjectStore } from '../store/contract';
import { autoWindow } from '../store/auto-window';
import { ColorInput } from './color-input';
import { toHex } from './colors';
import { Histogram } from './histogram';
import { NumberField } from './number-field';
import { useStoreChanges } from './use-store';

/** Which channels are shown and trained on, and the contrast of one of them. */
export function ChannelsForm(props: {
  store: IProjectStore;
  trans: TranslationBundle;
}): JSX.Element {
  const { store, trans } = props;
  useStoreChanges(store, [
    'channels',
    'activeImage',
    'images',
    'plane',
    'tool'
  ]);
  const [chosen, setChosen] = useState(0);
  const channels = store.channels;
  if (channels.length === 0) {
    return (
      <p className="jp-PixelForest-hint">
        {trans.__('Open an image to see its channels.')}
      </p>
    );
  }
  const channel = Math.min(chosen, channels.length - 1);
  const toggleTrained = (c: number): void => {
    const trained = store.trainingChannels;
    store.setTrainingChannels(
      trained.includes(c)
        ? trained.filter(other => other !== c)
        : [...trained, c].sort((a, b) => a - b)
    );
  };
  return (
    <div className="jp-PixelForest-channels">
      <table aria-label={trans.__('Channels')}>
        <thead>
          <tr>
            <th scope="col">{trans.__('Channel')}</th>
            <th scope="col" title={trans.__('Show the channel in the picture')}>
              {trans.__('Show')}
            </th>
            <th
              scope="col"
              title={trans.__(
                'Compute features from this channel. The classifier never sees the others.'
              )}
            >
              {trans.__('Train')}
            </th>
          </tr>
        </thead>
        <tbody>
          {channels.map((item, c) => (
            <tr key={c} className={c === channel ? 'jp-mod-selected' : ''}>
              <td>
                <ColorInput
                  color={item.color}
                  label={trans.__('Colour of channel %1', item.name)}
                  title={trans.__('Colour the channel is shown in')}
                  onChange={color => store.setChannelView(c, { color })}
                />
                <button
                  className="jp-PixelForest-linkButton"
                  aria-pressed={c === channel}
                  title={trans.__('Adjust the contrast of this channel')}
                  onClick={() => setChosen(c)}
                >
                  {item.name}
                </button>
              </td>
              <td>
                <input
                  type="checkbox"
                  checked={item.isVisible}
                  aria-label={trans.__('Show channel %1', item.name)}
                  onChange={() =>
                    store.setChannelView(c, { isVisible: !item.isVisible })
                  }
                />
              </td>
              <td>
                <input
                  type="checkbox"
                  checked={item.isTrained}
                  disabled={
                    item.isTrained && store.trainingChannels.length === 1
                  }
                  aria-label={trans.__('Train on channel %1', item.name)}
                  onChange={() => toggleTrained(c)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Contrast key={channel} store={store} trans={trans} channel={channel} />
    </div>
  );
}

function Contrast(props: {
  store: IProjectStore;
  trans: TranslationBundle;
  channel: number;
}): JSX.Element {
  const { store, trans, channel } = props;
  const [statistics, setStatistics] = useState<StatisticsResult | null>(null);
  const imageId = store.activeImage?.id;
  const { t, z } = store.plane;
  useEffect(() => {
    const abort = new AbortController();
    store
      .channelStatistics(channel, abort.signal)
      .then(setStatistics, (error: unknown) => {
        // the viewer shows why an image cannot be read; here is just no histogram
        if (!isAbort(error)) {
          setStatistics(null);
        }
      });
    return () => abort.abort();
  }, [store, channel, imageId, t, z]);
  const { name, color, window } = store.channels[channel];
  const low = Math.min(statistics?.minimum ?? window[0], window[0]);
  const high = Math.max(statistics?.maximum ?? window[1], window[1]);
  const step = (high - low) / 1000 > 1 ? 1 : (high - low) / 1000 || 1;
  const setWindow = (next: readonly [number, number]): void =>
    store.setChannelView(channel, { window: next });
  const edge = (label: string, side: 0 | 1): JSX.Element => {
    const change = (value: number): void => {
      if (Number.isFinite(value)) {
        setWindow(side === 0 ? [value, window[1]] : [window[0], value]);
      }
    };
    return (
      <label className="jp-PixelForest-edge">
        {label}
        <input
          type="range"
          min={low}
          max={high}
          step={step}
          value={window[side]}
          aria-label={`${label} (${name})`}
          onChange={event => change(event.target.valueAsNumber)}
        />
        <NumberField
          value={Number(window[side].toPrecision(6))}
          label={trans.__('%1 as a number (%2)', label, name)}
          onChange={change}
        />
      </label>
    );
  };
  return (
    <fieldset className="jp-PixelForest-contrast">
      <legend>{trans.__('Contrast of %1', name)}</legend>
      <Histogram
        statistics={statistics}
        window={window}
        color={toHex(color)}
        label={trans.__('Histogram of %1', name)}
      />
      {edge(trans.__('Black'), 0)}
      {edge(trans.__('White'), 1)}
      <div className="jp-PixelForest-buttons">
        <button
          className="jp-mod-styled"
          disabled={!statistics}
          title={trans.__(
            'Leave 0.35 % of the pixels below black and above white'
          )}
          onClick={() => statistics && setWindow(autoWindow(statistics))}
        >
          {trans.__('Auto')}
        </button>
        <button
          className="jp-mod-styled"
          title={trans.__('Back to the range the file asks for')}
          onClick={() => store.setChannelView(channel, { window: null })}
        >
          {trans.__('Reset')}
        </button>
        <button
          className="jp-mod-styled"
          aria-pressed={store.tool === 'contrast'}
          title={trans.__(
            'Drag over the picture: up and down for the width, left and right for the centre (key T)'
          )}
          onClick={() =>
            store.setTool(store.tool === 'contrast' ? 'brush' : 'contrast')
          }
        >
          {trans.__('Drag')}
        </button>
      </div>
    </fieldset>
  );
}
