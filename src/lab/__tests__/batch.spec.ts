import { Contents } from '@jupyterlab/services';
import { PixelForestError } from '../../errors';
import { DEFAULT_EXPORT_SETTINGS } from '../../export/export-settings';
import { existingFiles } from '../batch/batch-sink';
import { findJournal } from '../batch/find-journal';
import {
  batchImages,
  findImages,
  nameFilter,
  sharedFolder
} from '../batch/find-images';
import { GrowingFile, GrowingFileHost } from '../batch/growing-file';

type Entry = { name: string; path: string; type: string };

/** A server with these files. */
function folderOf(paths: readonly string[]): Pick<Contents.IManager, 'get'> {
  return {
    get: (folder: string) => {
      const inside = paths.filter(path => path.startsWith(`${folder}/`));
      if (inside.length === 0) {
        return Promise.reject(
          Object.assign(new Error('not found'), { response: { status: 404 } })
        );
      }
      const entries = new Map<string, Entry>();
      for (const path of inside) {
        const [name, ...rest] = path.slice(folder.length + 1).split('/');
        const type = rest.length > 0 ? 'directory' : 'file';
        entries.set(name, { name, path: `${folder}/${name}`, type });
      }
      return Promise.resolve({
        content: [...entries.values()]
      } as unknown as Contents.IModel);
    }
  };
}

const signal = new AbortController().signal;

describe('the images of a run', () => {
  const contents = folderOf([
    'data/b10.tif',
    'data/b9.TIF',
    'data/notes.txt',
    'data/plate/a.png',
    'data/out/b9_objects.tif'
  ]);
  const choice = {
    folder: 'data',
    pattern: '*',
    hasSubfolders: true,
    output: 'data/out'
  };

  it('are found by name, in numeric order, without the results', async () => {
    expect(await findImages(contents, choice, signal)).toEqual([
      'data/b9.TIF',
      'data/b10.tif',
      'data/plate/a.png'
    ]);
    const flat = { ...choice, hasSubfolders: false, pattern: 'b?.tif; *.png' };
    expect(await findImages(contents, flat, signal)).toEqual(['data/b9.TIF']);
  });

  it('take a pattern by its letters, not as an expression', () => {
    const fits = nameFilter('a+(1).t?f');
    expect(fits('A+(1).tif')).toBe(true);
    expect(fits('aa1.tif')).toBe(false);
    expect(nameFilter(' ; ')('anything')).toBe(true);
  });

  it('share the deepest folder that holds all of them', () => {
    expect(sharedFolder(['a/b/c.tif', 'a/b/d/e.tif'])).toBe('a/b');
    expect(sharedFolder(['a/b.tif', 'ab/b.tif'])).toBe('');
    expect(sharedFolder(['top.tif'])).toBe('');
    expect(sharedFolder([])).toBe('');
  });

  it('keep their folders below the results, and their number in the project', () => {
    const own = {
      id: 'mine',
      path: 'plate/a.tif',
      innerPath: '',
      nickname: 'a',
      metadata: null
    };
    const [first, second] = batchImages(
      ['data/plate/a.tif', 'data/b.ome.tif'],
      { folder: 'data', images: [own] },
      'out',
      DEFAULT_EXPORT_SETTINGS
    );
    expect(first.reference).toMatchObject({
      id: 'mine',
      nickname: 'plate/a.tif'
    });
    expect(first.place('a_objects.csv')).toBe('out/plate/a_objects.csv');
    expect(second.reference).toMatchObject({
      path: 'b.ome.tif',
      nickname: 'b.ome.tif'
    });
    expect(second.place('b_objects.csv')).toBe('out/b_objects.csv');
  });

  it('have files that are there already, asked folder by folder', async () => {
    expect(
      await existingFiles(contents, [
        'data/out/b9_objects.tif',
        'data/out/new.csv',
        'nowhere/summary.csv'
      ])
    ).toEqual(['data/out/b9_objects.tif']);
  });
});

