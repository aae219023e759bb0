import { TileBox } from '../../project/grid';
import { BandRequest, computeBands } from '../bands';

/** Values tell where they are from: channel, slice and pixel. */
const valueAt = (channel: number, z: number, y: number, x: number): number =>
  channel * 1e6 + z * 3e5 + y * 1000 + x;

function tileOf(
  { sliceCount, channelCount }: BandRequest,
  { y0, x0, y1, x1 }: TileBox
): Float32Array {
  const values: number[] = [];
  for (let channel = 0; channel < channelCount; channel++) {
    for (let z = 0; z < sliceCount; z++) {
      for (let y = y0; y < y1; y++) {
        for (let x = x0; x < x1; x++) {
          values.push(valueAt(channel, z, y, x));
        }
      }
    }
  }
  return Float32Array.from(values);
}

function start(options: Partial<BandRequest> = {}): {
  request: BandRequest;
  begun: TileBox[];
} {
  const begun: TileBox[] = [];
  const request: BandRequest = {
    shape: { t: 1, z: 2, y: 300, x: 200, c: 1 },
    sliceCount: 2,
    channelCount: 3,
    compute: async box => {
      begun.push(box);
      // tiles that began later are done first
      await new Promise(resolve => setTimeout(resolve, 20 - begun.length));
      return tileOf(request, box);
    },
    onBand: () => undefined,
    onProgress: () => undefined,
    ...options
  };
  return { request, begun };
}

describe('computeBands', () => {
  it('gives all rows away from top to bottom, whatever order tiles are done in', async () => {
    const ends: number[][] = [];
    const wrong: string[] = [];
    const { request } = start({
      onBand: ({ y0, y1, slices }) => {
        ends.push([y0, y1]);
        slices.forEach((slice, z) =>
          slice.forEach((value, i) => {
            const channel = Math.floor(i / ((y1 - y0) * 200));
            const y = y0 + (Math.floor(i / 200) % (y1 - y0));
            if (value !== valueAt(channel, z, y, i % 200)) {
              wrong.push(`${channel} ${z} ${y} ${i % 200}: ${value}`);
            }
          })
        );
      }
    });
    await computeBands(request);
    expect(ends).toEqual([
      [0, 128],
      [128, 256],
      [256, 300]
    ]);
    expect(wrong).toEqual([]);
  });

  it('tells of the share that is done, up to 1', async () => {
    const shares: number[] = [];
    const { request } = start({ onProgress: share => shares.push(share) });
    await computeBands(request);
    expect(shares).toHaveLength(6);
    expect(shares[5]).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  });

  it('begins no more than three bands ahead of the one that is being taken', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>(resolve => {
      release = resolve;
    });
    const { request, begun } = start({
      shape: { t: 1, z: 1, y: 128 * 8, x: 64, c: 1 },
      sliceCount: 1,
      channelCount: 1,
      onBand: () => held
    });
    const run = computeBands(request);
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(begun).toHaveLength(3);
    release();
    await run;
    expect(begun).toHaveLength(8);
  });

  it.each(['compute', 'onBand'] as const)(
    'begins no tile after %s failed, and passes the error on',
    async step => {
      const { request, begun } = start({
        shape: { t: 1, z: 1, y: 128 * 40, x: 64, c: 1 },
        sliceCount: 1,
        channelCount: 1
      });
      const compute = request.compute;
      const run = computeBands({
        ...request,
        compute: async box => {
          const tile = await compute(box);
          if (step === 'compute' && box.y0 === 128) {
            throw new Error('disk full');
          }
          return tile;
        },
        onBand: async ({ y0 }) => {
          if (step === 'onBand' && y0 === 128) {
            throw new Error('disk full');
          }
        }
      });
      await expect(run).rejects.toThrow('disk full');
      const count = begun.length;
      expect(count).toBeLessThan(8);
      await new Promise(resolve => setTimeout(resolve, 60));
      expect(begun).toHaveLength(count);
    }
  );
});
