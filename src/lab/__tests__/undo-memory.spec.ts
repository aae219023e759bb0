import { Engine } from '../../engine/engine';
import { HistorySteps } from '../../store/history';
import { IProjectStore } from '../../store/contract';
import { createTestEngine } from '../../store/__tests__/lesson';
import { dab, openSmall, until } from '../../store/__tests__/small-project';
import { IUndoStorage, lastSteps, UndoMemory } from '../undo-memory';

/** A storage in memory; what goes through it is copied, as IndexedDB does. */
class MemoryStorage implements IUndoStorage {
  readonly kept = new Map<string, HistorySteps>();

  async read(document: string): Promise<HistorySteps | null> {
    return structuredClone(this.kept.get(document) ?? null);
  }

  async write(document: string, steps: HistorySteps): Promise<void> {
    this.kept.set(document, structuredClone(steps));
  }
}

let engine: Engine;
let storage: MemoryStorage;
const open: { dispose(): void }[] = [];
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());
beforeEach(() => {
  storage = new MemoryStorage();
});
afterEach(() => {
  open.splice(0).forEach(each => each.dispose());
});

async function session(name = 'a.ilp'): Promise<{
  store: IProjectStore;
  memory: UndoMemory;
}> {
  const store = await openSmall(engine, { liveUpdate: false });
  const memory = new UndoMemory(store, storage, name);
  open.push(memory, store);
  return { store, memory };
}

/** The file as it is read again: other objects with the same content. */
async function reopen(
  store: IProjectStore,
  from: IProjectStore
): Promise<void> {
  const { project } = from;
  const labels = new Map(
    [...project.labels].map(([id, image]) => [id, image.copy()])
  );
  store.replaceProject({ ...project, labels });
  await until(store, () => store.imageStatus('a').state === 'ready');
}

const total = (store: IProjectStore): number =>
  store.labelCounts().reduce((sum, count) => sum + count, 0);

describe('undo after a reload', () => {
  it('takes back strokes and classes of the last session, and makes them again', async () => {
    const first = await session();
    await first.memory.recall();
    dab(first.store, 0, 20, 20);
    first.store.addClass('Nucleus');
    dab(first.store, 1, 20, 60);
    dab(first.store, 1, 60, 60);
    first.store.undo();
    first.memory.flush();
    const next = await session();
    await reopen(next.store, first.store);
    expect(next.store.canUndo).toBe(false);
    await next.memory.recall();
    next.store.redo();
    expect(total(next.store)).toBe(27);
    for (const left of [18, 9]) {
      next.store.undo();
      expect(total(next.store)).toBe(left);
    }
    next.store.undo();
    expect(next.store.classes).toHaveLength(2);
    next.store.undo();
    expect(total(next.store)).toBe(0);
    expect(next.store.canUndo).toBe(false);
  });

  it('is not offered where somebody else drew in between, or classes differ', async () => {
    const first = await session();
    await first.memory.recall();
    dab(first.store, 0, 20, 20);
    first.memory.flush();
    const drawn = await session('other.ilp');
    await reopen(drawn.store, first.store);
    dab(drawn.store, 1, 22, 22);
    const next = await session();
    await reopen(next.store, drawn.store);
    await next.memory.recall();
    expect(next.store.canUndo).toBe(false);
    first.store.renameClass(0, 'Nucleus');
    first.memory.flush();
    const renamed = await session();
    await reopen(renamed.store, first.store);
    renamed.store.replaceProject({
      ...renamed.store.project,
      classes: drawn.store.classes
    });
    await renamed.memory.recall();
    expect(renamed.store.canUndo).toBe(false);
  });

  it('does not mix with steps made before the kept ones arrived', async () => {
    const first = await session();
    await first.memory.recall();
    dab(first.store, 0, 20, 20);
    first.memory.flush();
    const next = await session();
    await reopen(next.store, first.store);
    const arriving = next.memory.recall();
    dab(next.store, 0, 90, 90);
    await arriving;
    expect(next.store.history.done).toHaveLength(1);
  });

  it('knows a document by its path, also after a move, and needs no storage', async () => {
    const first = await session();
    await first.memory.recall();
    dab(first.store, 0, 20, 20);
    first.memory.move('b.ilp');
    first.memory.flush();
    expect([...storage.kept.keys()]).toEqual(['b.ilp']);
    const other = await session('c.ilp');
    await reopen(other.store, first.store);
    storage.read = () => Promise.reject(new Error('no storage'));
    storage.write = () => Promise.reject(new Error('no storage'));
    await other.memory.recall();
    dab(other.store, 0, 40, 40);
    other.memory.flush();
    expect(other.store.history.done).toHaveLength(1);
  });

  it('keeps the steps nearest to now, no more than 50 and 512 blocks', async () => {
    const { store } = await session();
    for (let i = 0; i < 60; i++) {
      dab(store, 0, 3 + 3 * (i % 30), 3 + 3 * Math.floor(i / 30));
    }
    const { history } = store;
    const kept = lastSteps(history);
    expect(kept.done).toEqual(history.done.slice(-50));
    const [step] = history.done;
    const [{ imageId, change }] = step.labels;
    const blocks = Array.from({ length: 300 }, () => change.blocks[0]);
    const large = {
      ...step,
      labels: [{ imageId, change: { ...change, blocks } }]
    };
    expect(
      lastSteps({ done: [step, large, large, step], undone: [] }).done
    ).toEqual([large, step]);
  });
});