describe('the journal of an unfinished run', () => {
  const serverOf = (text: string | null, size = text?.length) => ({
    describe: async () => {
      if (text === null) {
        throw Object.assign(new Error('not found'), {
          response: { status: 404 }
        });
      }
      return { size } as Contents.IModel;
    },
    fetchRange: async () => new Response(text ?? '')
  });

  it('is found, or none is there', async () => {
    expect(await findJournal('out/j', serverOf(null))).toBeNull();
    const head = { classifier: 'ab', exporters: ['objects-csv'] };
    expect(
      await findJournal('out/j', serverOf(`${JSON.stringify(head)}\n`))
    ).toEqual({ head, entries: [], columns: null });
  });

  it('is refused, and stays, if it is something else', async () => {
    await expect(findJournal('out/j', serverOf('notes\n'))).rejects.toThrow(
      /Delete it, or choose another/
    );
    await expect(findJournal('out/j', serverOf('{}', 1e9))).rejects.toThrow(
      /out\/j.part has 1000000000 bytes/
    );
  });
});

describe('a file that grows', () => {
  /** A server that appends chunks; `fail` answers before or after it stored one. */
  function createServer() {
    const files = new Map<string, number[]>();
    const state = { fail: null as null | 'before' | 'after' };
    const host: GrowingFileHost = {
      server: {
        put: async (path, bytes, chunk) => {
          if (state.fail === 'before') {
            throw new Error('no space left on device');
          }
          const before = chunk === 1 ? [] : (files.get(path) ?? []);
          files.set(path, [...before, ...bytes]);
          if (state.fail === 'after') {
            throw new Error('connection lost');
          }
          return {} as Contents.IModel;
        },
        describe: async path =>
          ({ size: files.get(path)?.length }) as Contents.IModel,
        fetchRange: async (path, start, stop) =>
          new Response(
            Uint8Array.from(files.get(path) ?? []).slice(start, stop)
          ),
        remove: async path => {
          if (!files.delete(path)) {
            throw Object.assign(new Error('gone'), {
              response: { status: 404 }
            });
          }
        }
      },
      contents: {
        rename: async (from, to) => {
          files.set(to, files.get(from) ?? []);
          files.delete(from);
          return {} as Contents.IModel;
        }
      }
    };
    return { files, host, state };
  }

  it('has its name only when it is complete, in place of an older one', async () => {
    const { files, host } = createServer();
    files.set('t.csv', [9]).set('t.csv.part', [8]);
    const file = await GrowingFile.begin('t.csv', host);
    await file.append(Uint8Array.of(1, 2));
    await file.append(Uint8Array.of(3));
    expect(files.get('t.csv')).toEqual([9]);
    expect(await file.finish()).toBe('t.csv');
    expect([...files]).toEqual([['t.csv', [1, 2, 3]]]);
  });

  it.each([
    ['where it ended', [1, 2]],
    ['before what is to be forgotten', [1, 2, 7, 7]]
  ])('is continued %s', async (_, there) => {
    const { files, host } = createServer();
    files.set('t.csv.part', there);
    const file = await GrowingFile.begin('t.csv', host, 2);
    await file.append(Uint8Array.of(3));
    await file.finish();
    expect(files.get('t.csv')).toEqual([1, 2, 3]);
  });

  it('is not continued where something is missing', async () => {
    const { files, host } = createServer();
    files.set('t.csv.part', [1]);
    await expect(GrowingFile.begin('t.csv', host, 2)).rejects.toThrow(
      /at least 2 bytes, but has 1. Start the run anew/
    );
    expect(files.get('t.csv.part')).toEqual([1]);
  });

  it('goes away when it was only wanted meanwhile', async () => {
    const { files, host } = createServer();
    const file = await GrowingFile.begin('t.jsonl', host);
    await file.append(Uint8Array.of(1));
    await file.discard();
    expect(files.size).toBe(0);
  });

  it('goes on after a refusal that left nothing', async () => {
    const { files, host, state } = createServer();
    const file = await GrowingFile.begin('t.csv', host);
    await file.append(Uint8Array.of(1));
    state.fail = 'before';
    await expect(file.append(Uint8Array.of(2))).rejects.toThrow(/disk is full/);
    state.fail = null;
    await file.append(Uint8Array.of(3));
    await file.finish();
    expect(files.get('t.csv')).toEqual([1, 3]);
  });

  it('is given up, not left broken, when a part may have been written', async () => {
    const { files, host, state } = createServer();
    const file = await GrowingFile.begin('t.csv', host);
    await file.append(Uint8Array.of(1));
    state.fail = 'after';
    await expect(file.append(Uint8Array.of(2))).rejects.toThrow(
      PixelForestError
    );
    state.fail = null;
    await expect(file.append(Uint8Array.of(3))).rejects.toThrow(/cannot go on/);
    await expect(file.finish()).rejects.toThrow(/cannot go on/);
    expect(files.size).toBe(0);
  });
});
