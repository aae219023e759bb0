import { unzipSync, zipSync } from 'fflate';
import { MemoryByteSource } from '../../formats/byte-sources';
import { readZipDirectory, ZipEntry } from '../../formats/zip/directory';
import { ImageReference } from '../../project/images';
import { NewFileWriter } from '../document/new-file-writer';
import { findMovedImages } from '../sharing/find-moved';
import { formatBytes } from '../sharing/format-bytes';
import { planOf } from '../sharing/unpack-plan';
import { listImages, listResults } from '../sharing/packing-list';
import { unpackEntry } from '../sharing/unpack';
import { ZipWriter } from '../sharing/zip-writer';
import { FakeFileServer, refusal } from './fake-file-server';

function image(id: string, path: string, fingerprint?: string): ImageReference {
  const reference = { id, path, innerPath: '', nickname: id, metadata: null };
  return fingerprint === undefined
    ? reference
    : {
        ...reference,
        metadata: {
          shape: { t: 1, z: 1, y: 2, x: 3, c: 1 },
          dtype: 'uint8',
          fileAxes: 'yx',
          fileShape: [2, 3],
          channelNames: [''],
          channelColors: [null],
          displayRanges: [null],
          pixelSizeUm: null,
          fingerprint
        }
      };
}

/** Bytes that no compressor gets rid of, the same every time. */
function noise(length: number): Uint8Array {
  let state = 7;
  return Uint8Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state >> 16;
  });
}

