import { IDecodedImage, MAX_PLANE_BYTES } from '../../formats/contract';
import { PixelArray, PlaneIndex } from '../../project/grid';
import { ArrayImageSource } from '../array-image-source';
import { PlanePatch } from '../patch';
import { PlaneBudget } from '../plane-budget';
import { PlaneImageSource } from '../plane-image-source';

const shape = { t: 2, z: 3, y: 5, x: 7, c: 2 };

/** The value at a place names the place. */
function valueAt(plane: PlaneIndex, y: number, x: number, c: number): number {
  return (((plane.t * 3 + plane.z) * 5 + y) * 7 + x) * 2 + c;
}

function array(): ArrayImageSource {
  const length = 2 * 3 * 5 * 7 * 2;
  return new ArrayImageSource({
    shape,
    data: Uint16Array.from({ length }, (_, i) => i)
  });
}

/** An image that decodes from the same values and counts what it is asked for. */
class CountingImage implements IDecodedImage {
  readonly metadata = array().metadata;
  readonly read: string[] = [];
  readonly aborted: string[] = [];
  isClosed = false;
  delay: Promise<void> = Promise.resolve();

  async readPlane(
    plane: PlaneIndex,
    signal?: AbortSignal
  ): Promise<PixelArray[]> {
    const name = `${plane.t},${plane.z}`;
    this.read.push(name);
    signal?.addEventListener('abort', () => this.aborted.push(name));
    await this.delay;
    return [0, 1].map(c =>
      Uint16Array.from({ length: 35 }, (_, i) =>
        valueAt(plane, Math.floor(i / 7), i % 7, c)
      )
    );
  }

  close(): void {
    this.isClosed = true;
  }
}

const planeBytes = 5 * 7 * 2 * 2;

