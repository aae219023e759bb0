import { ArrayImageSource } from '../array-image-source';
import { fingerprintOf } from '../fingerprint';
import { IImageSource } from '../image-source';

const SHAPE = { t: 1, z: 5, y: 40, x: 50, c: 2 };

function image(change: (data: Uint16Array) => void = () => undefined) {
  const data = Uint16Array.from(
    { length: SHAPE.z * SHAPE.y * SHAPE.x * SHAPE.c },
    (_, i) => (i * 2654435761) % 65521
  );
  change(data);
  return new ArrayImageSource({ shape: SHAPE, data });
}

/** Index of a value in (z, y, x, c). */
function at(z: number, y: number, x: number, c: number): number {
  return ((z * SHAPE.y + y) * SHAPE.x + x) * SHAPE.c + c;
}

describe('the fingerprint of an image', () => {
  it('is the same for a copy, whatever is said about it', async () => {
    const copy = image();
    const renamed: IImageSource = {
      metadata: {
        ...copy.metadata,
        channelNames: ['a', 'b'],
        fileAxes: 'zyxc'
      },
      readBox: (request, signal) => copy.readBox(request, signal),
      readPatch: (request, signal) => copy.readPatch(request, signal),
      dispose: () => copy.dispose()
    };
    expect(await fingerprintOf(renamed)).toBe(await fingerprintOf(image()));
  });

  it.each([0, 2, 4])(
    'differs if one value of slice %i differs, in any channel',
    async z => {
      const original = await fingerprintOf(image());
      for (const c of [0, 1]) {
        const other = image(data => (data[at(z, 39, 49, c)] ^= 1));
        expect(await fingerprintOf(other)).not.toBe(original);
      }
    }
  );

  it('differs if the same values have other sizes or another type', async () => {
    const data = new Uint8Array(64).fill(7);
    const shape = { t: 1, z: 1, y: 8, x: 8, c: 1 };
    const prints = await Promise.all([
      fingerprintOf(new ArrayImageSource({ shape, data })),
      fingerprintOf(
        new ArrayImageSource({ shape: { ...shape, y: 4, x: 16 }, data })
      ),
      fingerprintOf(new ArrayImageSource({ shape, data: Int8Array.from(data) }))
    ]);
    expect(new Set(prints).size).toBe(3);
    expect(prints[0]).toMatch(/^v1:[0-9a-f]{64}$/);
  });

  it('of a large plane reads rows from top to bottom, about a million values', async () => {
    const shape = { t: 1, z: 1, y: 3000, x: 1500, c: 1 };
    const source = new ArrayImageSource({
      shape,
      data: new Uint8Array(shape.y * shape.x)
    });
    const rows: number[] = [];
    const watched: IImageSource = {
      metadata: source.metadata,
      readBox: (request, signal) => {
        rows.push(request.box.y0);
        return source.readBox(request, signal);
      },
      readPatch: (request, signal) => source.readPatch(request, signal),
      dispose: () => source.dispose()
    };
    await fingerprintOf(watched);
    expect(rows).toHaveLength(600);
    expect(Math.max(...rows)).toBe(2995);
  });

  it('stops when it is no longer wanted', async () => {
    const controller = new AbortController();
    controller.abort(new Error('closed'));
    await expect(fingerprintOf(image(), controller.signal)).rejects.toThrow(
      'closed'
    );
  });
});
