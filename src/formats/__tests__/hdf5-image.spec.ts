import { readFileSync } from 'fs';
import { join } from 'path';
import { PixelForestError } from '../../errors';
import { PixelArray } from '../../project/grid';
import { MemoryByteSource } from '../byte-sources';
import { hdf5ImageReader, listDatasets, openHdf5Image } from '../hdf5/image';
import { repairString } from '../hdf5/strings';

const FIXTURES = join(__dirname, '..', '..', '..', 'fixtures', 'hdf5');

const sourceOf = (name: string): MemoryByteSource =>
  new MemoryByteSource(
    name,
    new Uint8Array(readFileSync(join(FIXTURES, name)))
  );

const open = (name: string, innerPath = '') =>
  openHdf5Image(sourceOf(name), { innerPath });

async function firstPlane(name: string, innerPath: string) {
  const image = await open(name, innerPath);
  const planes = await image.readPlane({ t: 0, z: 0 });
  image.close();
  return { dtype: image.metadata.dtype, plane: planes[0] };
}

async function failureOf(call: Promise<unknown>): Promise<PixelForestError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason
  );
  expect(error).toBeInstanceOf(PixelForestError);
  return error as PixelForestError;
}

describe('axes', () => {
  it.each([
    'yx',
    'xy',
    'cyx',
    'yxc',
    'zyx',
    'tyx',
    'czyx',
    'txyzc',
    'tzyxc',
    'xcyzt'
  ])('cuts %s into planes by its axes', async axes => {
    const image = await open('orders.h5', `/${axes}`);
    const { shape, fileAxes } = image.metadata;
    expect(fileAxes).toBe(axes);
    const size = (axis: string, length: number) =>
      axes.includes(axis) ? length : 1;
    expect(shape).toEqual({
      t: size('t', 2),
      z: size('z', 3),
      y: 4,
      x: 5,
      c: size('c', 2)
    });
    for (let t = 0; t < shape.t; t++) {
      for (let z = 0; z < shape.z; z++) {
        const planes = await image.readPlane({ t, z });
        const expected = Array.from({ length: shape.c }, (_, c) =>
          Uint16Array.from(
            { length: 20 },
            (_, i) =>
              1000 * t + 100 * z + 10 * Math.floor(i / 5) + (i % 5) + 5000 * c
          )
        );
        expect(planes).toEqual(expected);
      }
    }
    image.close();
  });

  it.each([
    ['/d2_5', 'yx'],
    ['/d3_3', 'yxc'],
    ['/d3_5', 'zyx'],
    ['/d4_2', 'zyxc'],
    ['/d5_1', 'tzyxc']
  ])('takes ilastik’s default for %s without axes', async (path, axes) => {
    const image = await open('defaults.h5', path);
    expect(image.metadata.fileAxes).toBe(axes);
    image.close();
  });

  it('lets a project overrule the axes of the file', async () => {
    const image = await openHdf5Image(sourceOf('orders.h5'), {
      innerPath: '/zyx',
      axes: 'tyx'
    });
    expect(image.metadata.shape).toEqual({ t: 3, z: 1, y: 4, x: 5, c: 1 });
    expect((await image.readPlane({ t: 2, z: 0 }))[0][0]).toBe(200);
    image.close();
  });

  it('reads pixel size, display range and the only image of a file', async () => {
    const image = await open('single.h5');
    expect(image.metadata).toMatchObject({
      dtype: 'float32',
      fileAxes: 'zyx',
      fileShape: [2, 3, 4],
      displayRanges: [[2, 20]],
      channelNames: ['']
    });
    const { x, y, z } = image.metadata.pixelSizeUm!;
    expect([x, y, z]).toEqual([
      expect.closeTo(0.065),
      expect.closeTo(0.065),
      0.2
    ]);
    image.close();
  });
});

describe('values', () => {
  it.each([
    ['u1', 'uint8', [0, 255, 1, 2]],
    ['i1', 'int8', [-128, 127, 1, 2]],
    ['u2', 'uint16', [0, 65535, 1, 2]],
    ['i2', 'int16', [-32768, 32767, 1, 2]],
    ['u4', 'uint32', [0, 4294967295, 1, 2]],
    ['i4', 'int32', [-2147483648, 2147483647, 1, 2]],
    ['u8', 'float64', [0, 3, 1, 2]],
    ['i8', 'float64', [0, 3, 1, 2]],
    ['f4', 'float32', [-1.5, 2.25, 1, 2]],
    ['f8', 'float64', [-1.5, 2.25, 1, 2]]
  ])('reads %s in both byte orders as %s', async (name, dtype, values) => {
    for (const path of [`/${name}`, `/${name}_be`]) {
      const read = await firstPlane('types.h5', path);
      expect(read.dtype).toBe(dtype);
      expect(Array.from<number>(read.plane as ArrayLike<number>)).toEqual(
        values
      );
    }
  });

  it('reads truth values as uint8', async () => {
    const { dtype, plane } = await firstPlane('types.h5', '/bool');
    expect(dtype).toBe('uint8');
    expect(plane).toEqual(Uint8Array.of(1, 0, 0, 1));
  });

  it('refuses 64-bit integers that no float64 holds', async () => {
    const image = await open('types.h5', '/i8_large');
    const error = await failureOf(image.readPlane({ t: 0, z: 0 }));
    expect(error.message).toContain('9007199254740993');
    image.close();
  });

  it.each([
    ['f2', 'float16'],
    ['complex', 'records'],
    ['text', 'text']
  ])('refuses %s and says that it is %s', async (name, word) => {
    const error = await failureOf(open('types.h5', `/${name}`));
    expect(error.tag).toBe('format');
    expect(error.message).toContain(word);
  });

  it('reads gzip with shuffle and checksum', async () => {
    const { plane } = await firstPlane('storage.h5', '/gzip');
    expect(
      Array.from<number>(plane as ArrayLike<number>).filter(v => v === 1)
    ).toHaveLength(4);
  });
});

