import { zipSync, Zippable } from 'fflate';
import { MemoryByteSource } from '../byte-sources';
import { Crc32 } from '../zip/crc32';
import { locateEntry, readZipDirectory } from '../zip/directory';

const TEXT = new TextEncoder().encode('a project, some images, a note');

function sourceOf(files: Zippable): MemoryByteSource {
  return new MemoryByteSource('packed.zip', zipSync(files));
}

/** Writes a number into the directory entry of the first file. */
function withField(at: number, value: number, bytes: 2 | 4): MemoryByteSource {
  const zip = zipSync({ 'a.txt': TEXT });
  const view = new DataView(zip.buffer);
  let entry = 0;
  while (view.getUint32(entry, true) !== 0x02014b50) {
    entry += 1;
  }
  if (bytes === 2) {
    view.setUint16(entry + at, value, true);
  } else {
    view.setUint32(entry + at, value, true);
  }
  return new MemoryByteSource('packed.zip', zip);
}

describe('the directory of a zip', () => {
  it('names files with sizes and checksums, without folders and clutter', async () => {
    const entries = await readZipDirectory(
      sourceOf({
        'top/': new Uint8Array(0),
        'top/a.ilp': TEXT,
        'top/images/ä 1.tif': [TEXT, { level: 0 }],
        '__MACOSX/top/._a.ilp': TEXT,
        'top/.DS_Store': TEXT
      })
    );
    const crc = new Crc32();
    crc.update(TEXT);
    expect(entries).toMatchObject([
      { name: 'top/a.ilp', isDeflated: true, size: 30, crc32: crc.digest() },
      { name: 'top/images/ä 1.tif', isDeflated: false, compressedSize: 30 }
    ]);
  });

  it('locates the bytes of an entry', async () => {
    const source = sourceOf({ 'a.txt': [TEXT, { level: 0 }] });
    const [entry] = await readZipDirectory(source);
    const { start, stop } = await locateEntry(source, entry);
    expect(await source.read(start, stop - start)).toEqual(TEXT);
  });

  it.each([
    '../out.txt',
    'a/../../out.txt',
    '/etc/passwd',
    'C:/out.txt',
    'a\\..\\out.txt',
    './a.txt',
    'a//b.txt',
    '.jupyter/config.py',
    'a/\u0000b.txt',
    `${'a/'.repeat(20)}b.txt`
  ])('refuses a file named %j', async name => {
    const source = sourceOf({ 'a.ilp': TEXT, [name]: TEXT });
    await expect(readZipDirectory(source)).rejects.toMatchObject({
      tag: 'format',
      message: expect.stringContaining('Nothing was unpacked')
    });
  });

  it('refuses names that are one on many disks', async () => {
    const source = sourceOf({ 'a.tif': TEXT, 'A.tif': TEXT });
    await expect(readZipDirectory(source)).rejects.toThrow('twice');
  });

  it.each([
    ['encrypted files', withField(8, 1, 2), 'is encrypted'],
    ['another compression', withField(10, 14, 2), 'compression 14'],
    ['links', withField(38, 0xa1ff0000, 4), 'contains a link'],
    ['ZIP64', withField(24, 0xffffffff, 4), 'ZIP64']
  ])('refuses %s with the reason', async (_, source, reason) => {
    await expect(readZipDirectory(source)).rejects.toThrow(reason);
  });

  it('refuses what would fill the disk', async () => {
    const source = sourceOf({
      'a.bin': TEXT,
      'b.bin': TEXT,
      'c.bin': TEXT
    });
    const bytes = await source.read(0, source.size);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length - 4; at++) {
      if (view.getUint32(at, true) === 0x02014b50) {
        view.setUint32(at + 24, 0xfffffff0, true);
      }
    }
    await expect(readZipDirectory(source)).rejects.toThrow('bytes unpacked');
  });

  it('refuses garbage and every cut-off zip without a crash', async () => {
    const zip = zipSync({ 'a.ilp': TEXT, 'b.tif': TEXT });
    for (let length = 0; length < zip.length; length++) {
      const source = new MemoryByteSource('cut.zip', zip.slice(0, length));
      await expect(readZipDirectory(source)).rejects.toMatchObject({
        tag: 'format'
      });
    }
  });
});
