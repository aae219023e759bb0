import { TranslationBundle } from '@jupyterlab/translation';
import { JSONExt } from '@lumino/coreutils';
import { StrokePoint } from '../../project/brush';
import {
  DEFAULT_SEGMENTATION,
  SegmentationSettings,
  toSegmentation
} from '../../project/segmentation';
import { IOpenProject } from '../open-projects';
import {
  Arguments,
  ArgumentSchemas,
  flag,
  need,
  numeric,
  points,
  POINTS_WANTED,
  readFlag,
  readPoints,
  readWhole,
  refuse,
  whole
} from './arguments';
import { ProjectCommand } from './command';
import { CommandIDs } from './ids';

/** Show, set, correct and exclude separate objects. */
export function objectCommands(trans: TranslationBundle): ProjectCommand[] {
  const hasImage = ({ store }: IOpenProject): boolean =>
    store.activeImage !== null;
  const hasSelected =
    (fewest: number) =>
    ({ store }: IOpenProject, args: Arguments): boolean =>
      store.activeImage !== null &&
      (args['points'] !== undefined || store.objects.selected.size >= fewest);
  const outline = points(trans.__('Corners [y, x]: at least three'));
  return [
    {
      id: CommandIDs.toggleObjects,
      args: { isOn: flag(trans.__('Default: the other state')) },
      isToggled: ({ store }) => store.objects.isOn,
      run: ({ store: { objects } }, args) =>
        objects.setOn(readFlag(args, 'isOn') ?? !objects.isOn)
    },
    {
      id: CommandIDs.setObjects,
      args: settingSchemas(trans),
      run: ({ store }, args) => store.objects.changeSettings(readSettings(args))
    },
    {
      id: CommandIDs.fitObjects,
      isEnabled: hasImage,
      run: ({ store }) => store.objects.fitToSize()
    },
    {
      id: CommandIDs.excludeRegion,
      args: { points: outline },
      required: ['points'],
      isEnabled: hasImage,
      run: ({ store }, args) =>
        store.objects.excludeRegion(needPoints(args, 'points', 3))
    },
    {
      id: CommandIDs.includeRegion,
      args: { index: whole(trans.__('Region of the image shown, from 0')) },
      required: ['index'],
      isEnabled: hasImage,
      run: ({ store: { objects } }, args) =>
        objects.includeRegion(readIndex(args, objects.excludedRegions))
    },
    {
      id: CommandIDs.deleteObjects,
      args: {
        points: points(
          trans.__('A point [y, x] in each; default: the selected ones')
        ),
        z: whole(trans.__('Slice of the points; default: the one shown'))
      },
      isEnabled: hasSelected(1),
      run: ({ store: { objects } }, args) => {
        const at = readPoints(args, 'points');
        return at
          ? objects.deleteObjects(at, readWhole(args, 'z'))
          : objects.deleteSelected();
      }
    },
    {
      id: CommandIDs.mergeObjects,
      args: {
        points: points(
          trans.__('A point [y, x] in each; default: the selected ones')
        )
      },
      isEnabled: hasSelected(2),
      run: ({ store: { objects } }, args) => {
        const at = readPoints(args, 'points', 2);
        return at ? objects.mergeObjects(at) : objects.mergeSelected();
      }
    },
    {
      id: CommandIDs.splitObjects,
      args: { line: points(trans.__('Line [y, x] across the objects')) },
      required: ['line'],
      isEnabled: hasImage,
      run: ({ store }, args) =>
        store.objects.splitAlong(needPoints(args, 'line', 2))
    },
    {
      id: CommandIDs.drawObject,
      args: { outline },
      required: ['outline'],
      isEnabled: hasImage,
      run: ({ store }, args) =>
        store.objects.drawObject(needPoints(args, 'outline', 3))
    },
    {
      id: CommandIDs.removeCorrection,
      args: {
        index: whole(trans.__('Of the image shown, oldest first, from 0'))
      },
      required: ['index'],
      isEnabled: hasImage,
      run: ({ store: { objects } }, args) =>
        objects.removeCorrection(readIndex(args, objects.corrections))
    }
  ];
}

function needPoints(
  args: Arguments,
  name: string,
  fewest: number
): StrokePoint[] {
  return need(readPoints(args, name, fewest), name, POINTS_WANTED);
}

function readIndex(args: Arguments, listed: readonly unknown[]): number {
  const index = readWhole(args, 'index');
  return index !== undefined && index < listed.length
    ? index
    : refuse('index', `below ${listed.length}`, args['index']);
}

function settingSchemas(trans: TranslationBundle): ArgumentSchemas {
  return {
    source: {
      type: 'object',
      description: trans.__(
        '{"kind": "classes", "classIndexes": […]} or {"kind": "channel", "channel": 0}'
      )
    },
    smoothing: numeric(trans.__('σ of a Gaussian in pixels, 0 to 50')),
    threshold: {
      type: 'object',
      description: trans.__(
        '{"kind": "single", "value": 0.5} or {"kind": "hysteresis", "low": 0.3, "high": 0.6}'
      )
    },
    fillHoles: flag(trans.__('Whether holes are filled')),
    split: {
      type: ['object', 'null'],
      description: trans.__(
        '{"on": "probability", "intensity" or "distance", "channel": 0, "depth": 0.02}; null = not'
      )
    },
    minimumSize: whole(trans.__('Pixels of the smallest object')),
    maximumSize: {
      type: ['integer', 'null'],
      minimum: 0,
      description: trans.__('Pixels of the largest object; null = no limit')
    },
    dropBorder: flag(trans.__('Whether objects at the edge are dropped'))
  };
}

/** What a setting is when it is given nonsense: differs from the default in each. */
const OTHER: SegmentationSettings = {
  source: { kind: 'classes', classIndexes: [1] },
  smoothing: 1,
  threshold: { kind: 'single', value: 1 },
  fillHoles: !DEFAULT_SEGMENTATION.fillHoles,
  split: { on: 'distance', channel: 0, depth: 1 },
  minimumSize: 1,
  maximumSize: null,
  dropBorder: !DEFAULT_SEGMENTATION.dropBorder,
  excluded: {}
};

const SETTINGS = {
  source: 'classes or a channel',
  smoothing: 'a number from 0 to 50',
  threshold: 'one value, or low and high',
  fillHoles: 'true or false',
  split: 'what to split on with a depth from 0, or null',
  minimumSize: 'a whole number from 0',
  maximumSize: 'a whole number from 0, or null',
  dropBorder: 'true or false'
} as const;

/** The settings given, each as the file would keep it. */
function readSettings(args: Arguments): Partial<SegmentationSettings> {
  const names = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[];
  const given = names.filter(name => args[name] !== undefined);
  const unknown = Object.keys(args).find(
    name => !(names as readonly string[]).includes(name)
  );
  if (unknown !== undefined || given.length === 0) {
    return refuse(unknown ?? 'settings', `one of ${names.join(', ')}`, unknown);
  }
  const [read, other] = [DEFAULT_SEGMENTATION, OTHER].map(plain =>
    toSegmentation(args, plain)
  );
  for (const name of given) {
    const isSense =
      name === 'maximumSize'
        ? read.maximumSize === args.maximumSize
        : JSONExt.deepEqual(read[name], other[name]);
    if (!isSense) {
      refuse(name, SETTINGS[name], args[name]);
    }
  }
  return Object.fromEntries(given.map(name => [name, read[name]]));
}
