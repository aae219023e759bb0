import { Engine } from '../../engine/engine';
import { LabelImage } from '../../project/labels';
import { IProjectStore } from '../contract';
import { createTestEngine } from './lesson';
import {
  createLoader,
  dab,
  listen,
  openSmall,
  PLANE,
  reference,
  until
} from './small-project';

let engine: Engine;
let store: IProjectStore;
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());
beforeEach(async () => {
  store = await openSmall(engine, { liveUpdate: false });
});
afterEach(() => store.dispose());

function names(): string[] {
  return store.classes.map(({ name }) => name);
}

describe('undo and redo of strokes', () => {
  it('take back and make again the strokes, newest first', () => {
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 11);
    expect(store.labelCounts()).toEqual([3, 9]);
    store.undo();
    expect(store.labelCounts()).toEqual([9, 0]);
    store.undo();
    expect(store.labelCounts()).toEqual([0, 0]);
    expect(store.canUndo).toBe(false);
    store.redo();
    store.redo();
    expect(store.labelCounts()).toEqual([3, 9]);
    expect(store.canRedo).toBe(false);
  });

  it('undo of one stroke of many pieces is one step', () => {
    const stroke = store.beginStroke(0, 3);
    for (let x = 20; x < 120; x += 10) {
      stroke?.extend([{ y: 62, x }]);
    }
    stroke?.end();
    expect(store.labelCounts()[0]).toBeGreaterThan(270);
    store.undo();
    expect(store.labelCounts()).toEqual([0, 0]);
    expect(store.canUndo).toBe(false);
    store.redo();
    expect(store.labels('a')?.get(PLANE, 62, 65)).toBe(1);
  });

  it('undo restores what the eraser took', () => {
    dab(store, 1, 10, 10);
    dab(store, null, 10, 10);
    expect(store.labelCounts()).toEqual([0, 0]);
    store.undo();
    expect(store.labelCounts()).toEqual([0, 9]);
  });

  it('a new stroke clears what could be redone', () => {
    dab(store, 0, 10, 10);
    store.undo();
    expect(store.canRedo).toBe(true);
    dab(store, 1, 30, 30);
    expect(store.canRedo).toBe(false);
    store.redo();
    expect(store.labelCounts()).toEqual([0, 9]);
  });

  it('a cancelled stroke leaves nothing: no label, no step, no edit', () => {
    dab(store, 0, 10, 10);
    const { changes, edits } = listen(store);
    const stroke = store.beginStroke(1, 5);
    stroke?.extend([{ y: 10, x: 10 }]);
    stroke?.extend([{ y: 60, x: 70 }]);
    expect(store.labelCounts()[1]).toBeGreaterThan(0);
    stroke?.cancel();
    expect(store.labelCounts()).toEqual([9, 0]);
    expect(edits()).toBe(0);
    expect(changes.every(({ kind }) => kind !== 'history')).toBe(true);
    store.undo();
    expect(store.canUndo).toBe(false);
  });

  it('undo while a stroke is painted takes back that stroke', () => {
    dab(store, 0, 10, 10);
    const stroke = store.beginStroke(1, 3);
    stroke?.extend([{ y: 10, x: 12 }]);
    store.undo();
    stroke?.extend([{ y: 90, x: 90 }]);
    stroke?.end();
    expect(store.labelCounts()).toEqual([9, 0]);
    store.undo();
    expect(store.labelCounts()).toEqual([0, 0]);
  });
});

describe('undo and redo of class edits', () => {
  beforeEach(() => {
    store.addClass('third');
    dab(store, 0, 10, 10);
    dab(store, 1, 30, 30);
    dab(store, 2, 50, 50);
  });

  it('of a rename', () => {
    store.renameClass(0, '  nucleus ');
    expect(names()).toEqual(['nucleus', 'Label 2', 'third']);
    store.undo();
    expect(names()).toEqual(['Label 1', 'Label 2', 'third']);
    store.redo();
    expect(names()[0]).toBe('nucleus');
  });

  it('of a colour', () => {
    const before = store.classes[1];
    store.recolorClass(1, [1, 2, 3]);
    expect(store.classes[1].probabilityColor).toEqual([1, 2, 3]);
    store.undo();
    expect(store.classes[1]).toEqual(before);
  });

  it('of an added class', () => {
    store.addClass();
    expect(store.activeClassIndex).toBe(3);
    store.undo();
    expect(names()).toHaveLength(3);
    expect(store.activeClassIndex).toBe(2);
  });

  it('of a deleted class with its labels: higher classes move down and back', () => {
    store.deleteClass(1);
    expect(names()).toEqual(['Label 1', 'third']);
    expect(store.labels('a')?.get(PLANE, 30, 30)).toBe(0);
    expect(store.labels('a')?.get(PLANE, 50, 50)).toBe(2);
    store.undo();
    expect(names()).toEqual(['Label 1', 'Label 2', 'third']);
    expect(store.labels('a')?.get(PLANE, 30, 30)).toBe(2);
    expect(store.labels('a')?.get(PLANE, 50, 50)).toBe(3);
    store.redo();
    expect(store.labelCounts()).toEqual([9, 9]);
  });

  it.each([
    [0, 2, ['Label 2', 'third'], [9, 18]],
    [2, 0, ['Label 1', 'Label 2'], [18, 9]]
  ])('of class %i merged into %i', (from, into, left, counts) => {
    store.mergeClass(from, into);
    expect(names()).toEqual(left);
    expect(store.labelCounts()).toEqual(counts);
    store.undo();
    expect(store.labelCounts()).toEqual([9, 9, 9]);
    expect(store.labels('a')?.get(PLANE, 10, 10)).toBe(1);
    store.redo();
    expect(store.labelCounts()).toEqual(counts);
  });

  it('of cleared labels', () => {
    store.clearClass(1);
    expect(store.labelCounts()).toEqual([9, 0, 9]);
    store.undo();
    expect(store.labelCounts()).toEqual([9, 9, 9]);
  });

  it('over two images is one step', async () => {
    store.addImages([reference('b')]);
    store.selectImage('b');
    await until(store, () => store.imageStatus('b').state === 'ready');
    dab(store, 1, 40, 40);
    store.clearClass(1);
    expect(store.labelCounts()).toEqual([9, 0, 9]);
    store.undo();
    expect(store.labelCounts()).toEqual([9, 18, 9]);
    expect(store.labelCounts('b')).toEqual([0, 9, 0]);
  });
});

