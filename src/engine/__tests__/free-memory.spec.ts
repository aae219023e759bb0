import { buffersOf, freeMemory } from '../free-memory';

describe('buffersOf', () => {
  it('finds each buffer once, in lists and objects', () => {
    const shared = new ArrayBuffer(16);
    const other = Int32Array.of(1);
    const result = {
      trees: [{ column: other, left: new Uint8Array(shared, 8) }],
      name: 'x',
      none: null,
      again: new Float32Array(shared)
    };
    expect(buffersOf(result)).toEqual([other.buffer, shared]);
  });
});

describe('freeMemory', () => {
  it('empties all arrays within a value, also those emptied before', () => {
    const job = {
      kind: 'predict',
      patch: { channels: [new Uint8Array(9), new Float32Array(9)] }
    };
    const [bytes, floats] = job.patch.channels;
    freeMemory(job);
    expect([bytes.length, floats.length]).toEqual([0, 0]);
    expect(() => freeMemory(job)).not.toThrow();
  });

  it('gives the memory back at once', async () => {
    // what comes while the drain opens is dropped a little later
    freeMemory(new Uint8Array(1));
    await new Promise(resolve => setTimeout(resolve, 50));
    const heldBytes = (): number => process.memoryUsage().arrayBuffers;
    const before = heldBytes();
    for (let i = 0; i < 50; i++) {
      freeMemory(new Uint8Array(2 ** 22));
    }
    // without, the 200 MiB would wait for the garbage collector
    expect(heldBytes() - before).toBeLessThan(2 ** 23);
  });
});
