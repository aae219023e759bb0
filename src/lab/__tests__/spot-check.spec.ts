import { BatchRow } from '../../export/batch-contract';
import {
  drawSpotCheck,
  judge,
  spotCheckText,
  spotTally,
  takeBack
} from '../batch/spot-check';

function row(name: string, status: BatchRow['status'] = 'done'): BatchRow {
  return {
    imageId: name,
    name,
    status,
    share: 1,
    message: '',
    seconds: 1,
    result: {
      pixelCount: 100,
      objectCount: 3,
      areaPx: 40,
      areaUm2: null,
      files: []
    },
    picture: null
  };
}

/** Uniform numbers that come again. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const names = Array.from({ length: 30 }, (_, i) => `${i}.tif`);

describe('a spot check', () => {
  it('draws finished images only, each once', () => {
    const rows = names.map((name, i) =>
      row(name, i % 2 === 0 ? 'done' : 'failed')
    );
    const drawn = drawSpotCheck(rows, 10, seeded(1)).rows;
    expect(new Set(drawn.map(({ name }) => name)).size).toBe(10);
    expect(drawn.every(({ status }) => status === 'done')).toBe(true);
    expect(rows.map(({ name }) => name)).toEqual(names);
  });

  it('draws all where fewer are finished than are asked for', () => {
    const rows = [row('a'), row('b', 'waiting'), row('c')];
    const drawn = drawSpotCheck(rows, 10, seeded(1)).rows;
    expect(drawn.map(({ name }) => name).sort()).toEqual(['a', 'c']);
    expect(drawSpotCheck([], 10, seeded(1)).rows).toEqual([]);
  });

  it('draws each image equally often', () => {
    const rows = names.map(name => row(name));
    const random = seeded(7);
    const hits = new Map(names.map(name => [name, 0]));
    for (let i = 0; i < 3000; i++) {
      for (const { name } of drawSpotCheck(rows, 10, random).rows) {
        hits.set(name, (hits.get(name) ?? 0) + 1);
      }
    }
    // 1000 expected of each; the standard deviation is 26
    expect(Math.min(...hits.values())).toBeGreaterThan(870);
    expect(Math.max(...hits.values())).toBeLessThan(1130);
  });

  it('counts yes among yes and no; skipped images do not count', () => {
    let check = drawSpotCheck(
      names.map(name => row(name)),
      4,
      seeded(1)
    );
    for (const verdict of ['yes', 'no', 'skipped', 'yes'] as const) {
      check = judge(check, verdict);
    }
    expect(spotTally(check)).toEqual({ right: 2, judged: 3, skipped: 1 });
    expect(judge(check, 'no')).toBe(check);
    expect(spotTally(takeBack(check))).toEqual({
      right: 1,
      judged: 2,
      skipped: 1
    });
  });

  it('is saved with a row per drawn image, without a verdict where none was given', () => {
    const check = judge({ rows: [row('a,b'), row('=c')], verdicts: [] }, 'no');
    expect(spotCheckText(check)).toBe(
      `image,verdict,objects,area_px\n"a,b",no,3,40\n'=c,,3,40\n`
    );
  });
});
