import { PixelForestError } from '../../errors';
import { LabelImage } from '../../project/labels';
import { createProject, Project } from '../../project/project';
import { RangeByteSource } from '../byte-sources';
import { IByteSource } from '../contract';
import { openHdf5Image } from '../hdf5/image';
import { fileBytesOf } from '../hdf5/file-bytes';
import { PagedBytes } from '../hdf5/paged-bytes';
import { changeHdf5, setAttribute } from '../hdf5/write-file';
import { formatAxisTags } from '../hdf5/axistags';
import { embeddedPath } from '../ilp/embed';
import { openLocalImage } from '../ilp/local-data';
import { readProject } from '../ilp/read';
import { writeProject } from '../ilp/write';

/** Sizes of the image inside the large project: 200 MB. */
const DEPTH = 50;
const SIDE = 2000;
const PLANE_BYTES = SIDE * SIDE;
const MEGABYTE = 2 ** 20;

const image = {
  id: 'stack',
  path: '',
  innerPath: embeddedPath('stack'),
  nickname: 'stack',
  metadata: null,
  grid: { fileAxes: 'zyx', fileShape: [DEPTH, SIDE, SIDE] }
};

/** Values that tell where they are. */
const valueAt = (z: number, at: number): number => (z * 31 + at * 7) % 251;

/** A file of a server that counts what is fetched. */
function counted(bytes: Uint8Array): {
  source: IByteSource;
  count: { bytes: number; requests: number };
} {
  const count = { bytes: 0, requests: 0 };
  const fetch = (start: number, stop: number): Uint8Array => {
    count.bytes += stop - start;
    count.requests += 1;
    return bytes.slice(start, stop);
  };
  const source = new RangeByteSource(
    'large.ilp',
    bytes.length,
    async (start, stop) => fetch(start, stop),
    fetch
  );
  return { source, count };
}

function sampleProject(): Project {
  const labels = new LabelImage({ t: 1, z: DEPTH, y: SIDE, x: SIDE, c: 1 });
  labels.writeBox(
    { t: 0, z: 3 },
    { y0: 100, x0: 100, y1: 110, x1: 130 },
    new Uint8Array(300).fill(2)
  );
  return {
    ...createProject(),
    images: [image],
    labels: new Map([[image.id, labels]])
  };
}

/** A project with an image of 200 MB inside, not compressed. */
async function largeProject(): Promise<Uint8Array> {
  const outside = { ...image, path: 'elsewhere.h5' };
  const small = await writeProject({ ...sampleProject(), images: [outside] });
  const output = await changeHdf5(small);
  const dataset = output.root
    .group('Input Data')
    .group('local_data')
    .extendable(
      'stack',
      new Uint8Array(0),
      [DEPTH, SIDE, SIDE],
      [1, SIDE, SIDE],
      'uncompressed'
    );
  dataset.resize([DEPTH, SIDE, SIDE]);
  for (let z = 0; z < DEPTH; z++) {
    const plane = Uint8Array.from({ length: PLANE_BYTES }, (_, at) =>
      valueAt(z, at)
    );
    dataset.write_slice(
      [
        [z, z + 1],
        [0, SIDE],
        [0, SIDE]
      ],
      plane
    );
  }
  setAttribute(dataset, 'axistags', formatAxisTags('zyx'));
  const withPixels = output.finish();
  return writeProject(sampleProject(), {
    previous: { bytes: withPixels, name: 'large.ilp' }
  });
}

