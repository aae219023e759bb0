import { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { StrokePoint } from '../../project/brush';
import { IProjectStore, IStrokeInProgress } from '../../store/contract';
import { IObjectDesk } from '../../store/object-contract';
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

/** Verbs of the store's objects that are recorded. */
type ObjectVerb = Extract<
  keyof IObjectDesk,
  | 'setOn'
  | 'changeSettings'
  | 'fitToSize'
  | 'excludeRegion'
  | 'includeRegion'
  | 'deleteObjects'
  | 'mergeObjects'
  | 'splitAlong'
  | 'drawObject'
  | 'removeCorrection'
>;

/** Per verb, the step that does it again; null = none. */
type Tellers<T, V extends keyof T> = {
  readonly [Name in V]: T[Name] extends (...args: infer A) => unknown
    ? (...args: A) => MacroStep | null
    : never;
};

const step = (
  command: string,
  args: ReadonlyPartialJSONObject = {}
): MacroStep => ({ command, args });

/** The command, with its arguments, that does what a verb of the store did. */
const TELLERS: Tellers<IProjectStore, Verb> = {
  paint: ({ points, classIndex, diameter }) =>
    step(CommandIDs.paintStroke, {
      classIndex,
      diameter,
      points: pairsOf(points)
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

/** Likewise, for what was done with objects: they are named by points, which hold after training anew. */
const OBJECT_TELLERS: Tellers<IObjectDesk, ObjectVerb> = {
  setOn: isOn => step(CommandIDs.toggleObjects, { isOn }),
  changeSettings: part => {
    // regions are told of one by one
    const kept = Object.entries(part).filter(([name]) => name !== 'excluded');
    return kept.length > 0
      ? step(CommandIDs.setObjects, Object.fromEntries(kept))
      : null;
  },
  fitToSize: () => step(CommandIDs.fitObjects),
  excludeRegion: points =>
    step(CommandIDs.excludeRegion, { points: pairsOf(points) }),
  includeRegion: index => step(CommandIDs.includeRegion, { index }),
  deleteObjects: (points, z) =>
    step(CommandIDs.deleteObjects, {
      points: pairsOf(points),
      ...(z === undefined ? {} : { z })
    }),
  mergeObjects: points =>
    step(CommandIDs.mergeObjects, { points: pairsOf(points) }),
  splitAlong: line => step(CommandIDs.splitObjects, { line: pairsOf(line) }),
  drawObject: outline =>
    step(CommandIDs.drawObject, { outline: pairsOf(outline) }),
  removeCorrection: index => step(CommandIDs.removeCorrection, { index })
};

function pairsOf(points: readonly StrokePoint[]): number[][] {
  return points.map(({ y, x }) => [y, x]);
}

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
  CommandIDs.toggleObjects,
  CommandIDs.setObjects,
  CommandIDs.fitObjects,
  CommandIDs.excludeRegion,
  CommandIDs.includeRegion,
  CommandIDs.deleteObjects,
  CommandIDs.mergeObjects,
  CommandIDs.splitObjects,
  CommandIDs.drawObject,
  CommandIDs.removeCorrection,
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
  let depth = 0;
  let isListening = true;
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
  const listened = [
    { own: membersOf(store), tellers: TELLERS },
    { own: membersOf(store.objects), tellers: OBJECT_TELLERS }
  ];
  for (const { own, tellers } of listened) {
    for (const [verb, teller] of Object.entries(tellers)) {
      const original = own[verb] as Verbal<unknown>;
      const describe = teller as Verbal<MacroStep | null>;
      own[verb] = (...args: unknown[]) => {
        const result = within(() => original.apply(own, args));
        if (result instanceof Promise && depth === 0) {
          // what fails, or is cancelled, did nothing
          void result.then(
            () => isListening && tell(describe(...args)),
            () => undefined
          );
        } else {
          tell(describe(...args));
        }
        return result;
      };
    }
  }
  const begin = store.beginStroke.bind(store);
  membersOf(store)['beginStroke'] = (
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
  return () => {
    isListening = false;
    listened.forEach(({ own, tellers }) =>
      [...Object.keys(tellers), 'beginStroke'].forEach(verb =>
        Reflect.deleteProperty(own, verb)
      )
    );
  };
}

type Verbal<T> = (...args: unknown[]) => T;

function membersOf(target: object): Record<string, unknown> {
  return target as Record<string, unknown>;
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
