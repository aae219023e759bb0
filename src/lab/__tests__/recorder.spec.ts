/** @jest-environment jsdom */
import './page-shims';
import { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';
import { IProjectStore, IStrokeInProgress } from '../../store/contract';
import { CommandIDs } from '../commands/ids';
import { IOpenProject, OpenProjects } from '../open-projects';
import { readMacro, writeMacro } from '../recorder/macro';
import { MACRO_COMMANDS } from '../recorder/recorded-actions';
import { Edit, HistorySteps } from '../../store/history';
import { Recording } from '../recorder/recording';
import { replay } from '../recorder/replay';

/** Objects whose settings are changed. */
class NotingObjects {
  changeSettings(): void {}
}

/** A store whose verbs note that they were called. */
class NotingStore {
  readonly calls: string[] = [];
  readonly objects = new NotingObjects();
  history: HistorySteps = { done: [], undone: [] };

  paint(): void {
    this.calls.push('paint');
    this.beginStroke()?.end();
  }

  beginStroke(): IStrokeInProgress | null {
    return {
      extend: () => this.calls.push('extend'),
      end: () => this.calls.push('end'),
      cancel: () => this.calls.push('cancel')
    };
  }

  setLayer(): void {
    this.calls.push('setLayer');
  }

  addClass(): void {
    this.calls.push('addClass');
  }
}

function start() {
  const noting = new NotingStore();
  const store = noting as unknown as IProjectStore;
  const project = { store, widget: new Widget() } as unknown as IOpenProject;
  const projects = new OpenProjects(() => project.widget);
  const recording = new Recording(project, projects);
  recording.start();
  return { calls: noting.calls, noting, store, project, projects, recording };
}

describe('the recorder', () => {
  it('lists a stroke of the mouse as the command that paints it again', () => {
    const { store, recording } = start();
    const stroke = store.beginStroke(1, 3);
    stroke?.extend([{ y: 1, x: 2 }]);
    stroke?.extend([{ y: 4, x: 5 }]);
    expect(recording.steps).toEqual([]);
    stroke?.end();
    expect(recording.steps).toEqual([
      {
        command: CommandIDs.paintStroke,
        args: {
          classIndex: 1,
          diameter: 3,
          points: [
            [1, 2],
            [4, 5]
          ]
        }
      }
    ]);
  });

  it('lists nothing of a stroke that is taken back', () => {
    const { store, recording } = start();
    const stroke = store.beginStroke(0, 3);
    stroke?.extend([{ y: 1, x: 2 }]);
    stroke?.cancel();
    expect(recording.steps).toEqual([]);
  });

  it('lists a verb that calls another one once', () => {
    const { calls, store, recording } = start();
    store.paint({ points: [{ y: 0, x: 0 }], classIndex: 0, diameter: 1 });
    expect(calls).toEqual(['paint', 'end']);
    expect(recording.steps.map(({ command }) => command)).toEqual([
      CommandIDs.paintStroke
    ]);
  });

  it('keeps the last value of a slider', () => {
    const { store, recording } = start();
    store.setLayer('raw', { opacity: 0.1 });
    store.setLayer('raw', { opacity: 0.2 });
    store.setLayer('labels', { opacity: 0.3 });
    store.setLayer('labels', { isVisible: false });
    store.objects.changeSettings({ smoothing: 1 });
    store.objects.changeSettings({ smoothing: 2, excluded: {} });
    store.objects.changeSettings({ excluded: {} });
    store.objects.changeSettings({ split: null });
    expect(recording.steps.map(({ args }) => args)).toEqual([
      { layerId: 'raw', opacity: 0.2 },
      { layerId: 'labels', opacity: 0.3 },
      { layerId: 'labels', isVisible: false },
      { smoothing: 2 },
      { split: null }
    ]);
  });

  it('keeps what undo takes back one by one as steps of their own', () => {
    const { store, noting, recording } = start();
    const step = (): Edit => ({ labels: [], classes: null });
    const [first, second, joined] = [step(), step(), step()];
    noting.history = { done: [first], undone: [] };
    store.objects.changeSettings({ smoothing: 1 });
    noting.history = { done: [first, second], undone: [] };
    store.objects.changeSettings({ smoothing: 2 });
    noting.history = { done: [first, joined], undone: [] };
    store.objects.changeSettings({ smoothing: 3 });
    expect(recording.steps.map(({ args }) => args)).toEqual([
      { smoothing: 1 },
      { smoothing: 3 }
    ]);
  });

  it('lists what is exported from this project, not from another', () => {
    const { project, projects, recording } = start();
    const action = {
      command: CommandIDs.exportResults,
      args: { exporters: ['masks'], folder: 'out' }
    };
    projects.tellAction({ ...project }, action);
    projects.tellAction(project, action);
    expect(recording.steps).toEqual([action]);
  });

  it('leaves the store as it was once it is stopped', () => {
    const { calls, store, recording } = start();
    recording.stop();
    store.addClass();
    expect(calls).toEqual(['addClass']);
    expect(recording.steps).toEqual([]);
    expect(Object.keys(store)).toEqual(['calls', 'objects', 'history']);
    expect(Object.keys(store.objects)).toEqual([]);
  });
});

describe('a macro file', () => {
  const steps = [
    { command: CommandIDs.addClass, args: { name: 'Nuclei “1”' } },
    { command: CommandIDs.undo, args: {} }
  ];

  it('gives back what was written, one step per line', () => {
    const text = writeMacro(steps);
    expect(readMacro(text, MACRO_COMMANDS)).toEqual(steps);
    expect(
      text.split('\n').filter(line => line.includes('command'))
    ).toHaveLength(2);
    expect(readMacro(writeMacro([]), MACRO_COMMANDS)).toEqual([]);
  });

  const file = (text: string): string =>
    `{"format":"pixelforest-macro","version":1,"steps":${text}}`;
  it.each([
    ['no JSON', 'alert(1)', /should be JSON/],
    ['a list', '[]', /should say "format"/],
    [
      'another version',
      '{"format":"pixelforest-macro","version":2,"steps":[]}',
      /says "pixelforest-macro" and 2/
    ],
    [
      'no steps',
      '{"format":"pixelforest-macro","version":1}',
      /should be a list/
    ],
    [
      'a command of JupyterLab',
      file('[{"command":"docmanager:delete-file"}]'),
      /Step 1 .* names "docmanager:delete-file"/
    ],
    ['a step that is a text', file('["paint"]'), /Step 1 .* names nothing/],
    [
      'arguments that are a list',
      file(`[{"command":"${CommandIDs.undo}","args":[1]}]`),
      /arguments of step 1/
    ]
  ])('with %s is refused in words', (_, text, message) => {
    expect(() => readMacro(text, MACRO_COMMANDS)).toThrow(message);
  });

  it('names only commands that exist', () => {
    const known = new Set<string>(Object.values(CommandIDs));
    expect([...MACRO_COMMANDS].filter(id => !known.has(id))).toEqual([]);
  });
});

describe('replaying', () => {
  it('does the steps in order and stops where one fails', async () => {
    const commands = new CommandRegistry();
    const done: unknown[] = [];
    commands.addCommand(CommandIDs.addClass, {
      describedBy: { args: {} },
      execute: args => {
        if (args['name'] === 'bad') {
          throw new Error('no');
        }
        done.push(args['name']);
      }
    });
    const step = (name: string) => ({
      command: CommandIDs.addClass,
      args: { name }
    });
    const numbers: number[] = [];
    await expect(
      replay([step('a'), step('bad'), step('c')], commands, {
        onStep: number => numbers.push(number)
      })
    ).rejects.toThrow('no');
    expect(done).toEqual(['a']);
    expect(numbers).toEqual([1, 2]);
  });

  it('stops between steps when it is cancelled', async () => {
    const commands = new CommandRegistry();
    const abort = { isAborted: false };
    // jsdom's own signal cannot throw
    const signal = {
      throwIfAborted: () => {
        if (abort.isAborted) {
          throw new Error('cancelled');
        }
      }
    } as AbortSignal;
    let count = 0;
    commands.addCommand(CommandIDs.undo, {
      describedBy: { args: {} },
      execute: () => {
        count += 1;
        abort.isAborted = true;
      }
    });
    const step = { command: CommandIDs.undo, args: {} };
    await expect(replay([step, step], commands, { signal })).rejects.toThrow(
      'cancelled'
    );
    expect(count).toBe(1);
  });
});