describe('which data set', () => {
  it('lists what can be opened, however the groups are linked', async () => {
    const choices = await listDatasets(sourceOf('types.h5'));
    expect(choices).toHaveLength(22);
    expect(choices[0]).toEqual({
      path: '/bool',
      shape: [2, 2],
      typeName: 'uint8'
    });
    const ring = await listDatasets(sourceOf('storage.h5'));
    expect(ring.map(({ path }) => path)).toContain('/gzip');
  });

  it('asks for one of several, by name', async () => {
    const error = await failureOf(open('defaults.h5'));
    expect(error.tag).toBe('format');
    expect(error.message).toContain('defaults.h5/d3_3 (4, 5, 3) uint8');
  });

  it.each([
    ['nothing.h5', '', 'holds 0'],
    ['orders.h5', '/nope', 'no data set /nope'],
    ['storage.h5', '/lzf', 'lzf'],
    ['storage.h5', '/virtual', 'elsewhere.h5'],
    ['storage.h5', '/bad_axes', 'axistags'],
    ['storage.h5', '/more_axes', '2 dimensions (2, 2) but the axes "yxc"'],
    ['storage.h5', '/nowhere', 'Looking up nowhere']
  ])('refuses %s%s and says why', async (name, path, words) => {
    const error = await failureOf(open(name, path));
    expect(error.tag).toBe('format');
    expect(error.message).toContain(words);
  });
});

describe('limits', () => {
  it.each(['/giant', '/giant_chunk'])(
    'refuses %s before it takes the memory',
    async path => {
      const image = await open('storage.h5', path);
      const error = await failureOf(image.readPlane({ t: 0, z: 0 }));
      expect(error.tag).toBe('memory');
      image.close();
    }
  );

  it('refuses a file too large to load', async () => {
    const error = await failureOf(
      openHdf5Image({
        name: 'large.h5',
        size: 2 ** 40,
        read: () => Promise.reject(new Error('must not be read'))
      })
    );
    expect(error.tag).toBe('memory');
  });

  it('refuses a plane the image does not have', async () => {
    const image = await open('single.h5');
    expect((await failureOf(image.readPlane({ t: 0, z: 2 }))).tag).toBe(
      'input'
    );
    image.close();
  });

  it('stops when cancelled', async () => {
    const image = await open('single.h5');
    const cancelled = AbortSignal.abort();
    await expect(image.readPlane({ t: 0, z: 0 }, cancelled)).rejects.toBe(
      cancelled.reason
    );
    await expect(
      openHdf5Image(sourceOf('single.h5'), { signal: cancelled })
    ).rejects.toBe(cancelled.reason);
    image.close();
  });

  it('may be closed twice, and planes outlive it', async () => {
    const image = await open('single.h5');
    const [plane]: PixelArray[] = await image.readPlane({ t: 0, z: 1 });
    image.close();
    image.close();
    expect(plane[0]).toBe(12);
  });

  it('refuses a heap of texts that the library would never return from', async () => {
    const bytes = await sourceOf('single.h5').read(0, 1e6);
    const damaged = bytes.slice();
    const heap = Buffer.from(damaged.buffer).indexOf('GCOL');
    expect(heap).toBeGreaterThan(0);
    damaged.fill(0, heap + 16, heap + 48); // free space of no length
    const error = await failureOf(
      openHdf5Image(new MemoryByteSource('single.h5', damaged))
    );
    expect(error.message).toContain('contradicts itself');
  });
});

describe('recognises', () => {
  it('knows HDF5 by its first bytes', async () => {
    const head = await sourceOf('single.h5').read(0, 64);
    expect(hdf5ImageReader.recognises(head)).toBe(true);
    expect(hdf5ImageReader.recognises(new Uint8Array(64))).toBe(false);
    expect(hdf5ImageReader.recognises(new Uint8Array(0))).toBe(false);
  });
});

describe('repairString', () => {
  it.each([
    ['(Ï\u0083=1.0)', '(σ=1.0)'],
    ['(Ïƒ=1.0)', '(σ=1.0)'],
    ['â‚¬', '€'],
    ['plain', 'plain'],
    ['café', 'café'],
    ['σ', 'σ']
  ])('turns %s into %s', (stored, meant) => {
    expect(repairString(stored)).toBe(meant);
  });
});
