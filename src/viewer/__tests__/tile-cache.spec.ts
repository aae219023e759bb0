import { TileCache } from '../layers/tile-cache';
import { FakeBitmap } from './fake-compositor';

/** 400 bytes. */
const bitmap = (): FakeBitmap => new FakeBitmap(10, 10);

describe('TileCache', () => {
  it('closes the longest unused bitmap when the budget is spent', () => {
    const cache = new TileCache(1000);
    const [a, b, c] = [bitmap(), bitmap(), bitmap()];
    cache.put('a', a);
    cache.put('b', b);
    cache.startFrame();
    expect(cache.get('a')).toBe(a);
    cache.put('c', c);
    expect([a, b, c].map(({ isClosed }) => isClosed)).toEqual([
      false,
      true,
      false
    ]);
    expect(cache.get('b')).toBeNull();
    expect(cache.byteCount).toBe(800);
  });

  it('never closes what was drawn in this frame, even beyond the budget', () => {
    const cache = new TileCache(500);
    const bitmaps = [bitmap(), bitmap(), bitmap()];
    cache.startFrame();
    bitmaps.forEach((each, i) => cache.put(String(i), each));
    expect(bitmaps.some(({ isClosed }) => isClosed)).toBe(false);
    cache.startFrame();
    cache.put('3', bitmap());
    expect(bitmaps.every(({ isClosed }) => isClosed)).toBe(true);
    expect(cache.byteCount).toBe(400);
  });

  it('closes the bitmap that another takes the place of', () => {
    const cache = new TileCache(1000);
    const old = bitmap();
    cache.put('a', old);
    cache.put('a', bitmap());
    expect(old.isClosed).toBe(true);
    expect(cache.byteCount).toBe(400);
    expect(cache.size).toBe(1);
  });

  it('closes all of one layer', () => {
    const cache = new TileCache(10000);
    cache.put('raw|a', bitmap());
    cache.put('raw|b', bitmap());
    cache.put('labels|a', bitmap());
    cache.deleteAll('raw|');
    expect(cache.has('labels|a')).toBe(true);
    expect(cache.size).toBe(1);
  });
});
