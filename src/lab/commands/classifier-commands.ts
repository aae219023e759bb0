import { TranslationBundle } from '@jupyterlab/translation';
import { PixelForestError } from '../../errors';
import { FEATURE_IDS, FeatureChoice, FeatureId } from '../../project/features';
import { ForestFiles } from '../forest-files';
import {
  Arguments,
  flag,
  list,
  need,
  readFlag,
  readFlags,
  readNumbers,
  readText,
  readTexts,
  text
} from './arguments';
import { ProjectCommand } from './command';
import { CommandIDs } from './ids';

/** Features, training, forests and results. */
export function classifierCommands(
  trans: TranslationBundle,
  forests: ForestFiles
): ProjectCommand[] {
  return [
    {
      id: CommandIDs.selectFeatures,
      run: project => project.selectFeatures()
    },
    {
      id: CommandIDs.setFeatures,
      args: {
        ids: list(trans.__('Filters: %1', FEATURE_IDS.join(', ')), {
          type: 'string'
        }),
        scales: list(trans.__('σ in pixels'), { type: 'number' }),
        selected: list(trans.__('Per filter, per scale: true or false'), {
          type: 'array',
          items: { type: 'boolean' }
        }),
        computeIn2d: list(
          trans.__(
            'Per scale: true = slice by slice, false = across slices; default: all true'
          ),
          { type: 'boolean' }
        )
      },
      required: ['ids', 'scales', 'selected'],
      run: ({ store }, args) => store.chooseFeatures(readChoice(args))
    },
    {
      id: CommandIDs.setTrainingChannels,
      args: {
        channels: {
          type: ['array', 'null'],
          items: { type: 'integer', minimum: 0 },
          description: trans.__('Channels from 0; null for all')
        }
      },
      required: ['channels'],
      run: ({ store }, args) =>
        store.setTrainingChannels(
          args['channels'] === null
            ? null
            : need(
                readNumbers(args, 'channels'),
                'channels',
                trans.__('a list of channel numbers, or null')
              )
        )
    },
    {
      id: CommandIDs.toggleLiveUpdate,
      args: { isLive: flag(trans.__('Default: the other state')) },
      isToggled: ({ store }) => store.isLive,
      run: ({ store }, args) =>
        store.setLiveUpdate(readFlag(args, 'isLive') ?? !store.isLive)
    },
    {
      id: CommandIDs.updateOnce,
      isEnabled: ({ store }) => store.activeImage !== null,
      run: ({ store }) => store.updateOnce()
    },
    {
      id: CommandIDs.exportForest,
      args: {
        path: text(trans.__('Path on the server; asked for if missing'))
      },
      isEnabled: ({ store }) => store.activeImage !== null,
      run: (project, args) => forests.save(project, readText(args, 'path'))
    },
    {
      id: CommandIDs.importForest,
      args: {
        path: text(trans.__('Path on the server; asked for if missing'))
      },
      run: (project, args) => forests.load(project, readText(args, 'path'))
    },
    {
      id: CommandIDs.exportResults,
      args: {
        exporters: list(
          trans.__(
            'Ids of results, e.g. probabilities-tiff; asked for if missing'
          ),
          { type: 'string' }
        ),
        folder: text(trans.__('Folder; default: the project’s')),
        imageId: text(trans.__('Image; default: the active one'))
      },
      isEnabled: ({ store }) => store.activeImage !== null,
      run: (project, args) =>
        project.exportResults({
          exporters: readTexts(args, 'exporters'),
          folder: readText(args, 'folder'),
          imageId: readText(args, 'imageId')
        })
    },
    {
      id: CommandIDs.runOnFolder,
      args: {
        folder: text(trans.__('Folder with the images; default: the project’s'))
      },
      isEnabled: ({ store }) => store.activeImage !== null,
      run: (project, args) => project.runOnFolder(readText(args, 'folder'))
    }
  ];
}

function readChoice(args: Arguments): FeatureChoice {
  const ids = need(readTexts(args, 'ids'), 'ids', 'a list of filters');
  const scales = need(
    readNumbers(args, 'scales'),
    'scales',
    'a list of numbers'
  );
  const unknown = ids.filter(id => !isFeatureId(id));
  const selected = args['selected'];
  const fits =
    Array.isArray(selected) &&
    selected.length === ids.length &&
    selected.every(
      row =>
        Array.isArray(row) &&
        row.length === scales.length &&
        row.every(cell => typeof cell === 'boolean')
    );
  if (unknown.length > 0 || !fits) {
    throw new PixelForestError(
      'input',
      `“ids” should be of [${FEATURE_IDS.join(', ')}] and “selected” a table of ${ids.length} rows with ${scales.length} true or false each, but unknown are [${unknown.join(', ')}] and “selected” is ${JSON.stringify(selected)}.`
    );
  }
  const computeIn2d = readFlags(args, 'computeIn2d') ?? scales.map(() => true);
  if (computeIn2d.length !== scales.length) {
    throw new PixelForestError(
      'input',
      `“computeIn2d” should have true or false for each of ${scales.length} scales, but it has ${computeIn2d.length}.`
    );
  }
  return {
    ids: ids.filter(isFeatureId),
    scales,
    selected: selected as boolean[][],
    computeIn2d
  };
}

function isFeatureId(id: string): id is FeatureId {
  return (FEATURE_IDS as readonly string[]).includes(id);
}