describe('what the history forgets', () => {
  it('steps of a removed image, but not those of others', async () => {
    store.addImages([reference('b')]);
    dab(store, 0, 10, 10);
    store.selectImage('b');
    await until(store, () => store.imageStatus('b').state === 'ready');
    dab(store, 1, 20, 20);
    store.removeImage('b');
    store.undo();
    expect(store.labelCounts()).toEqual([0, 0]);
    expect(store.canUndo).toBe(false);
  });

  it('nothing if the image to remove does not exist', () => {
    dab(store, 0, 10, 10);
    const { changes } = listen(store);
    store.removeImage('nowhere');
    expect(changes).toEqual([]);
    expect(store.canUndo).toBe(true);
  });

  it('everything if another project takes its place, a stroke included', () => {
    dab(store, 0, 10, 10);
    const stroke = store.beginStroke(0, 3);
    stroke?.extend([{ y: 20, x: 20 }]);
    store.replaceProject(store.project);
    stroke?.extend([{ y: 30, x: 30 }]);
    stroke?.end();
    expect(store.canUndo).toBe(false);
    expect(store.labelCounts()).toEqual([9, 0]);
  });
});

it('the loader is asked once an image', async () => {
  const loader = createLoader();
  const other = await openSmall(engine, {}, loader);
  await Promise.all([other.loadImage('a'), other.loadImage('a')]);
  expect(loader.asked).toEqual(['a.tif']);
  other.dispose();
});

describe('labels put in place of others', () => {
  function painted(): LabelImage {
    const labels = store.labels('a')!.copy();
    labels.writeBox(
      PLANE,
      { y0: 20, x0: 20, y1: 22, x1: 24 },
      new Uint8Array(8).fill(2)
    );
    return labels;
  }

  it('come and go as one step, with the class list', () => {
    dab(store, 0, 10, 10);
    const classes = store.classes.map(one => ({
      ...one,
      name: `${one.name}!`
    }));
    store.replaceLabels(new Map([['a', painted()]]), classes);
    expect(store.labelCounts()).toEqual([9, 8]);
    expect(names()).toEqual(classes.map(({ name }) => name));
    store.undo();
    expect(store.labelCounts()).toEqual([9, 0]);
    expect(names()).not.toEqual(classes.map(({ name }) => name));
    store.redo();
    expect(store.labels('a')?.get(PLANE, 21, 23)).toBe(2);
  });

  it('equal to those that are there are no step', () => {
    dab(store, 0, 10, 10);
    store.undo();
    store.replaceLabels(new Map([['a', store.labels('a')!.copy()]]));
    expect(store.canUndo).toBe(false);
    expect(store.canRedo).toBe(true);
  });

  it('are refused if size or class number do not fit', () => {
    dab(store, 0, 10, 10);
    const other = new LabelImage({ t: 1, z: 1, y: 7, x: 9, c: 2 });
    expect(() => store.replaceLabels(new Map([['a', other]]))).toThrow(
      /1 × 1 × 7 × 9 do not fit/
    );
    expect(() =>
      store.replaceLabels(
        new Map([['a', painted()]]),
        store.classes.slice(0, 1)
      )
    ).toThrow(/class number 2/);
    expect(() => store.replaceLabels(new Map([['q', painted()]]))).toThrow(
      /no image “q”/
    );
    expect(store.labelCounts()).toEqual([9, 0]);
  });
});

describe('who drew', () => {
  const authors = (x: number): string =>
    store.labels('a')!.authorsAt(PLANE, 10, x).join('+');

  it('is noted by strokes and follows undo and redo', () => {
    store.setAuthor(' Ana ');
    expect(store.author).toBe('Ana');
    dab(store, 0, 10, 10);
    store.setAuthor('Ben');
    dab(store, 1, 10, 20);
    dab(store, null, 10, 10);
    expect(authors(10)).toBe('Ana+Ben');
    store.undo();
    store.undo();
    expect(authors(10)).toBe('Ana');
    store.redo();
    expect(authors(10)).toBe('Ana+Ben');
  });

  it('comes and goes with labels put in place of others', () => {
    store.setAuthor('Ana');
    dab(store, 0, 10, 10);
    const other = new LabelImage(store.labels('a')!.shape);
    const box = { y0: 9, x0: 90, y1: 10, x1: 91 };
    other.writeBox(PLANE, box, Uint8Array.of(2));
    const [[key, block]] = [...other.entries()];
    other.restore(key, block, ['Ben']);
    store.replaceLabels(new Map([['a', other]]));
    expect([authors(10), authors(90)]).toEqual(['', 'Ben']);
    store.undo();
    expect([authors(10), authors(90)]).toEqual(['Ana', '']);
  });
});
