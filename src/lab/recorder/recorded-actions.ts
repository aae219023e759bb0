import { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { StrokePoint } from '../../project/brush';
import { IProjectStore, IStrokeInProgress } from '../../store/contract';
import { CommandIDs } from '../commands/ids';
import { MacroStep } from './macro';

/** Verbs of the store that are recorded. */
type Verb = Extract<
  keyof IProjectStore,
  | 'paint'
  | 'undo'
  | 'redo'
  | 'setTool'
  | 'setBrushDiameter'
  | 'setPlane'
  | 'selectClass'
  | 'addClass'
  | 'renameClass'
  | 'recolorClass'
  | 'deleteClass'
  | 'clearClass'
  | 'mergeClass'
  | 'chooseFeatures'
  | 'setTrainingChannels'
  | 'setLiveUpdate'
  | 'updateOnce'
  | 'setChannelView'
  | 'setLayer'
>;

type Tellers = {
  readonly [V in Verb]: (
    ...args: Parameters<IProjectStore[V]>
  ) => MacroStep | null;
};

const step = (
  command: string,
  args: ReadonlyPartialJSONObject = {}
): MacroStep => ({ command, args });

/** The command, with its arguments, that does what a verb of the store did. */
const TELLERS: Tellers = {
  paint: ({ points, classIndex, diameter }) =>
    step(CommandIDs.paintStroke, {
      classIndex,
      diameter,
      points: points.map(({ y, x }) => [y, x])
    }),
  undo: () => step(CommandIDs.undo),
  redo: () => step(CommandIDs.redo),
  setTool: tool => step(CommandIDs.setTool, { tool }),
  setBrushDiameter: diameter => step(CommandIDs.setBrushSize, { diameter }),
  setPlane: ({ t, z }) => step(CommandIDs.setPlane, { t, z }),
  selectClass: classIndex => step(CommandIDs.selectClass, { classIndex }),
  addClass: name =>
    step(CommandIDs.addClass, name === undefined ? {} : { name }),
  renameClass: (classIndex, name) =>
    step(CommandIDs.renameClass, { classIndex, name }),
  recolorClass: (classIndex, color) =>
    step(CommandIDs.recolorClass, { classIndex, color: [...color] }),
  deleteClass: classIndex => step(CommandIDs.deleteClass, { classIndex }),
  clearClass: classIndex => step(CommandIDs.clearClass, { classIndex }),
  mergeClass: (classIndex, intoIndex) =>
    step(CommandIDs.mergeClass, { classIndex, intoIndex }),
  chooseFeatures: ({ ids, scales, selected, computeIn2d }) =>
    step(CommandIDs.setFeatures, {
      ids: [...ids],
      scales: [...scales],
      selected: selected.map(row => [...row]),
      computeIn2d: [...computeIn2d]
    }),
  setTrainingChannels: channels =>
    step(CommandIDs.setTrainingChannels, {
      channels: channels && [...channels]
    }),
  setLiveUpdate: isLive => step(CommandIDs.toggleLiveUpdate, { isLive }),
  updateOnce: () => step(CommandIDs.updateOnce),
  setChannelView: (channel, { window, color, isVisible }) =>
    step(CommandIDs.setChannelView, {
      channel,
      ...(window ? { window: [...window] } : {}),
      ...(color ? { color: [...color] } : {}),
      ...(isVisible === undefined ? {} : { isVisible })
    }),
  setLayer: (layerId, { isVisible, opacity }) =>
    isVisible === undefined
      ? step(CommandIDs.setLayerOpacity, { layerId, opacity })
      : step(CommandIDs.toggleLayer, { layerId, isVisible })
};

/** Commands that a macro may name. */
export const MACRO_COMMANDS: ReadonlySet<string> = new Set([
  CommandIDs.paintStroke,
  CommandIDs.undo,
  CommandIDs.redo,
  CommandIDs.setTool,
  CommandIDs.setBrushSize,
  CommandIDs.setPlane,
  CommandIDs.selectClass,
  CommandIDs.addClass,
  CommandIDs.renameClass,
  CommandIDs.recolorClass,
  CommandIDs.deleteClass,
  CommandIDs.clearClass,
  CommandIDs.mergeClass,
  CommandIDs.setFeatures,
  CommandIDs.setTrainingChannels,
  CommandIDs.toggleLiveUpdate,
  CommandIDs.updateOnce,
  CommandIDs.setChannelView,
  CommandIDs.setLayerOpacity,
  CommandIDs.toggleLayer,
  CommandIDs.exportResults
]);

/**
 * Tells of each action of a store as the command that repeats it, wherever it
 * came from: a stroke of the mouse, a form or a key. Stands before the verbs
 * of the store while it listens, so that nothing is paid for otherwise.
 *
 * @returns stops listening
 */
export function listenToActions(
  store: IProjectStore,
  onStep: (step: MacroStep) => void
): () => void {
  const own = store as unknown as Record<string, unknown>;
  let depth = 0;
  // a verb that calls another one is one action
  const tell = (made: MacroStep | null): void => {
    if (made && depth === 0) {
      onStep(made);
    }
  };
  const within = <T>(work: () => T): T => {
    depth += 1;
    try {
      return work();
    } finally {
      depth -= 1;
    }
  };
  for (const [verb, teller] of Object.entries(TELLERS)) {
    const original = own[verb] as (...args: unknown[]) => unknown;
    const describe = teller as (...args: unknown[]) => MacroStep | null;
    own[verb] = (...args: unknown[]) => {
      const result = within(() => original.apply(store, args));
      tell(describe(...args));
      return result;
    };
  }
  const begin = store.beginStroke.bind(store);
  own['beginStroke'] = (
    classIndex: number | null,
    diameter: number
  ): IStrokeInProgress | null => {
    const stroke = begin(classIndex, diameter);
    const isOuter = depth === 0;
    return (
      stroke &&
      collect(stroke, points => {
        if (isOuter) {
          onStep(TELLERS.paint({ points, classIndex, diameter }) as MacroStep);
        }
      })
    );
  };
  return () =>
    [...Object.keys(TELLERS), 'beginStroke'].forEach(verb =>
      Reflect.deleteProperty(own, verb)
    );
}

/** The same stroke; tells its points when it ends. */
function collect(
  stroke: IStrokeInProgress,
  onEnd: (points: StrokePoint[]) => void
): IStrokeInProgress {
  const all: StrokePoint[] = [];
  return {
    extend: points => {
      all.push(...points);
      stroke.extend(points);
    },
    end: () => {
      stroke.end();
      onEnd(all);
    },
    cancel: () => stroke.cancel()
  };
}
