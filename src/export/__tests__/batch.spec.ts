import { setFlagsFromString } from 'v8';
import { runInNewContext } from 'vm';
import { Engine } from '../../engine/engine';
import { PixelForestError } from '../../errors';
import { IImageSource } from '../../image/image-source';
import { withSegmentation, segmentationOf } from '../../project/segmentation';
import { IImageLoader, IProjectStore } from '../../store/contract';
import { createStore } from '../../store/project-store';
import { createTestEngine, untilReady } from '../../store/__tests__/lesson';
import { BatchRun } from '../batch';
import { BatchRequest } from '../batch-plan';
import { IBatchSink } from '../batch-contract';
import { picture, reference, runOf, SIDE, squareStore } from './batch-pictures';
import { MemorySink } from './memory-folder';

jest.setTimeout(120_000);

let engine: Engine;
let store: IProjectStore;
/** Images that are open now. */
let opened = 0;
/** What was opened, as long as somebody holds it. */
const seen: WeakRef<IImageSource>[] = [];

const loader: IImageLoader = {
  load: ({ path }) => {
    const source = picture(path);
    const dispose = source.dispose.bind(source);
    opened += 1;
    seen.push(new WeakRef(source));
    source.dispose = () => {
      opened -= 1;
      dispose();
    };
    return Promise.resolve(source);
  }
};

beforeAll(async () => {
  engine = await createTestEngine();
  store = await squareStore(engine, loader);
});
afterAll(() => {
  store.dispose();
  engine.dispose();
});

const createRun = (
  paths: readonly string[],
  sink: IBatchSink,
  exporters?: string[],
  more?: Partial<BatchRequest>
): Promise<BatchRun> => runOf(store, paths, sink, exporters, more);

/** Of files but the tables of all. */
const isOfImage = (path: string): boolean =>
  !/\/(summary|objects)\./.test(path);

/** Bytes in use once buffers that nobody holds are freed, which takes V8 some turns. */
async function settled(collect: () => void): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < 5; i++) {
    await new Promise(resolve => setTimeout(resolve, 20));
    collect();
    const { heapUsed, external } = process.memoryUsage();
    least = Math.min(least, heapUsed + external);
  }
  return least;
}

function names(sink: MemorySink): string[] {
  return [...sink.files.keys()].filter(isOfImage);
}