describe.each([
  ['ArrayImageSource', () => array()],
  ['PlaneImageSource', () => new PlaneImageSource(new CountingImage())]
])('%s', (_, create) => {
  it('cuts the box out of the wanted channels in the wanted order', async () => {
    const plane = { t: 1, z: 2 };
    const box = { y0: 3, x0: 5, y1: 9, x1: 9 };
    const [second, first] = await create().readBox({
      plane,
      box,
      channels: [1, 0]
    });
    const at = [
      [3, 5],
      [3, 6],
      [4, 5],
      [4, 6]
    ];
    expect([...second]).toEqual(at.map(([y, x]) => valueAt(plane, y, x, 1)));
    expect([...first]).toEqual(at.map(([y, x]) => valueAt(plane, y, x, 0)));
    expect(first).toBeInstanceOf(Uint16Array);
  });

  it('adds the halo and says where the patch lies', async () => {
    const patch = await create().readPatch({
      t: 1,
      slices: { z0: 1, z1: 2 },
      box: { y0: 0, x0: 3, y1: 2, x1: 4 },
      halo: 2,
      depthHalo: 0,
      channels: [1]
    });
    expect(patch).toMatchObject({
      slices: { z0: 1, z1: 2 },
      box: { y0: 0, x0: 1, y1: 4, x1: 6 },
      depth: 3,
      height: 5,
      width: 7
    });
    expect(patch.channels).toHaveLength(1);
    expect(patch.channels[0]).toHaveLength(20);
    expect(patch.channels[0][5]).toBe(valueAt({ t: 1, z: 1 }, 1, 1, 1));
  });

  it('adds slices above and below as far as the stack goes', async () => {
    const patch = await create().readPatch({
      t: 1,
      slices: { z0: 1, z1: 3 },
      box: { y0: 4, x0: 2, y1: 9, x1: 3 },
      halo: 1,
      depthHalo: 2,
      channels: [1, 0]
    });
    expect(patch.slices).toEqual({ z0: 0, z1: 3 });
    expect(patch.box).toEqual({ y0: 3, x0: 1, y1: 5, x1: 4 });
    const wanted = (c: number): number[] =>
      [0, 1, 2].flatMap(z =>
        [3, 4].flatMap(y => [1, 2, 3].map(x => valueAt({ t: 1, z }, y, x, c)))
      );
    expect(patch.channels.map(values => [...values])).toEqual([
      wanted(1),
      wanted(0)
    ]);
  });

  it.each([
    ['slices beyond the stack', { z0: 2, z1: 4 }],
    ['slices before it', { z0: -1, z1: 1 }],
    ['no frame', { z0: 0, z1: 1 }, 2]
  ])('refuses a patch of %s', async (_, slices, t = 0) => {
    await expect(
      create().readPatch({
        t,
        slices,
        box: { y0: 0, x0: 0, y1: 1, x1: 1 },
        halo: 0,
        depthHalo: 9,
        channels: [0]
      })
    ).rejects.toMatchObject({ tag: 'input' });
  });

  it.each([
    ['t', { plane: { t: 2, z: 0 } }],
    ['z', { plane: { t: 0, z: -1 } }],
    ['channel', { channels: [0, 2] }],
    ['y', { box: { y0: 5, x0: 0, y1: 6, x1: 1 } }]
  ])('refuses a %s that the image does not have', async (word, wrong) => {
    const request = {
      plane: { t: 0, z: 0 },
      box: { y0: 0, x0: 0, y1: 1, x1: 1 },
      channels: [0],
      ...wrong
    };
    await expect(create().readBox(request)).rejects.toMatchObject({
      tag: 'input',
      message: expect.stringContaining(word)
    });
  });

  it('reads nothing for a signal that is aborted', async () => {
    const request = {
      plane: { t: 0, z: 0 },
      box: { y0: 0, x0: 0, y1: 1, x1: 1 },
      channels: [0]
    };
    await expect(
      create().readBox(request, AbortSignal.abort())
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('ArrayImageSource', () => {
  it('calls a picture yx and a colour picture yxc', () => {
    const picture = new ArrayImageSource({
      shape: { t: 1, z: 1, y: 2, x: 3, c: 1 },
      data: new Float32Array(6)
    });
    expect(picture.metadata).toMatchObject({
      fileAxes: 'yx',
      fileShape: [2, 3],
      dtype: 'float32',
      channelNames: ['']
    });
    expect(array().metadata.fileAxes).toBe('tzyxc');
  });

  it('refuses data that are not as long as the shape says', () => {
    expect(
      () => new ArrayImageSource({ shape, data: new Uint8Array(10) })
    ).toThrow(/needs 420 values .* 10 were given/);
  });
});

describe('PlaneImageSource', () => {
  const read = (
    source: PlaneImageSource,
    z: number,
    signal?: AbortSignal
  ): Promise<PixelArray[]> =>
    source.readBox(
      {
        plane: { t: 0, z },
        box: { y0: 0, x0: 0, y1: 1, x1: 1 },
        channels: [0]
      },
      signal
    );

  it('decodes a plane once, also for readers that come at the same time', async () => {
    const image = new CountingImage();
    const source = new PlaneImageSource(image);
    await Promise.all([read(source, 0), read(source, 0)]);
    await read(source, 0);
    expect(image.read).toEqual(['0,0']);
  });

  it('drops the plane that was not used for longest when the budget is full', async () => {
    const image = new CountingImage();
    const source = new PlaneImageSource(image, new PlaneBudget(2 * planeBytes));
    await read(source, 0);
    await read(source, 1);
    await read(source, 0);
    await read(source, 2);
    expect(source.heldBytes).toBe(2 * planeBytes);
    await read(source, 0);
    expect(image.read).toEqual(['0,0', '0,1', '0,2']);
    await read(source, 1);
    expect(image.read).toEqual(['0,0', '0,1', '0,2', '0,1']);
  });

  it('takes room from the image that was not used for longest, and none from a closed one', async () => {
    const budget = new PlaneBudget(4 * planeBytes);
    const [old, closed, recent] = [0, 1, 2].map(
      () => new PlaneImageSource(new CountingImage(), budget)
    );
    await read(old, 0);
    await read(old, 1);
    await read(closed, 0);
    await read(recent, 0);
    closed.dispose();
    await read(recent, 1);
    expect([old, recent].map(({ heldBytes }) => heldBytes)).toEqual([
      2 * planeBytes,
      2 * planeBytes
    ]);
    await read(recent, 2);
    expect([old, recent].map(({ heldBytes }) => heldBytes)).toEqual([
      planeBytes,
      3 * planeBytes
    ]);
    await read(old, 0);
    expect([old, recent].map(({ heldBytes }) => heldBytes)).toEqual([
      2 * planeBytes,
      2 * planeBytes
    ]);
  });

  it('keeps the plane in use even if it alone exceeds the budget', async () => {
    const image = new CountingImage();
    const source = new PlaneImageSource(image, new PlaneBudget(1));
    await read(source, 0);
    await read(source, 0);
    expect(image.read).toEqual(['0,0']);
  });

  it('decodes the same few planes again where a stack exceeds the budget, not all', async () => {
    const image = new CountingImage();
    const source = new PlaneImageSource(image, new PlaneBudget(2 * planeBytes));
    const readTile = (x: number): Promise<PlanePatch> =>
      source.readPatch({
        t: 0,
        slices: { z0: 1, z1: 2 },
        box: { y0: 0, x0: x, y1: 5, x1: x + 1 },
        halo: 0,
        depthHalo: 1,
        channels: [0]
      });
    for (const x of [0, 1, 2, 3]) {
      const { channels } = await readTile(x);
      expect(channels[0][14]).toBe(valueAt({ t: 0, z: 2 }, 4, x, 0));
    }
    expect(image.read).toEqual(['0,0', '0,1', '0,2', '0,2', '0,2', '0,2']);
    expect(source.heldBytes).toBe(2 * planeBytes);
  });

  it('stops decoding when the last reader gives up, not before', async () => {
    const image = new CountingImage();
    image.delay = new Promise(() => undefined);
    const source = new PlaneImageSource(image);
    const one = new AbortController();
    const two = new AbortController();
    const first = read(source, 0, one.signal);
    const second = read(source, 0, two.signal);
    await Promise.resolve();
    one.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(image.aborted).toEqual([]);
    two.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    expect(image.aborted).toEqual(['0,0']);
  });

  it('decodes again after a failure', async () => {
    const image = new CountingImage();
    image.delay = Promise.reject(new Error('dropped'));
    const source = new PlaneImageSource(image);
    await expect(read(source, 0)).rejects.toThrow('dropped');
    image.delay = Promise.resolve();
    await expect(read(source, 0)).resolves.toHaveLength(1);
  });

  it('refuses a plane that is larger than a tab may hold', async () => {
    const image = new CountingImage();
    const side = Math.sqrt(MAX_PLANE_BYTES);
    Object.assign(image, {
      metadata: {
        ...image.metadata,
        shape: { ...shape, y: side, x: side }
      }
    });
    const source = new PlaneImageSource(image);
    await expect(read(source, 0)).rejects.toMatchObject({
      tag: 'memory',
      message: expect.stringContaining('32768 × 32768')
    });
    expect(image.read).toEqual([]);
  });

  it('refuses a decoder that gives fewer channels than promised', async () => {
    const image = new CountingImage();
    image.readPlane = async () => [new Uint16Array(35)];
    await expect(read(new PlaneImageSource(image), 0)).rejects.toMatchObject({
      tag: 'format'
    });
  });

  it('closes the image when disposed, once', async () => {
    const image = new CountingImage();
    const close = jest.spyOn(image, 'close');
    const source = new PlaneImageSource(image);
    await read(source, 0);
    source.dispose();
    source.dispose();
    expect(close).toHaveBeenCalledTimes(1);
    expect(source.heldBytes).toBe(0);
    await expect(read(source, 0)).rejects.toMatchObject({
      name: 'AbortError'
    });
  });
});
