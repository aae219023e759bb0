import { Engine } from '../../engine/engine';
import { PixelForestError } from '../../errors';
import { IProjectStore } from '../../store/contract';
import { createTestEngine } from '../../store/__tests__/lesson';
import { picture, runOf, squareStore } from './batch-pictures';
import { MemorySink } from './memory-folder';

jest.setTimeout(120_000);

const PATHS = ['one-1.tif', 'two-2.tif', 'three-3.tif'];
let engine: Engine;
let store: IProjectStore;
/** Told the path of each image that is opened. */
let onOpen: (path: string) => void = () => undefined;

beforeAll(async () => {
  engine = await createTestEngine();
  store = await squareStore(engine, {
    load: ({ path }) => {
      onOpen(path);
      return Promise.resolve(picture(path));
    }
  });
});
afterAll(() => {
  store.dispose();
  engine.dispose();
});
beforeEach(() => {
  onOpen = () => undefined;
});

/** Resolves when an image is opened. */
const openedOf = (wanted: string): Promise<void> =>
  new Promise(resolve => {
    onOpen = path => path === wanted && resolve();
  });

/** A sink whose first file of an image waits. */
function holding(name: string, until: Promise<unknown>): MemorySink {
  const sink = new MemorySink();
  const write = sink.write.bind(sink);
  sink.write = async (path, bytes, ...rest) => {
    if (path.includes(name)) {
      await until;
    }
    return write(path, bytes, ...rest);
  };
  return sink;
}

describe('a run that writes one image while it computes the next', () => {
  it('opens the second before the first is written, and not the third', async () => {
    let hasThird = false;
    const second = openedOf('two-2.tif');
    const sink = holding('one-1', second);
    const run = await runOf(store, PATHS, sink);
    const open = onOpen;
    onOpen = path => {
      hasThird ||= path === 'three-3.tif' && run.rows[0].status !== 'done';
      open(path);
    };
    await run.run();
    expect(run.rows.map(({ status }) => status)).toEqual([
      'done',
      'done',
      'done'
    ]);
    expect(hasThird).toBe(false);
    const lines = sink.files.get('out/objects.csv')?.trim().split('\n') ?? [];
    expect(lines.slice(1).map(line => line.split(',')[0])).toEqual(
      PATHS.flatMap(path => [path, path, path])
    );
  });

  it('takes back the first when it cannot be written, and goes on with the second', async () => {
    const refused = openedOf('two-2.tif').then(() => {
      throw new PixelForestError('access', 'The disk is full.');
    });
    refused.catch(() => undefined);
    const sink = holding('one-1_segmentation', refused);
    const run = await runOf(store, PATHS, sink);
    await run.run();
    expect(run.rows.map(({ status }) => status)).toEqual([
      'failed',
      'done',
      'done'
    ]);
    expect(run.rows[0].message).toBe('The disk is full.');
    expect([...sink.files.keys()].some(path => path.includes('one-1'))).toBe(
      false
    );
  });

  it('cancels the image that is written and the one that is computed', async () => {
    const second = openedOf('two-2.tif');
    const sink = holding(
      'one-1_segmentation',
      second.then(() => run.cancel())
    );
    const run = await runOf(store, PATHS, sink);
    await run.run();
    expect(run.state).toBe('cancelled');
    expect(run.rows.map(({ status }) => status)).toEqual([
      'cancelled',
      'cancelled',
      'cancelled'
    ]);
    expect([...sink.files.keys()].sort()).toEqual([
      'out/objects.csv',
      'out/summary.csv'
    ]);
  });
});
