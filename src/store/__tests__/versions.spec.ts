import { Engine } from '../../engine/engine';
import { isSameForest, sameLabels } from '../../formats/ilp/comparison';
import { readProject } from '../../formats/ilp/read';
import { writeProject } from '../../formats/ilp/write';
import { LabelImage } from '../../project/labels';
import { stateOf } from '../../project/project-state';
import { IProjectStore } from '../contract';
import { ComparisonWords, StateComparison } from '../state-comparison';
import { VersionDesk } from '../version-desk';
import { createTestEngine } from './lesson';
import {
  createLoader,
  dab,
  FEW_FEATURES,
  HEIGHT,
  listen,
  openSmall,
  reference,
  smallProject,
  until,
  WIDTH
} from './small-project';
import { createStore } from '../project-store';

let engine: Engine;
let store: IProjectStore;
let desk: VersionDesk;
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());
beforeEach(async () => {
  store = await openSmall(engine, { liveUpdate: false });
  store.setAuthor('Ana');
  desk = new VersionDesk(store, wordsOf);
});
afterEach(() => {
  desk.dispose();
  store.dispose();
});

function wordsOf(left: string, right: string): ComparisonWords {
  const words = (name: string) => ({ name, explanation: '' });
  return { left: words(left), right: words(right), changes: words('Changes') };
}

/** Class 1 at the left, class 2 at the right. */
function paint(): void {
  dab(store, 0, 20, 20);
  dab(store, 1, 20, 120);
}

const SQUARE = [
  { y: 5, x: 5 },
  { y: 5, x: 15 },
  { y: 15, x: 15 }
];

const idOf = (name: string): string =>
  desk.versions.find(({ version }) => version?.name === name)!.id;

