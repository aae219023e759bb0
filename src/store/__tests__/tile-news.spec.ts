import { TileNews, TileNewsItem } from '../tile-news';

const PLANE = { t: 0, z: 0 };
const tile = (y0: number, imageId = 'a', z = 0): TileNewsItem => ({
  imageId,
  plane: { ...PLANE, z },
  box: { y0, x0: 0, y1: y0 + 128, x1: 128 }
});

function start() {
  const told: TileNewsItem[] = [];
  return { news: new TileNews(item => told.push(item)), told };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('news of predicted tiles', () => {
  it('comes together for tiles that are done within a moment', () => {
    const { news, told } = start();
    news.add(tile(0));
    news.add(tile(256));
    expect(told).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(told).toEqual([
      { ...tile(0), box: { y0: 0, x0: 0, y1: 384, x1: 128 } }
    ]);
    jest.advanceTimersByTime(500);
    expect(told).toHaveLength(1);
  });

  it('does not wait for a stream of tiles to end', () => {
    const { news, told } = start();
    for (let i = 0; i < 20; i++) {
      news.add(tile(128 * i));
      jest.advanceTimersByTime(10);
    }
    expect(told.length).toBeGreaterThanOrEqual(2);
  });

  it('is sent off when tiles of another image or plane come, or all is done', () => {
    const { news, told } = start();
    news.add(tile(0));
    news.add(tile(0, 'b'));
    news.add(tile(0, 'b', 1));
    expect(told).toEqual([tile(0), tile(0, 'b')]);
    news.flush();
    expect(told).toHaveLength(3);
    news.flush();
    expect(told).toHaveLength(3);
  });

  it('is dropped with its store', () => {
    const { news, told } = start();
    news.add(tile(0));
    news.dispose();
    jest.advanceTimersByTime(500);
    expect(told).toEqual([]);
  });
});
