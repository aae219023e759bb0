import type { TranslationBundle } from '@jupyterlab/translation';
import { Engine } from '../../engine/engine';
import { ArrayImageSource } from '../../image/array-image-source';
import { IProjectStore } from '../../store/contract';
import { createTestEngine } from '../../store/__tests__/lesson';
import {
  reference,
  ShelfLoader,
  smallProject,
  until
} from '../../store/__tests__/small-project';
import { createStore } from '../../store/project-store';
import { CommandIDs } from '../commands/ids';
import { objectCommands } from '../commands/object-commands';
import type { IOpenProject } from '../open-projects';
import { Macro, MacroStep, readMacro, writeMacro } from '../recorder/macro';
import { listenToActions, MACRO_COMMANDS } from '../recorder/recorded-actions';

const trans = { __: (text: string) => text } as TranslationBundle;
const bodies = new Map(objectCommands(trans).map(body => [body.id, body]));
let engine: Engine;
const opened: IProjectStore[] = [];

beforeAll(async () => {
  engine = await createTestEngine();
});
afterEach(() => opened.splice(0).forEach(store => store.dispose()));
afterAll(() => engine.dispose());

/** Squares of side 6, brighter from left to right, 12 pixels apart: 8 rows of 10. */
function squares(): ArrayImageSource {
  const [height, width] = [100, 130];
  const data = new Uint16Array(height * width).fill(100);
  for (let i = 0; i < 80; i++) {
    const [top, left] = [12 * Math.floor(i / 10), 12 * (i % 10)];
    for (let row = 0; row < 6; row++) {
      const at = (2 + top + row) * width + 2 + left;
      data.fill(1000 + 100 * (i % 10), at, at + 6);
    }
  }
  const shape = { t: 1, z: 1, y: height, x: width, c: 1 };
  return new ArrayImageSource({ shape, data });
}

async function openProject(): Promise<IOpenProject> {
  const loader = new ShelfLoader();
  loader.files.set('a.tif', squares);
  const store = createStore({
    engine,
    loader,
    project: smallProject({ liveUpdate: false })
  });
  opened.push(store);
  store.addImages([reference('a')]);
  await until(store, () => store.imageStatus('a').state === 'ready');
  return { store } as unknown as IOpenProject;
}