describe('a version', () => {
  it('is listed with name, time, author and labels per class', () => {
    paint();
    dab(store, 1, 60, 120);
    const { edits, changes } = listen(store);
    desk.keep('first', 1e12);
    expect(edits()).toBe(1);
    expect(changes).toEqual([{ kind: 'topics' }]);
    expect(desk.versions).toHaveLength(1);
    expect(desk.versions[0].version).toMatchObject({
      name: 'first',
      savedAt: 1e12,
      author: 'Ana',
      counts: [9, 18]
    });
    expect(desk.usedSize).toBe(desk.versions[0].size);
    desk.rename(idOf('first'), 'renamed');
    expect(desk.versions[0].version?.name).toBe('renamed');
    desk.remove(idOf('renamed'));
    expect(desk.versions).toEqual([]);
  });

  it('is gone back to as one step, which undo takes back and redo makes again', () => {
    paint();
    desk.keep('before');
    const before = stateOf(store.project);
    dab(store, 0, 60, 60);
    store.addClass('Nucleus');
    store.deleteClass(0);
    store.chooseFeatures({
      ...FEW_FEATURES,
      selected: [
        [true, false],
        [false, false]
      ]
    });
    store.setTrainingChannels([1]);
    const after = stateOf(store.project);
    expect(after).not.toEqual(before);
    const { edits } = listen(store);
    expect(desk.goBack(idOf('before'))).toBe(0);
    expect(edits()).toBe(1);
    expect(stateOf(store.project)).toEqual(before);
    store.undo();
    expect(stateOf(store.project)).toEqual(after);
    store.redo();
    expect(stateOf(store.project)).toEqual(before);
    expect(store.labels('a')?.authorsAt({ t: 0, z: 0 }, 20, 20)).toEqual([
      'Ana'
    ]);
  });

  it('brings back how objects are found and their corrections, in the same step', () => {
    paint();
    store.objects.changeSettings({ minimumSize: 11 });
    store.objects.drawObject(SQUARE);
    desk.keep('with one');
    expect(desk.isKept).toBe(true);
    store.objects.changeSettings({ minimumSize: 99 });
    store.objects.drawObject(SQUARE);
    expect(desk.isKept).toBe(false);
    desk.goBack(idOf('with one'));
    expect(store.objects.settings.minimumSize).toBe(11);
    expect(store.objects.corrections).toHaveLength(1);
    expect(desk.isKept).toBe(true);
    store.undo();
    expect(store.objects.settings.minimumSize).toBe(99);
    expect(store.objects.corrections).toHaveLength(2);
    store.redo();
    expect(store.objects.settings.minimumSize).toBe(11);
    expect(store.objects.corrections).toHaveLength(1);
  });

  it('empties images that it knows nothing of, and says how many of its images are gone', async () => {
    paint();
    desk.keep('of a');
    store.addImages([reference('b')]);
    store.selectImage('b');
    await until(store, () => store.imageStatus('b').state === 'ready');
    dab(store, 0, 5, 5);
    expect(desk.goBack(idOf('of a'))).toBe(0);
    expect(store.labelCounts('b')).toEqual([0, 0]);
    store.undo();
    expect(store.labelCounts('b')).toEqual([9, 0]);
    store.removeImage('a');
    expect(desk.goBack(idOf('of a'))).toBe(1);
    expect(store.labelCounts()).toEqual([0, 0]);
  });

  it('is refused as a whole where an image has another size now', () => {
    paint();
    desk.keep('before');
    const labels = new LabelImage({ t: 1, z: 1, y: 9, x: 9, c: 2 });
    labels.writeBox(
      { t: 0, z: 0 },
      { y0: 0, x0: 0, y1: 1, x1: 1 },
      Uint8Array.of(1)
    );
    const before = stateOf(store.project);
    expect(() =>
      store.becomeState({ ...before, labels: new Map([['a', labels]]) })
    ).toThrow('Labels of 1 × 1 × 9 × 9 do not fit');
    expect(stateOf(store.project)).toEqual(before);
    expect(() => desk.goBack('version9')).toThrow('There is no version');
  });

  it('knows whether the state of now is kept', () => {
    paint();
    expect(desk.isKept).toBe(false);
    desk.keep('now');
    expect(desk.isKept).toBe(true);
    dab(store, 0, 60, 60);
    expect(desk.isKept).toBe(false);
    store.undo();
    expect(desk.isKept).toBe(true);
    store.renameClass(0, 'Nucleus');
    expect(desk.isKept).toBe(false);
  });

  it('of a saved project is read back and grows the same forest, bit for bit', async () => {
    paint();
    const forest = await store.ensureForest();
    desk.keep('kept');
    dab(store, 1, 60, 20);
    const bytes = await writeProject(store.project);
    const { project, warnings } = await readProject(bytes, 'kept.ilp');
    expect(warnings).toEqual([]);
    const again = createStore({ engine, loader: createLoader(), project });
    await until(again, () => again.imageStatus('a').state === 'ready');
    const other = new VersionDesk(again, wordsOf);
    expect(other.versions).toHaveLength(1);
    expect(isSameForest(await again.ensureForest(), forest)).toBe(false);
    other.goBack(other.versions[0].id);
    expect(sameLabels(again.labels('a')!, store.labels('a')!)).toBe(false);
    expect(isSameForest(await again.ensureForest(), forest)).toBe(true);
    other.dispose();
    again.dispose();
  });

  it('that is damaged is listed, and can only be deleted', () => {
    const topics = new Map([['version3', '{"name":"x"}']]);
    store.replaceProject(smallProject({}, { topics }));
    expect(desk.versions).toEqual([
      { id: 'version3', size: 12, version: null }
    ]);
    expect(() => desk.goBack('version3')).toThrow('damaged');
    desk.remove('version3');
    expect(desk.versions).toEqual([]);
  });
});

/** Resolves when both states are predicted and all is counted. */
async function untilCompared(comparison: StateComparison): Promise<void> {
  await new Promise<void>(resolve => {
    const check = (): void => {
      if (
        !comparison.isRunning &&
        (comparison.problem !== '' ||
          comparison.tally.comparedCount === HEIGHT * WIDTH)
      ) {
        comparison.changed.disconnect(check);
        resolve();
      }
    };
    comparison.changed.connect(check);
    check();
  });
}