describe('a run over many images', () => {
  it('writes the files of each image and one table of all', async () => {
    const sink = new MemorySink();
    const run = await createRun(['a/one-1.tif', 'a/two-2.tif'], sink);
    await run.run();
    expect(run.state).toBe('finished');
    expect(run.rows.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(names(sink).sort()).toEqual(run.paths.filter(isOfImage).sort());
    const objects = sink.files.get('out/objects.csv')?.trim().split('\n') ?? [];
    expect(objects[0]).toMatch(/^image,id,y,x,area_px,area_um2,/);
    const counts = run.rows.map(({ result }) => result?.objectCount);
    expect(counts).toEqual([3, 3]);
    expect(objects).toHaveLength(1 + 6);
    expect(
      objects.filter(line => line.startsWith('a/two-2.tif,'))
    ).toHaveLength(3);
    const [row] = run.rows;
    expect(row.result?.areaUm2).toBeCloseTo((row.result?.areaPx ?? 0) / 4, 9);
    expect(row.seconds).toBeGreaterThan(0);
    const own = sink.files.get('out/one-1_objects.csv')?.trim().split('\n');
    expect(own).toEqual(objects.slice(0, 4));
    expect(sink.files.get('out/summary.csv')).toMatch(
      /^image,status,message,seconds,objects,area_px,area_um2,share,files\na\/one-1.tif,done,,[\d.]+,3,/
    );
    // the one that is trained on
    expect(opened).toBe(1);
  });

  it('gives an image of the project the results an export of it gives', async () => {
    const sink = new MemorySink();
    const run = await createRun(['train-0.tif'], sink);
    await run.run();
    const objects = await store.segmentImage(
      'train-0.tif',
      new AbortController().signal
    );
    expect(run.rows[0].result?.objectCount).toBe(objects.frames[0].table.count);
    expect(run.rows[0].result?.areaPx).toBe(
      objects.frames[0].table.area.reduce((sum, area) => sum + area, 0)
    );
  });

  it('names an image that fails with its reason and goes on', async () => {
    const sink = new MemorySink();
    const run = await createRun(
      ['corrupt.tif', 'colour-1.tif', 'one-1.tif', 'one-1.png', 'empty-1.tif'],
      sink
    );
    await run.run();
    expect(run.state).toBe('finished');
    expect(run.rows.map(({ status }) => status)).toEqual([
      'failed',
      'failed',
      'done',
      'failed',
      'done'
    ]);
    const [corrupt, colour, , twin, empty] = run.rows.map(row => row.message);
    expect(corrupt).toMatch(/corrupt.tif is damaged/);
    expect(colour).toMatch(/1 channel\(s\), but "colour-1.tif" has 3/);
    expect(twin).toMatch(/“one-1.tif”. Rename one/);
    expect(empty).toBe('Nothing was found.');
    expect(run.rows[4].result?.objectCount).toBe(0);
    expect(names(sink).filter(name => /corrupt|colour/.test(name))).toEqual([]);
    expect(sink.files.get('out/summary.csv')).toContain('corrupt.tif,failed');
    // the one that is trained on
    expect(opened).toBe(1);
  });

  it('leaves nothing of an image whose second file cannot be written', async () => {
    const sink = new MemorySink();
    sink.refuse = path => {
      if (path.includes('one-1') && path.endsWith('.png')) {
        throw new PixelForestError('access', 'The disk is full.');
      }
    };
    const run = await createRun(['one-1.tif', 'two-2.tif'], sink);
    await run.run();
    expect(run.rows[0]).toMatchObject({
      status: 'failed',
      message: 'The disk is full.'
    });
    expect(run.rows[1].status).toBe('done');
    expect(names(sink).every(name => name.includes('two-2'))).toBe(true);
    expect(names(sink)).toHaveLength(2);
  });

  it('keeps the header of the table when its first image cannot be added', async () => {
    const sink = new MemorySink();
    let isFull = true;
    sink.refuse = path => {
      if (path.endsWith('+') && isFull) {
        isFull = false;
        throw new PixelForestError('access', 'The disk is full.');
      }
    };
    const run = await createRun(['one-1.tif', 'two-2.tif'], sink);
    await run.run();
    expect(run.rows.map(({ status }) => status)).toEqual(['failed', 'done']);
    const lines = sink.files.get('out/objects.csv')?.trim().split('\n') ?? [];
    expect(lines[0]).toMatch(/^image,id,/);
    expect(lines).toHaveLength(4);
    expect(names(sink).every(name => name.includes('two-2'))).toBe(true);
  });

  it('says why it cannot begin in a folder it may not write to', async () => {
    const sink = new MemorySink();
    sink.refuse = () => {
      throw new PixelForestError('access', 'out is read-only.');
    };
    const run = await createRun(['one-1.tif'], sink);
    await run.run();
    expect(run.state).toBe('failed');
    expect(run.failure).toBe('out is read-only.');
    expect(run.rows[0].status).toBe('cancelled');
  });

  it('pauses between images, resumes, and cancels with the tables of what is done', async () => {
    const sink = new MemorySink();
    const run = await createRun(
      ['one-1.tif', 'two-2.tif', 'three-3.tif', 'four-4.tif'],
      sink
    );
    const paused = new Promise<void>(resolve => {
      run.changed.connect(() => run.state === 'paused' && resolve());
    });
    sink.onWrite = path => path.includes('one-1') && run.pause();
    const done = run.run();
    await paused;
    // the second was computed while the first was written
    expect(run.rows.map(({ status }) => status)).toEqual([
      'done',
      'done',
      'waiting',
      'waiting'
    ]);
    sink.onWrite = path => path.includes('three-3') && run.cancel();
    run.resume();
    await done;
    expect(run.state).toBe('cancelled');
    expect(run.rows.map(({ status }) => status)).toEqual([
      'done',
      'done',
      'cancelled',
      'cancelled'
    ]);
    expect(names(sink).every(name => /one-1|two-2/.test(name))).toBe(true);
    expect(sink.files.get('out/summary.csv')).toContain(
      'three-3.tif,cancelled'
    );
  });

  it('predicts once for maps and objects, and finds the same objects', async () => {
    const run = jest.spyOn(engine, 'run');
    const predictions = async (exporters: string[]) => {
      run.mockClear();
      const sink = new MemorySink();
      await (await createRun(['one-1.tif'], sink, exporters)).run();
      const jobs = run.mock.calls.filter(([{ kind }]) => kind === 'predict');
      return { jobs: jobs.length, text: sink.files.get('out/objects.csv') };
    };
    const alone = await predictions(['objects-csv']);
    const both = await predictions(['objects-csv', 'uncertainty-tiff']);
    run.mockRestore();
    expect(alone.jobs).toBeGreaterThan(0);
    expect(both).toEqual(alone);
  });

  it('keeps a small picture of each image, and does without where there is no memory for it', async () => {
    const sizes: number[] = [];
    const run = await createRun(
      ['one-1.tif', 'two-2.tif'],
      new MemorySink(),
      ['objects-csv'],
      {
        keepPicture: async ({ width, height, rgba }) => {
          if (sizes.push(rgba.length / width / height) > 1) {
            throw new RangeError('Out of memory');
          }
          return new Blob([Uint8Array.from(rgba)]);
        }
      }
    );
    await run.run();
    expect(sizes).toEqual([4, 4]);
    expect(run.rows.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(run.rows[0].picture?.size).toBe(SIDE * SIDE * 4);
    expect(run.rows[1].picture).toBeNull();
  });

  it('shows an image anew with the same objects, and writes nothing', async () => {
    const sink = new MemorySink();
    const run = await createRun(['one-1.tif', 'two-2.tif'], sink);
    await run.run();
    const before = { files: [...sink.files.keys()], opened };
    const [, row] = run.rows;
    const { signal } = new AbortController();
    const detail = await run.look(row.imageId, signal);
    expect([detail.width, detail.height]).toEqual([SIDE, SIDE]);
    const ids = new Set(detail.found);
    ids.delete(0);
    expect(ids.size).toBe(row.result?.objectCount);
    expect(detail.found?.filter(id => id > 0)).toHaveLength(
      row.result?.areaPx ?? NaN
    );
    await expect(run.look('other', signal)).rejects.toThrow(/no image “other”/);
    await expect(run.look(row.imageId, AbortSignal.abort())).rejects.toThrow();
    expect({ files: [...sink.files.keys()], opened }).toEqual(before);
  });

  it('goes on with the classifier it began with while the user paints', async () => {
    const alone = new MemorySink();
    await (await createRun(['one-1.tif', 'two-2.tif'], alone)).run();
    const sink = new MemorySink();
    const run = await createRun(['one-1.tif', 'two-2.tif'], sink);
    sink.onWrite = path => {
      if (path.includes('one-1_objects')) {
        store.paint({ points: [{ y: 30, x: 2 }], classIndex: 0, diameter: 6 });
        store.renameClass(0, 'Other');
      }
    };
    await run.run();
    store.undo();
    store.undo();
    expect(sink.files.get('out/objects.csv')).toBe(
      alone.files.get('out/objects.csv')
    );
  });

  it('needs no training where objects are cut from a channel', async () => {
    const raw = createStore({ engine, loader });
    raw.addImages([reference('plain-0.tif')]);
    await untilReady(raw);
    raw.setTopics(
      withSegmentation(raw.project, {
        ...segmentationOf(raw.project),
        source: { kind: 'channel', channel: 0 },
        threshold: { kind: 'single', value: 500 },
        smoothing: 0,
        split: null
      }).topics
    );
    const sink = new MemorySink();
    const run = await runOf(raw, ['one-1.tif'], sink, ['objects-csv']);
    await run.run();
    expect(run.rows[0]).toMatchObject({ status: 'done' });
    expect(run.rows[0].result).toMatchObject({
      objectCount: 3,
      areaPx: 3 * 36,
      areaUm2: 27
    });
    raw.dispose();
  });

  it('holds nothing of a thousand images but their numbers', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const sink = new MemorySink();
    sink.isKeeping = false;
    const paths = Array.from({ length: 1000 }, (_, i) => `many/image-${i}.tif`);
    const run = await createRun(paths, sink, ['objects-csv']);
    const used: number[] = [];
    let most = 0;
    seen.length = 0;
    sink.onWrite = () => {
      most = Math.max(most, opened);
    };
    const write = sink.write.bind(sink);
    sink.write = async (path, bytes) => {
      if (sink.files.size === 300 || sink.files.size === 999) {
        used.push(await settled(collect));
      }
      return write(path, bytes);
    };
    await run.run();
    expect(run.rows.every(({ status }) => status === 'done')).toBe(true);
    // the one that is trained on, one that is computed and one that is written
    expect(most).toBe(3);
    await new Promise(resolve => setTimeout(resolve, 0));
    collect();
    expect(seen).toHaveLength(1000);
    expect(seen.filter(one => one.deref()).length).toBeLessThanOrEqual(1);
    // an image has 4.6 kB, its probabilities 18 kB; a row takes a few hundred bytes
    expect((used[1] - used[0]) / 700).toBeLessThan(2000);
  });
});
