import { FileRequest } from '../../engine/io-worker/io-calls';
import { PixelForestError } from '../../errors';
import { ImageMetadata } from '../../project/images';
import { StoredFile } from '../document/stored-file';
import { openInside } from '../images/inside-image';
import { ProjectFile } from '../session/project-file';
import { FakeFileServer, someBytes } from './fake-file-server';

const LARGE = 17 * 2 ** 20;

function setUp() {
  const server = new FakeFileServer();
  const file = new ProjectFile({
    server,
    rangeLocation: async (localPath, size) => ({
      url: `http://hub/files/${localPath}`,
      size,
      headers: {}
    })
  });
  return { server, file };
}

const onServer: StoredFile = {
  kind: 'server',
  size: LARGE,
  lastModified: 'then'
};

const kindOf = (file: ProjectFile) =>
  file.use(async request => request?.file.kind ?? null);

/** A promise to be settled from outside. */
function later(): { promise: Promise<void>; settle: () => void } {
  let settle = (): void => undefined;
  const promise = new Promise<void>(resolve => {
    settle = resolve;
  });
  return { promise, settle };
}

describe('the file of a project', () => {
  it('is read in parts where it lies on the server, of no other state', async () => {
    const { file } = setUp();
    await file.open('a.ilp', onServer, async request => {
      expect(request).toEqual({
        name: 'a.ilp',
        file: {
          kind: 'range',
          url: 'http://hub/files/a.ilp',
          size: LARGE,
          headers: {},
          lastModified: 'then'
        }
      });
    });
  });

  it('is not written over while it is read, and not read while it is written over', async () => {
    const { file, server } = setUp();
    file.set('a.ilp', onServer);
    const order: string[] = [];
    const reading = later();
    const read = file.use(async () => {
      await reading.promise;
      order.push('read');
    });
    const bytes = new Uint8Array(LARGE);
    const begun = file.beginWrite('a.ilp', bytes).then(() => {
      order.push('write');
    });
    const next = file.use(async () => {
      order.push('read the new one');
    });
    await new Promise(resolve => setTimeout(resolve));
    expect(order).toEqual([]);
    reading.settle();
    await read;
    await begun;
    server.files.set('a.ilp', bytes);
    await file.endWrite('written');
    await next;
    expect(order).toEqual(['read', 'write', 'read the new one']);
  });

  it('is another one after a save, and the new bytes if the save left half a file', async () => {
    const { file, server } = setUp();
    file.set('a.ilp', onServer);
    const { version } = file;
    const bytes = new Uint8Array(LARGE);
    server.files.set('a.ilp', bytes);
    await file.beginWrite('a.ilp', bytes);
    await file.endWrite('written');
    expect(file.version).not.toBe(version);
    expect(await kindOf(file)).toBe('range');
    await file.beginWrite('a.ilp', bytes);
    await file.endWrite('broken');
    expect(await kindOf(file)).toBe('blob');
    await file.beginWrite('a.ilp', bytes);
    await file.endWrite('unchanged');
    expect(await kindOf(file)).toBe('blob');
  });

  it('that somebody replaced still gives a copy, from what is there now', async () => {
    const { file, server } = setUp();
    file.set('a.ilp', onServer);
    const now = someBytes(100);
    server.files.set('a.ilp', now);
    const gone = new PixelForestError('access', 'it changed');
    const write = async (previous: FileRequest | undefined) => {
      if (previous?.file.kind === 'range') {
        throw gone;
      }
      return previous?.file;
    };
    await expect(file.rewrite(false, write)).rejects.toBe(gone);
    expect(await file.rewrite(true, write)).toEqual({
      kind: 'bytes',
      bytes: now
    });
  });

  it('has its images opened again when another takes its place', async () => {
    const { file } = setUp();
    file.set('a.ilp', onServer);
    const opened: string[] = [];
    const closed: string[] = [];
    const opener = {
      openImage: async ({ file: where }: FileRequest) => {
        const kind = where.kind;
        opened.push(kind);
        return {
          metadata: { shape: { t: 1, z: 1, y: 1, x: 1, c: 1 } } as never,
          readPlane: async () => [Uint8Array.of(kind.length)],
          close: () => {
            closed.push(kind);
          }
        };
      }
    };
    const reference = {
      id: 'i',
      path: '',
      innerPath: '/Input Data/local_data/i',
      nickname: 'i',
      metadata: null
    };
    const { signal } = new AbortController();
    const image = await openInside(file, opener, reference, signal);
    await image.readPlane({ t: 0, z: 0 });
    expect(opened).toEqual(['range']);
    file.set('a.ilp', { kind: 'bytes', bytes: someBytes(5) });
    await image.readPlane({ t: 0, z: 0 });
    await image.readPlane({ t: 0, z: 0 });
    expect(opened).toEqual(['range', 'bytes']);
    expect(closed).toEqual(['range']);
    image.close();
    await Promise.resolve();
    expect(closed).toEqual(['range', 'bytes']);
  });

  it('keeps of an image inside it what the pixels do not tell: names, colours, size of a pixel', async () => {
    const { file } = setUp();
    file.set('a.ilp', onServer);
    const found = {
      shape: { t: 1, z: 1, y: 3, x: 4, c: 1 },
      dtype: 'uint8',
      fileAxes: 'yx',
      fileShape: [3, 4],
      channelNames: [''],
      channelColors: [null],
      displayRanges: [null],
      pixelSizeUm: null
    } as const;
    const known = {
      ...found,
      channelNames: ['DAPI'],
      channelColors: [[0, 0, 255] as const],
      displayRanges: [[3, 90] as const],
      pixelSizeUm: { x: 0.1, y: 0.1, z: null }
    };
    const opener = {
      openImage: async () => ({
        metadata: found,
        readPlane: async () => [new Uint8Array(12)],
        close: () => undefined
      })
    };
    const open = async (metadata: ImageMetadata) => {
      const reference = { id: 'i', path: '', innerPath: '/i', nickname: 'i' };
      const image = await openInside(
        file,
        opener,
        { ...reference, metadata },
        new AbortController().signal
      );
      return image.metadata;
    };
    expect(await open(known)).toEqual(known);
    // of another image there under the same name they tell nothing
    expect(await open({ ...known, fileShape: [4, 3] })).toEqual(found);
    expect(await open({ ...known, dtype: 'uint16' })).toEqual(found);
  });
});