describe('looking for moved images', () => {
  const files = [
    'new/b.tif',
    'new/deep/day1/a.tif',
    'new/deep/day2/a.tif',
    'new/renamed.tif'
  ].map(localPath => ({ localPath }));

  it('finds them by name, of several in the folder that agrees most', async () => {
    const found = await findMovedImages(
      [
        image('a', '../old/day2/a.tif'),
        image('b', 'C:\\Users\\x\\B.TIF'),
        image('c', 'c.tif')
      ],
      files,
      { isSame: async () => false }
    );
    expect(found.map(one => [one.image.id, one.localPath, one.by])).toEqual([
      ['a', 'new/deep/day2/a.tif', 'name'],
      ['b', 'new/b.tif', 'name']
    ]);
  });

  it('finds renamed ones by their pixels, each file once, names first', async () => {
    const asked: string[] = [];
    const found = await findMovedImages(
      [
        image('b', 'b.tif', 'v1:1'),
        image('c', 'c.tif', 'v1:2'),
        image('d', 'd.tif')
      ],
      files,
      {
        isSame: async ({ id }, localPath) => {
          asked.push(`${id} ${localPath}`);
          return localPath === 'new/renamed.tif';
        }
      }
    );
    expect(found.map(one => [one.image.id, one.localPath, one.by])).toEqual([
      ['b', 'new/b.tif', 'name'],
      ['c', 'new/renamed.tif', 'content']
    ]);
    expect(asked).toHaveLength(3);
    expect(asked.every(one => one.startsWith('c '))).toBe(true);
  });

  it('stops when it is cancelled', async () => {
    const abort = new AbortController();
    await expect(
      findMovedImages([image('c', 'c.tif', 'v1:2')], files, {
        signal: abort.signal,
        isSame: async () => {
          abort.abort();
          return false;
        }
      })
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a packing list', () => {
  const file = (
    localPath: string
  ): { localPath: string; size: number; modified: Date } => ({
    localPath,
    size: 10,
    modified: new Date(2026, 1, 1)
  });

  it('gives each file one place and each image its path there', () => {
    const inside = {
      ...image('in', ''),
      innerPath: '/Input Data/local_data/in'
    };
    const list = listImages(
      [
        image('a', '../one/a.tif'),
        image('b', '../two/A.tif'),
        { ...image('h1', 'x.h5'), innerPath: '/one' },
        { ...image('h2', 'x.h5'), innerPath: '/two' },
        image('gone', 'gone.tif'),
        inside
      ],
      new Map([
        ['a', file('one/a.tif')],
        ['b', file('two/A.tif')],
        ['h1', file('x.h5')],
        ['h2', file('x.h5')]
      ])
    );
    expect(list.images.map(({ localPath, name }) => [localPath, name])).toEqual(
      [
        ['one/a.tif', 'images/a.tif'],
        ['two/A.tif', 'images/A-2.tif'],
        ['x.h5', 'images/x.h5']
      ]
    );
    expect(
      list.references.map(({ path, innerPath }) => path + innerPath)
    ).toEqual([
      'images/a.tif',
      'images/A-2.tif',
      'images/x.h5/one',
      'images/x.h5/two',
      'gone.tif',
      '/Input Data/local_data/in'
    ]);
    expect(list.missing.map(({ id }) => id)).toEqual(['gone']);
  });

  it('takes for results what is named after an image', () => {
    const images = [{ ...image('a', 'a.ome.tif'), nickname: 'a.ome' }];
    const results = listResults(
      images,
      [
        file('a_Probabilities.h5'),
        file('a.ome_mask.png'),
        file('a_photo.tif'),
        file('ab_mask.png'),
        file('a_project.ilp')
      ],
      [{ ...file('a_photo.tif'), name: 'images/a_photo.tif' }]
    );
    expect(results.map(({ name }) => name)).toEqual([
      'results/a_Probabilities.h5',
      'results/a.ome_mask.png'
    ]);
  });

  it('says sizes as people do', () => {
    expect(
      [0, 999, 1000, 3_200_000, 123_400_000, 5e12].map(formatBytes)
    ).toEqual(['0 B', '999 B', '1.0 kB', '3.2 MB', '123 MB', '5000 GB']);
  });
});

describe('a zip', () => {
  const large = noise(2_600_000);
  const plain = new Uint8Array(300_000).fill(7);

  async function pack(server: FakeFileServer): Promise<Uint8Array> {
    const writer = new NewFileWriter(server, 'p.zip');
    const zip = new ZipWriter(bytes => writer.write(bytes));
    const parts = [large.subarray(0, 1_000_000), large.subarray(1_000_000)];
    await zip.add('p/p.ilp', new Date(1970, 0, 1), parts);
    await zip.add('p/images/a.tif', new Date(2026, 1, 1), [plain]);
    await zip.add('p/empty.txt', new Date(2026, 1, 1), []);
    await zip.finish();
    await writer.finish();
    return server.files.get('p.zip')!;
  }

  it('comes out of the server in chunks and is read by others', async () => {
    const server = new FakeFileServer();
    const files = unzipSync(await pack(server));
    expect(server.calls.filter(call => call.startsWith('put'))).toEqual([
      'put p.zip 1',
      'put p.zip 2',
      'put p.zip -1'
    ]);
    expect(Object.keys(files)).toEqual([
      'p/p.ilp',
      'p/images/a.tif',
      'p/empty.txt'
    ]);
    expect(Buffer.from(files['p/p.ilp']).equals(large)).toBe(true);
    expect(Buffer.from(files['p/images/a.tif']).equals(plain)).toBe(true);
  });

  it('is unpacked to the same bytes', async () => {
    const bytes = await pack(new FakeFileServer());
    const source = new MemoryByteSource('p.zip', bytes);
    const entries = await readZipDirectory(source);
    const unpacked = await Promise.all(
      entries.map(entry => unpack(source, entry))
    );
    expect(unpacked[0].equals(large)).toBe(true);
    expect(unpacked[1].equals(plain)).toBe(true);
    expect(unpacked[2]).toHaveLength(0);
  });

  it('with other bytes, or more than it says, is refused', async () => {
    const source = new MemoryByteSource(
      'p.zip',
      zipSync({ 'a.txt': plain, 'b.txt': [plain, { level: 0 }] })
    );
    const [a, b] = await readZipDirectory(source);
    await expect(unpack(source, { ...a, size: 1000 })).rejects.toThrow(
      'larger'
    );
    await expect(unpack(source, { ...a, size: 300_001 })).rejects.toThrow(
      '300000 of 300001'
    );
    await expect(unpack(source, { ...b, crc32: 1 })).rejects.toThrow(
      'checksum'
    );
    await expect(
      unpack(source, { ...b, isDeflated: true })
    ).rejects.toMatchObject({ tag: 'format' });
  });

  it('that could not be written whole is taken away', async () => {
    const server = new FakeFileServer();
    server.failAtPut = { number: 2, error: refusal(507, 'No space left') };
    const writer = new NewFileWriter(server, 'p.zip');
    await expect(writer.write(large)).rejects.toMatchObject({ tag: 'access' });
    await writer.discard();
    expect(server.files.has('p.zip')).toBe(false);
  });

  async function unpack(
    source: MemoryByteSource,
    entry: ZipEntry
  ): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    await unpackEntry(source, entry, async part => {
      parts.push(part.slice());
    });
    return Buffer.concat(parts);
  }
});

describe('a packed project', () => {
  const entry = (name: string): ZipEntry => ({
    name,
    isDeflated: true,
    crc32: 0,
    compressedSize: 0,
    size: 0,
    offset: 0
  });

  it('goes into a folder named like its own', () => {
    const plan = planOf('x.zip', [
      entry('p/p.ilp'),
      entry('p/images/a.tif'),
      entry('p/images/b.ilp')
    ]);
    expect(plan.top).toBe('p');
    expect(plan.project).toBe('p.ilp');
    expect(plan.entries.map(({ target }) => target)).toEqual([
      'p.ilp',
      'images/a.tif',
      'images/b.ilp'
    ]);
    expect(
      planOf('x.zip', [entry('p.ilp'), entry('images/a.tif')]).top
    ).toBeNull();
  });

  it('has one project, or nothing is unpacked', () => {
    expect(() => planOf('x.zip', [entry('a.tif')])).toThrow('has none among 1');
    expect(() => planOf('x.zip', [entry('a.ilp'), entry('b.ilp')])).toThrow(
      'has a.ilp, b.ilp'
    );
  });
});