describe('a project of 200 MB that lies on a server', () => {
  let large: Uint8Array;

  afterEach(() => jest.restoreAllMocks());

  beforeAll(async () => {
    large = await largeProject();
    expect(large.length).toBeGreaterThan(200e6);
  }, 60_000);

  it('is opened by fetching less than 5 MB', async () => {
    const { source, count } = counted(large);
    const { project } = await readProject(
      await fileBytesOf(source),
      'large.ilp'
    );
    expect(project.labels.get('stack')?.counts()[2]).toBe(300);
    expect(count.bytes).toBeLessThan(5 * MEGABYTE);
    expect(count.requests).toBeLessThan(60);
  });

  it('shows one slice of the image inside by fetching little more than that slice', async () => {
    const { source, count } = counted(large);
    const opened = await openLocalImage(source, image);
    const [plane] = await opened.readPlane({ t: 0, z: 17 });
    opened.close();
    expect(plane).toHaveLength(PLANE_BYTES);
    expect([0, 1234, PLANE_BYTES - 1].map(at => plane[at])).toEqual(
      [0, 1234, PLANE_BYTES - 1].map(at => valueAt(17, at))
    );
    expect(count.bytes).toBeLessThan(PLANE_BYTES + 3 * MEGABYTE);
  });

  it('is saved from parts just as from memory, reading each byte about once', async () => {
    const { source, count } = counted(large);
    const bytes = await fileBytesOf(source);
    expect(bytes).toBeInstanceOf(PagedBytes);
    // the library notes when data sets were made
    const now = new Date(0);
    jest.spyOn(Date, 'now').mockReturnValue(now.getTime());
    const project = sampleProject();
    const classes = project.classes.map((one, i) =>
      i === 0 ? { ...one, name: 'cell wall' } : one
    );
    const edited = { ...project, classes };
    const name = 'large.ilp';
    const fromParts = await writeProject(edited, {
      previous: { bytes, name },
      now
    });
    expect(count.bytes).toBeLessThan(1.1 * large.length);
    const fromMemory = await writeProject(edited, {
      previous: { bytes: large, name },
      now
    });
    expect(Buffer.compare(fromParts, fromMemory)).toBe(0);
    // room to grow is all that the buffer has beside the file
    expect(fromParts.buffer.byteLength - fromParts.length).toBeLessThan(
      17 * MEGABYTE
    );
  }, 30_000);

  it('says what the server said when it stops giving parts', async () => {
    let isOut = false;
    const refused = new PixelForestError('access', 'the server answered 403', {
      status: 403
    });
    const bytes = new PagedBytes(large.length, (start, stop) => {
      if (isOut) {
        throw refused;
      }
      return large.slice(start, stop);
    });
    const source: IByteSource = {
      name: 'large.ilp',
      size: large.length,
      read: async (start, length) => bytes.read(start, length),
      readSync: (start, length) => {
        if (isOut) {
          throw refused;
        }
        return large.slice(start, start + length);
      }
    };
    const opened = await openHdf5Image(source, { innerPath: image.innerPath });
    isOut = true;
    await expect(opened.readPlane({ t: 0, z: 40 })).rejects.toBe(refused);
    isOut = false;
    const [plane] = await opened.readPlane({ t: 0, z: 40 });
    expect(plane[5]).toBe(valueAt(40, 5));
    opened.close();
    isOut = true;
    await expect(readProject(bytes, 'large.ilp')).rejects.toBe(refused);
  });

  it('is refused where a store of texts is damaged', async () => {
    const heap = Buffer.from(large.buffer, large.byteOffset, 4 * MEGABYTE);
    const start = heap.indexOf('GCOL');
    expect(start).toBeGreaterThan(0);
    const { source } = counted(large);
    const damaged = new PagedBytes(large.length, (from, to) => {
      const part = source.readSync!(from, to - from);
      for (let at = Math.max(from, start + 8); at < Math.min(to, start + 16);) {
        part[at - from] = 0xff;
        at += 1;
      }
      return part;
    });
    await expect(readProject(damaged, 'large.ilp')).rejects.toMatchObject({
      tag: 'format'
    });
  });
});

describe('bytes in pages', () => {
  const size = 40 * MEGABYTE + 123;
  const byteAt = (at: number): number => (at * 7 + (at >> 16)) % 256;
  const create = () => {
    const asked: [number, number][] = [];
    const bytes = new PagedBytes(size, (start, stop) => {
      asked.push([start, stop]);
      return Uint8Array.from({ length: stop - start }, (_, i) =>
        byteAt(start + i)
      );
    });
    return { bytes, asked };
  };

  it('are those of the file, across pages and at its end', () => {
    const { bytes } = create();
    for (const [start, length] of [
      [0, 10],
      [65530, 20],
      [size - 100, 100],
      [131072, 65536],
      [5, 200_000],
      [MEGABYTE + 3, 5 * MEGABYTE]
    ]) {
      const read = bytes.read(start, length);
      expect(read).toHaveLength(length);
      for (const at of [0, length >> 1, length - 1]) {
        expect(read[at]).toBe(byteAt(start + at));
      }
    }
  });

  it('are fetched once, and more at a time when read from front to back', () => {
    const { bytes, asked } = create();
    for (let at = 0; at + 1000 <= 16 * MEGABYTE; at += 1000) {
      bytes.read(at, 1000);
    }
    const fetched = asked.reduce((sum, [start, stop]) => sum + stop - start, 0);
    expect(fetched).toBeLessThan(24 * MEGABYTE);
    expect(asked.length).toBeLessThan(15);
    asked.length = 0;
    bytes.read(16 * MEGABYTE - 5000, 1000);
    expect(asked).toEqual([]);
  });

  it('are dropped when there are many: what was used last stays', () => {
    const { bytes, asked } = create();
    for (let at = 36 * MEGABYTE; at >= 0; at -= 65536) {
      bytes.read(at, 8);
      bytes.read(39 * MEGABYTE, 8);
    }
    asked.length = 0;
    bytes.read(39 * MEGABYTE, 8);
    expect(asked).toEqual([]);
    bytes.read(36 * MEGABYTE, 8);
    expect(asked).toHaveLength(1);
  });
});
