import { memoryShares } from '../memory-shares';

const sum = (machineGiB?: number): number =>
  Object.values(memoryShares(machineGiB)).reduce((a, b) => a + b, 0);

describe('memoryShares', () => {
  it('keeps within 1 GiB, also where the browser does not tell the machine’s memory', () => {
    expect(sum()).toBe((15 / 16) * 2 ** 30);
    expect(sum(8)).toBe(sum());
    expect(sum(64)).toBe(sum());
  });

  it('takes an eighth of a small machine’s memory, but never less than works', () => {
    expect(sum(4)).toBe(sum() / 2);
    expect(sum(2)).toBe(sum() / 4);
    expect(sum(0.25)).toBe(sum(2));
    expect(memoryShares(4).planeBytes).toBe(2 ** 28);
  });
});
