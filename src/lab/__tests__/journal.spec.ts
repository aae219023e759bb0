import { LabelImage } from '../../project/labels';
import { createProject, Project } from '../../project/project';
import {
  CrashJournal,
  IJournalStorage,
  JournalBlock,
  JournalHead,
  journalName
} from '../journal';

const SHAPE = { t: 1, z: 1, y: 200, x: 200, c: 3 };
const PLANE = { t: 0, z: 0 };

/** A storage in memory that counts what is written. */
class MemoryStorage implements IJournalStorage {
  readonly heads = new Map<string, JournalHead>();
  readonly blocks = new Map<string, Map<string, JournalBlock>>();
  written: string[][] = [];
  error: Error | null = null;

  async read(
    document: string
  ): Promise<{ head: JournalHead; blocks: JournalBlock[] } | null> {
    const head = this.heads.get(document);
    return head
      ? { head, blocks: [...(this.blocks.get(document)?.values() ?? [])] }
      : null;
  }

  async readHead(document: string): Promise<JournalHead | null> {
    return this.heads.get(document) ?? null;
  }

  async write(
    document: string,
    head: JournalHead,
    blocks: readonly JournalBlock[],
    isWhole: boolean
  ): Promise<void> {
    if (this.error) {
      throw this.error;
    }
    this.heads.set(document, head);
    const kept = isWhole
      ? new Map<string, JournalBlock>()
      : (this.blocks.get(document) ?? new Map<string, JournalBlock>());
    for (const block of blocks) {
      const name = `${block.imageId} ${block.key}`;
      if (block.labels || block.text !== undefined) {
        kept.set(name, block);
      } else {
        kept.delete(name);
      }
    }
    this.blocks.set(document, kept);
    this.written.push(blocks.map(({ key }) => key));
  }

  async clear(document: string): Promise<void> {
    this.heads.delete(document);
    this.blocks.delete(document);
  }
}

function paint(labels: LabelImage, y: number, x: number, label: number): void {
  labels.paint(
    PLANE,
    { box: { y0: y, x0: x, y1: y + 1, x1: x + 1 }, covered: Uint8Array.of(1) },
    label
  );
}

function setUp(storage = new MemoryStorage(), name = 'server|a.ilp') {
  const labels = new LabelImage(SHAPE);
  const project: Project = {
    ...createProject(),
    images: [
      { id: 'i', path: 'a.tif', innerPath: '', nickname: 'a', metadata: null }
    ],
    labels: new Map([['i', labels]])
  };
  const errors: Error[] = [];
  const journal = new CrashJournal(
    storage,
    name,
    () => ({ project, basis: 'hash', folder: 'f' }),
    error => errors.push(error)
  );
  return { storage, labels, project, journal, errors };
}