describe('a comparison', () => {
  it('of the present state with itself finds no change', async () => {
    paint();
    desk.keep('same');
    desk.compare(idOf('same'), null, 'Now');
    await untilCompared(desk.comparison!);
    expect(desk.comparison!.tally).toEqual({
      comparedCount: HEIGHT * WIDTH,
      changedCount: 0,
      changes: []
    });
    expect(desk.comparison!.progress).toBe(1);
  });

  it('counts what was of one class and is of another, each kind in a colour', async () => {
    paint();
    desk.keep('left and right');
    store.undo();
    store.undo();
    // now top and bottom
    dab(store, 0, 20, 20);
    dab(store, 1, 120, 20);
    desk.compare(idOf('left and right'), null, 'Now');
    await untilCompared(desk.comparison!);
    const { changes, changedCount, comparedCount } = desk.comparison!.tally;
    expect(comparedCount).toBe(HEIGHT * WIDTH);
    expect(changedCount / comparedCount).toBeGreaterThan(0.3);
    expect(changedCount / comparedCount).toBeLessThan(0.7);
    expect(changes.map(({ from, to }) => [from, to]).sort()).toEqual([
      [0, 1],
      [1, 0]
    ]);
    expect(new Set(changes.map(({ color }) => color.join())).size).toBe(2);
  });

  it('shows each state on its side and the changes, as layers that end with it', async () => {
    paint();
    desk.keep('before');
    store.setLayer('uncertainty', { isVisible: true });
    desk.compare(idOf('before'), null, 'Now');
    const comparison = desk.comparison!;
    await untilCompared(comparison);
    const shown = (): string[] =>
      store.layers.filter(({ isVisible }) => isVisible).map(({ id }) => id);
    expect(shown()).toEqual(['compared-right', 'compared-left', 'raw']);
    expect(store.customLayer('compared-left')?.side).toBe('left');
    expect(store.customLayer('compared-right')?.side).toBe('right');
    const box = { y0: 0, x0: 0, y1: 100, x1: 100 };
    const tile = await store.colourTile(
      'compared-left',
      box,
      2,
      new AbortController().signal
    );
    expect([tile?.height, tile?.width]).toEqual([50, 50]);
    expect([...tile!.rgba.slice(0, 4)]).toEqual([
      ...store.classes[0].probabilityColor,
      255
    ]);
    comparison.view = 'changes';
    expect(shown()).toEqual(['compared-changes', 'raw']);
    desk.endComparison();
    expect(shown()).toEqual([
      'labels',
      'uncertainty',
      'probability:0',
      'probability:1',
      'raw'
    ]);
    expect(store.layers.some(({ kind }) => kind === 'custom')).toBe(false);
  });

  it('follows the strokes while live update is on', async () => {
    paint();
    desk.keep('before');
    store.setLiveUpdate(true);
    desk.compare(idOf('before'), null, 'Now');
    await untilCompared(desk.comparison!);
    expect(desk.comparison!.tally.changedCount).toBe(0);
    const changed = new Promise<void>(resolve => {
      desk.comparison!.changed.connect(({ tally }) => {
        if (tally.changedCount > 1000) {
          resolve();
        }
      });
    });
    dab(store, 1, 60, 20);
    dab(store, 1, 100, 40);
    await changed;
    expect(desk.comparison!.tally.changes[0]).toMatchObject({ from: 0, to: 1 });
  });

  it('knows a renamed class again and lists a deleted one', async () => {
    paint();
    store.addClass('Third');
    desk.keep('before');
    store.renameClass(0, 'Nucleus');
    store.deleteClass(2);
    desk.compare(idOf('before'), null, 'Now');
    await untilCompared(desk.comparison!);
    expect(desk.comparison!.classes.map(({ name }) => name)).toEqual([
      'Nucleus',
      'Label 2',
      'Third'
    ]);
    expect(desk.comparison!.tally.changedCount).toBe(0);
  });

  it('says which state cannot be predicted, and why', async () => {
    dab(store, 0, 20, 20);
    desk.keep('one class');
    paint();
    desk.compare(idOf('one class'), null, 'Now');
    await untilCompared(desk.comparison!);
    expect(desk.comparison!.problem).toMatch(/^one class: /);
  });

  it('can be cancelled and begun again', async () => {
    paint();
    desk.keep('before');
    desk.compare(idOf('before'), null, 'Now');
    const comparison = desk.comparison!;
    comparison.cancel();
    expect(comparison.isRunning).toBe(false);
    expect(comparison.problem).toBe('');
    await comparison.start();
    await untilCompared(comparison);
    expect(comparison.tally.comparedCount).toBe(HEIGHT * WIDTH);
  });
});
