import { Engine } from '../../engine/engine';
import { createTestEngine } from '../../store/__tests__/lesson';
import { IProjectStore } from '../../store/contract';
import { BatchRequest } from '../batch-plan';
import { JOURNAL_NAME, readJournal } from '../batch-journal';
import { picture, runOf, squareStore } from './batch-pictures';
import { MemorySink } from './memory-folder';

jest.setTimeout(120_000);

const JOURNAL = `out/${JOURNAL_NAME}`;
const OBJECTS = 'out/objects.csv';
const PATHS = ['one-1.tif', 'two-2.tif', 'three-3.tif', 'four-4.tif'];

let engine: Engine;
let store: IProjectStore;
/** Paths of the images opened since a test began. */
let opened: string[] = [];

beforeAll(async () => {
  engine = await createTestEngine();
  store = await squareStore(engine, {
    load: ({ path }) => {
      opened.push(path);
      return Promise.resolve(picture(path));
    }
  });
});
beforeEach(() => {
  opened = [];
});
afterAll(() => {
  store.dispose();
  engine.dispose();
});

const run = (sink: MemorySink, more: Partial<BatchRequest> = {}) =>
  runOf(store, PATHS, sink, undefined, { journalPath: JOURNAL, ...more });

/** What a page that went away leaves on the server: a run that never comes back from a write. */
async function cutOff(at: string): Promise<MemorySink> {
  const sink = new MemorySink();
  await new Promise<void>(resolve => {
    sink.onWrite = path => {
      if (path === at) {
        resolve();
      }
    };
    const write = sink.write.bind(sink);
    sink.write = (path, bytes) =>
      write(path, bytes).then(done =>
        path === at ? new Promise(() => undefined) : done
      );
    void run(sink).then(begun => begun.run());
  });
  const left = new MemorySink();
  sink.files.forEach((text, path) => left.files.set(path, text));
  sink.parts.forEach((text, path) => left.parts.set(path, text));
  return left;
}

/** Without the seconds that images took. */
function plain(sink: MemorySink): [string, string][] {
  return [...sink.files]
    .map(([path, text]): [string, string] => [
      path,
      path.endsWith('summary.csv')
        ? text.replace(/(,done,[^,]*),[\d.]+,/g, '$1,s,')
        : text
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

describe('a run that was cut off', () => {
  let whole: MemorySink;

  beforeAll(async () => {
    whole = new MemorySink();
    await (await run(whole)).run();
  });

  it('keeps a journal until it is complete', async () => {
    expect(whole.parts.size).toBe(0);
    expect([...whole.files.keys()]).not.toContain(JOURNAL);
    const left = await cutOff('out/three-3_objects.csv');
    const { entries, columns } = readJournal(left.parts.get(JOURNAL) ?? '');
    expect(entries.map(({ name }) => name)).toEqual(PATHS.slice(0, 2));
    expect(columns?.slice(0, 3)).toEqual(['image', 'id', 'y']);
    expect(entries[1].objectBytes).toBe(left.parts.get(OBJECTS)?.length);
  });

  it.each([
    ['in its first image', 'out/one-1_objects.csv', 4],
    ['in the middle of an image', 'out/three-3_objects.csv', 2],
    ['between the files of its last image', 'out/four-4_segmentation.png', 1]
  ])('goes on %s, to the bytes of a whole one', async (_, at, count) => {
    const left = await cutOff(at);
    opened = [];
    const journal = readJournal(left.parts.get(JOURNAL) ?? '');
    const again = await run(left, { journal });
    await again.run();
    expect(opened).toEqual(PATHS.slice(-count));
    expect(plain(left)).toEqual(plain(whole));
    expect(left.parts.size).toBe(0);
  });

  it('cuts off rows of an image that was not completed', async () => {
    const left = await cutOff('out/three-3_objects.csv');
    const journal = readJournal(left.parts.get(JOURNAL) ?? '');
    left.parts.set(OBJECTS, `${left.parts.get(OBJECTS)}three-3.tif,1,2`);
    await (await run(left, { journal })).run();
    expect(plain(left)).toEqual(plain(whole));
  });

  it('can be cut off twice', async () => {
    const left = await cutOff('out/two-2_objects.csv');
    const journal = readJournal(left.parts.get(JOURNAL) ?? '');
    left.refuse = path => {
      if (path === 'out/summary.csv') {
        throw new Error('no space left on device');
      }
    };
    await (await run(left, { journal })).run();
    left.refuse = () => undefined;
    opened = [];
    const second = readJournal(left.parts.get(JOURNAL) ?? '');
    expect(second.entries.map(({ name }) => name)).toEqual(PATHS);
    await (await run(left, { journal: second })).run();
    expect(opened).toEqual([]);
    expect(plain(left)).toEqual(plain(whole));
  });

  it('is of another classifier as soon as its results would differ', async () => {
    const identity = async () => (await store.freezeClassifier()).identity;
    const before = await identity();
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(await identity()).toBe(before);
    store.paint({ points: [{ y: 30, x: 2 }], classIndex: 1, diameter: 4 });
    const painted = await identity();
    expect(painted).not.toBe(before);
    store.undo();
    expect(await identity()).toBe(before);
    const { minimumSize } = store.objects.settings;
    store.objects.changeSettings({ minimumSize: minimumSize + 1 });
    expect(await identity()).not.toBe(before);
    store.objects.changeSettings({ minimumSize });
  });
});

describe('a journal', () => {
  const head = '{"classifier":"ab","exporters":["objects-csv"]}\n';
  const entry = (part: object): string =>
    `${JSON.stringify({
      name: 'a.tif',
      message: '',
      seconds: 1,
      objectBytes: 10,
      columns: ['image'],
      result: {
        pixelCount: 4,
        objectCount: 1,
        areaPx: 2,
        areaUm2: null,
        files: ['out/a.csv']
      },
      ...part
    })}\n`;

  it('is read as far as it was written', () => {
    const text = head + entry({}) + entry({ name: 'b.tif' }).slice(0, -9);
    expect(readJournal(text).entries.map(({ name }) => name)).toEqual([
      'a.tif'
    ]);
  });

  it.each([
    '',
    'hello\n',
    '[]\n',
    '{"classifier":1}\n',
    '{"classifier":"ab","exporters":[1]}\n'
  ])('is none without its first line: %j', text => {
    expect(() => readJournal(text)).toThrow(/does not begin/);
  });

  it.each([
    { name: 1 },
    { seconds: -1 },
    { objectBytes: 0.5 },
    { objectBytes: 3 },
    { result: null },
    { result: { pixelCount: 'many' } },
    { result: [], __proto__: { polluted: true } },
    { message: 'x'.repeat(2e6) }
  ])('ends where a line is none: %#', part => {
    const text = head + entry({}) + entry(part) + entry({});
    expect(readJournal(text).entries).toHaveLength(1);
  });
});