/** Waits for objects that are newer. */
async function found({ store }: IOpenProject): Promise<void> {
  const { result } = store.objects;
  while (store.objects.result === result) {
    if (store.objects.status.state === 'failed') {
      throw new Error(store.objects.status.message);
    }
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** As a macro does it. */
function run(project: IOpenProject, command: string, args = {}): unknown {
  return bodies.get(command)?.run(project, args);
}

describe('what is done with objects', () => {
  it('is recorded, and replayed on another project it gives the same objects', async () => {
    const first = await openProject();
    const steps: MacroStep[] = [];
    const stop = listenToActions(first.store, step => steps.push(step));
    const { objects } = first.store;
    objects.setOn(true);
    objects.changeSettings({ source: { kind: 'channel', channel: 0 } });
    objects.changeSettings({ threshold: { kind: 'single', value: 1050 } });
    objects.changeSettings({ threshold: { kind: 'single', value: 500 } });
    await found(first);
    const [one, two, three] = objects.result?.table.ids ?? [];
    objects.select([one]);
    objects.deleteSelected();
    await found(first);
    objects.select([two, three]);
    objects.mergeSelected();
    objects.drawObject([
      { y: 8, x: 1 },
      { y: 8, x: 30 },
      { y: 13, x: 30 }
    ]);
    objects.splitObject([
      { y: 40, x: 0 },
      { y: 40, x: 129 }
    ]);
    objects.excludeRegion([
      { y: 0, x: 0 },
      { y: 0, x: 60 },
      { y: 60, x: 0 }
    ]);
    objects.excludeRegion([
      { y: 60, x: 60 },
      { y: 90, x: 60 },
      { y: 60, x: 90 }
    ]);
    objects.includeRegion(0);
    await found(first);
    stop();
    expect(steps.map(({ command }) => command)).toEqual([
      CommandIDs.toggleObjects,
      CommandIDs.setObjects,
      CommandIDs.setObjects,
      CommandIDs.setObjects,
      CommandIDs.deleteObjects,
      CommandIDs.mergeObjects,
      CommandIDs.drawObject,
      CommandIDs.splitObjects,
      CommandIDs.excludeRegion,
      CommandIDs.excludeRegion,
      CommandIDs.includeRegion
    ]);

    const macro: Macro = readMacro(writeMacro(steps), MACRO_COMMANDS);
    const second = await openProject();
    // at once: nothing has been found yet
    macro.forEach(({ command, args }) => run(second, command, args));
    expect(second.store.objects.settings).toEqual(objects.settings);
    expect(second.store.objects.corrections).toEqual(objects.corrections);
    const whole = await Promise.all(
      [first, second].map(({ store }) =>
        store.segmentImage('a', new AbortController().signal)
      )
    );
    expect(whole[1].frames[0].labels).toEqual(whole[0].frames[0].labels);
    expect(whole[0].frames[0].table.count).toBeGreaterThan(70);
  }, 30_000);

  it('leaves the verbs as they were when the recorder stops', async () => {
    const project = await openProject();
    const before = Object.keys(project.store.objects);
    listenToActions(project.store, () => undefined)();
    expect(Object.keys(project.store.objects)).toEqual(before);
  });
});

describe('the commands for objects', () => {
  it('act on the selection without points', async () => {
    const project = await openProject();
    const { objects } = project.store;
    run(project, CommandIDs.setObjects, {
      source: { kind: 'channel', channel: 0 },
      threshold: { kind: 'single', value: 1500 }
    });
    run(project, CommandIDs.toggleObjects);
    await found(project);
    const enabled = bodies.get(CommandIDs.deleteObjects)?.isEnabled;
    expect(enabled?.(project, {})).toBe(false);
    expect(enabled?.(project, { points: [[1, 1]] })).toBe(true);
    objects.select(objects.result?.table.ids.slice(0, 2) ?? []);
    expect(enabled?.(project, {})).toBe(true);
    run(project, CommandIDs.mergeObjects);
    run(project, CommandIDs.removeCorrection, { index: 0 });
    expect(objects.corrections).toEqual([]);
  });

  it.each([
    [CommandIDs.setObjects, {}, '“settings” should be one of source'],
    [CommandIDs.setObjects, { colour: 1 }, '“colour” should be one of'],
    [CommandIDs.setObjects, { smoothing: 51 }, 'from 0 to 50, but is 51'],
    [CommandIDs.setObjects, { smoothing: '1' }, 'but is "1"'],
    [CommandIDs.setObjects, { split: { on: 'luck' } }, '“split” should be'],
    [CommandIDs.setObjects, { source: { kind: 'x' } }, '“source” should be'],
    [CommandIDs.setObjects, { maximumSize: -1 }, 'or null, but is -1'],
    [CommandIDs.setObjects, { minimumSize: 1.5 }, 'but is 1.5'],
    [CommandIDs.deleteObjects, { points: [] }, 'list of image points'],
    [CommandIDs.mergeObjects, { points: [[1, 2]] }, 'at least 2'],
    [CommandIDs.splitObjects, {}, '“line” should be'],
    [CommandIDs.splitObjects, { line: [[1, 2], 3] }, 'list of image points'],
    [
      CommandIDs.drawObject,
      {
        outline: [
          [1, 2],
          [3, 4]
        ]
      },
      'at least 3'
    ],
    [CommandIDs.includeRegion, { index: 0 }, 'below 0, but is 0'],
    [CommandIDs.removeCorrection, {}, 'below 0, but is missing']
  ])('%s refuses %j', async (command, args, message) => {
    const project = await openProject();
    expect(() => run(project, command, args)).toThrow(message);
  });

  it('take each setting as the file keeps it', async () => {
    const project = await openProject();
    const settings = {
      source: { kind: 'classes', classIndexes: [1] },
      smoothing: 0,
      threshold: { kind: 'hysteresis', low: 0.7, high: 0.3 },
      fillHoles: false,
      split: null,
      minimumSize: 0,
      maximumSize: null,
      dropBorder: true
    };
    run(project, CommandIDs.setObjects, settings);
    expect(project.store.objects.settings).toEqual({
      ...settings,
      threshold: { kind: 'hysteresis', low: 0.3, high: 0.7 },
      excluded: {}
    });
  });
});
