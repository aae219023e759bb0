import { TranslationBundle } from '@jupyterlab/translation';
import { ReadonlyJSONObject } from '@lumino/coreutils';
import { ChannelView } from '../../project/project';
import { autoWindow } from '../../store/auto-window';
import { IOpenProject } from '../open-projects';
import {
  Arguments,
  flag,
  list,
  need,
  numeric,
  readColor,
  readFlag,
  readNumber,
  readNumbers,
  readText,
  readWhole,
  text,
  whole
} from './arguments';
import { ProjectCommand } from './command';
import { CommandIDs } from './ids';

/** Layers, contrast and camera. */
export function displayCommands(trans: TranslationBundle): ProjectCommand[] {
  const hasImage = ({ store }: IOpenProject): boolean =>
    store.activeImage !== null;
  const channel = whole(trans.__('Channel from 0; default: all'));
  const range: ReadonlyJSONObject = list(
    trans.__('Value shown black, value shown at full colour'),
    { type: 'number' }
  );
  return [
    {
      id: CommandIDs.toggleLayer,
      args: {
        layerId: text(
          trans.__(
            'labels, uncertainty, segmentation, raw, probability:<class from 0> or a custom layer'
          )
        ),
        isVisible: flag(trans.__('Default: the other state'))
      },
      required: ['layerId'],
      isToggled: ({ store }, args) =>
        store.layers.some(
          layer => layer.id === args['layerId'] && layer.isVisible
        ),
      run: ({ store }, args) => {
        const id = readLayer(args, trans);
        const layer = store.layers.find(candidate => candidate.id === id);
        const isVisible = readFlag(args, 'isVisible') ?? !layer?.isVisible;
        store.setLayer(id, { isVisible });
      }
    },
    {
      id: CommandIDs.togglePredictions,
      isToggled: ({ store }) =>
        store.layers.some(
          layer => layer.kind === 'probability' && layer.isVisible
        ),
      run: ({ actions }) => actions.toggleKind('probability')
    },
    {
      id: CommandIDs.peekRaw,
      isEnabled: hasImage,
      run: ({ actions }) => actions.peekAtRaw()
    },
    {
      id: CommandIDs.setLayerOpacity,
      args: {
        layerId: text(trans.__('Layer')),
        opacity: numeric(trans.__('0 to 1'))
      },
      required: ['layerId', 'opacity'],
      run: ({ store }, args) =>
        store.setLayer(readLayer(args, trans), {
          opacity: need(
            readNumber(args, 'opacity'),
            'opacity',
            trans.__('a number from 0 to 1')
          )
        })
    },
    {
      id: CommandIDs.setChannelView,
      args: {
        channel: whole(trans.__('Channel from 0')),
        isVisible: flag(trans.__('Whether the channel is shown')),
        window: range,
        color: list(trans.__('Red, green, blue, each 0 to 255'), {
          type: 'integer'
        })
      },
      required: ['channel'],
      isEnabled: hasImage,
      run: ({ store }, args) =>
        store.setChannelView(
          need(
            readWhole(args, 'channel'),
            'channel',
            trans.__('a channel number from 0')
          ),
          readView(args)
        )
    },
    {
      id: CommandIDs.autoContrast,
      args: { channel },
      isEnabled: hasImage,
      run: async ({ store }, args) => {
        for (const index of channelsOf(store, args)) {
          const statistics = await store.channelStatistics(index);
          store.setChannelView(index, { window: autoWindow(statistics) });
        }
      }
    },
    {
      id: CommandIDs.resetContrast,
      args: { channel },
      isEnabled: hasImage,
      run: ({ store }, args) =>
        channelsOf(store, args).forEach(index =>
          store.setChannelView(index, { window: null })
        )
    },
    {
      id: CommandIDs.nextChannel,
      isEnabled: ({ store }) => store.channelCount > 1,
      run: ({ actions }) => actions.stepChannel(1)
    },
    {
      id: CommandIDs.previousChannel,
      isEnabled: ({ store }) => store.channelCount > 1,
      run: ({ actions }) => actions.stepChannel(-1)
    },
    {
      id: CommandIDs.zoomIn,
      isEnabled: hasImage,
      run: ({ actions }) => actions.zoomIn()
    },
    {
      id: CommandIDs.zoomOut,
      isEnabled: hasImage,
      run: ({ actions }) => actions.zoomOut()
    },
    {
      id: CommandIDs.fitView,
      isEnabled: hasImage,
      run: ({ actions }) => actions.fit()
    },
    {
      id: CommandIDs.resetZoom,
      isEnabled: hasImage,
      run: ({ actions }) => actions.resetZoom()
    },
    {
      id: CommandIDs.centerView,
      isEnabled: hasImage,
      run: ({ actions }) => actions.centre()
    }
  ];
}

type Store = IOpenProject['store'];

function readLayer(args: Arguments, trans: TranslationBundle): string {
  return need(
    readText(args, 'layerId'),
    'layerId',
    trans.__('the id of a layer')
  );
}

function channelsOf(store: Store, args: Arguments): number[] {
  const channel = readWhole(args, 'channel');
  return channel === undefined ? store.channels.map((_, i) => i) : [channel];
}

function readView(args: Arguments): Partial<ChannelView> {
  const isVisible = readFlag(args, 'isVisible');
  const range = readNumbers(args, 'window');
  const color = readColor(args, 'color');
  return {
    ...(isVisible === undefined ? {} : { isVisible }),
    ...(range?.length === 2 ? { window: [range[0], range[1]] as const } : {}),
    ...(color === undefined ? {} : { color })
  };
}