describe('CrashJournal', () => {
  it('gives back labels, classes, features and images of a tab that went', async () => {
    const { storage, labels, project, journal } = setUp();
    paint(labels, 5, 6, 1);
    paint(labels, 150, 160, 2);
    journal.note();
    await journal.flush();
    const entry = await setUp(storage).journal.pending();
    const restored = entry!.project.labels.get('i')!;
    expect(restored.get(PLANE, 5, 6)).toBe(1);
    expect(restored.get(PLANE, 150, 160)).toBe(2);
    expect(restored.counts()).toEqual(labels.counts());
    expect(entry!.project.classes).toEqual(project.classes);
    expect(entry!.project.features).toEqual(project.features);
    expect(entry!.project.images).toEqual(project.images);
    expect(entry!.head.basis).toBe('hash');
    expect(entry!.head.folder).toBe('f');
  });

  it('writes within half a second of a change', async () => {
    jest.useFakeTimers();
    try {
      const { storage, labels, journal } = setUp();
      paint(labels, 5, 6, 1);
      journal.note();
      await jest.advanceTimersByTimeAsync(500);
      expect(storage.written).toHaveLength(1);
    } finally {
      jest.useRealTimers();
    }
  });

  it('writes only the blocks that changed, and forgets those that went', async () => {
    const { storage, labels, journal } = setUp();
    paint(labels, 5, 6, 1);
    paint(labels, 150, 160, 2);
    journal.note();
    await journal.flush();
    paint(labels, 150, 161, 2);
    journal.note();
    await journal.flush();
    paint(labels, 5, 6, 0);
    journal.note();
    await journal.flush();
    expect(storage.written).toEqual([
      ['0,0,0,0', '0,0,2,2'],
      ['0,0,2,2'],
      ['0,0,0,0']
    ]);
    expect([...storage.blocks.get('server|a.ilp')!.keys()]).toEqual([
      'i 0,0,2,2'
    ]);
  });

  it('writes a topic only when it changed, as versions are large', async () => {
    const { storage, labels, project, journal } = setUp();
    const keep = async (topics: Record<string, string>): Promise<void> => {
      Object.assign(project, { topics: new Map(Object.entries(topics)) });
      journal.note();
      await journal.flush();
    };
    await keep({ version1: 'old', marks: '[]' });
    paint(labels, 5, 6, 1);
    await keep({ version1: 'old', marks: '[]' });
    await keep({ version1: 'new' });
    expect(storage.written).toEqual([
      ['version1', 'marks'],
      ['0,0,0,0'],
      ['version1', 'marks']
    ]);
    const entry = await setUp(storage).journal.pending();
    expect(entry!.project.topics).toEqual(new Map([['version1', 'new']]));
    expect(entry!.project.labels.get('i')!.get(PLANE, 5, 6)).toBe(1);
  });

  it('reads topics of journals that had them all in the head', async () => {
    const { storage, journal } = setUp();
    journal.note();
    await journal.flush();
    const head = storage.heads.get('server|a.ilp')!;
    const topics = new Map([['marks', '[1]']]);
    storage.heads.set('server|a.ilp', { ...head, topics });
    const entry = await setUp(storage).journal.pending();
    expect(entry!.project.topics).toEqual(topics);
  });

  it('leaves no block of an earlier session behind', async () => {
    const first = setUp();
    paint(first.labels, 5, 6, 1);
    first.journal.note();
    await first.journal.flush();
    const second = setUp(first.storage);
    paint(second.labels, 150, 160, 2);
    second.journal.note();
    await second.journal.flush();
    const entry = await setUp(first.storage).journal.pending();
    expect(entry!.project.labels.get('i')!.get(PLANE, 5, 6)).toBe(0);
  });

  it('is empty after a save or a discard, also if a change was waiting', async () => {
    const { storage, labels, journal } = setUp();
    paint(labels, 5, 6, 1);
    journal.note();
    await journal.flush();
    paint(labels, 7, 8, 1);
    journal.note();
    await journal.clear();
    await journal.flush();
    expect(storage.heads.size).toBe(0);
    expect(await journal.pending()).toBeNull();
  });

  it('follows a rename', async () => {
    const { storage, labels, journal } = setUp();
    paint(labels, 5, 6, 1);
    journal.note();
    await journal.flush();
    await journal.move('server|b.ilp');
    await journal.flush();
    expect([...storage.heads.keys()]).toEqual(['server|b.ilp']);
    expect(storage.blocks.get('server|b.ilp')!.size).toBe(1);
  });

  it('keeps documents of other servers and paths apart', () => {
    expect(journalName('https://a/', 'p.ilp')).not.toBe(
      journalName('https://b/', 'p.ilp')
    );
  });

  it('tells once when the browser refuses, and goes on', async () => {
    const { storage, journal, errors } = setUp();
    storage.error = new Error('quota exceeded');
    for (let i = 0; i < 2; i++) {
      journal.note();
      await journal.flush();
    }
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/quota exceeded.*Save often/)
    ]);
    storage.error = null;
    journal.note();
    await journal.flush();
    expect(storage.heads.size).toBe(1);
  });
});

describe('two tabs on one document', () => {
  /** Paints in a tab and lets it write. */
  async function edit(
    { labels, journal }: ReturnType<typeof setUp>,
    y: number,
    label: number
  ): Promise<void> {
    paint(labels, y, 0, label);
    journal.note();
    await journal.flush();
  }

  it('never mix: the journal is that of the last change, as a whole', async () => {
    const first = setUp();
    const second = setUp(first.storage);
    await edit(first, 0, 1);
    await edit(second, 100, 2);
    await edit(first, 150, 1);
    const entry = await setUp(first.storage).journal.pending();
    const restored = entry!.project.labels.get('i')!;
    expect([0, 100, 150].map(y => restored.get(PLANE, y, 0))).toEqual([
      1, 0, 1
    ]);
  });

  it('leave the unsaved work of the other alone when one saves', async () => {
    const first = setUp();
    const second = setUp(first.storage);
    await edit(second, 100, 2);
    await edit(first, 0, 1);
    await second.journal.clear();
    expect(await setUp(first.storage).journal.pending()).not.toBeNull();
    await first.journal.clear();
    expect(await setUp(first.storage).journal.pending()).toBeNull();
  });
});

it('what was offered is forgotten when it is saved or discarded', async () => {
  const { storage, labels, journal } = setUp();
  paint(labels, 5, 6, 1);
  journal.note();
  await journal.flush();
  const next = setUp(storage).journal;
  await next.pending();
  await next.clear();
  expect(storage.heads.size).toBe(0);
});

it('the journal remembers who drew, also where the labels are the same', async () => {
  const { storage, labels, journal } = setUp();
  paint(labels, 5, 6, 1);
  journal.note();
  await journal.flush();
  const [[key, block]] = [...labels.entries()];
  labels.restore(key, block, ['Ana']);
  journal.note();
  await journal.flush();
  const entry = await setUp(storage).journal.pending();
  expect(entry!.project.labels.get('i')!.authorsOf(key)).toEqual(['Ana']);
});
