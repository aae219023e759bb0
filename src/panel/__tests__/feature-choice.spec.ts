import { defaultFeatures } from '../../project/features';
import {
  isChoosable,
  withAllCells,
  withCell,
  withoutScale,
  withScale
} from '../feature-choice';

const choice = defaultFeatures();

describe('isChoosable', () => {
  it('leaves σ below 0.7 to smoothing', () => {
    expect(isChoosable('GaussianSmoothing', 0.3, null)).toBe(true);
    expect(isChoosable('LaplacianOfGaussian', 0.3, null)).toBe(false);
    expect(isChoosable('LaplacianOfGaussian', 0.7, null)).toBe(true);
  });

  it('leaves out σ too large for the smallest image', () => {
    expect(isChoosable('GaussianSmoothing', 5, 5)).toBe(true);
    expect(isChoosable('GaussianSmoothing', 5.1, 5)).toBe(false);
  });
});

describe('changing a choice', () => {
  it('sets one cell and leaves the choice it started from', () => {
    const next = withCell(choice, 2, 3, false);
    expect(next.selected[2][3]).toBe(false);
    expect(next.selected.flat().filter(Boolean)).toHaveLength(36);
    expect(choice.selected[2][3]).toBe(true);
  });

  it('sets all cells that make sense, or none', () => {
    expect(withAllCells(choice, false, null).selected.flat()).not.toContain(
      true
    );
    expect(withAllCells(choice, true, null)).toEqual(choice);
    const fitting = withAllCells(choice, true, 5).selected;
    expect(fitting.map(row => row[6])).not.toContain(true);
    expect(fitting.every(row => row[5])).toBe(true);
  });

  it('sorts a new scale in, filtered in 2-D and not selected', () => {
    const next = withScale(choice, 2.5, null);
    expect(next.scales).toEqual([0.3, 0.7, 1, 1.6, 2.5, 3.5, 5, 10]);
    expect(next.computeIn2d).toEqual(new Array(8).fill(true));
    expect(next.selected.map(row => row[4])).not.toContain(true);
    expect(next.selected.every(row => row[5] && row.length === 8)).toBe(true);
    expect(withScale(choice, 20, null).scales[7]).toBe(20);
    expect(withScale(choice, 3.5, null)).toBe(choice);
  });

  it('filters a new scale of a stack in 3-D unless it is too large', () => {
    expect(withScale(choice, 2.5, 4.2).computeIn2d[4]).toBe(false);
    expect(withScale(choice, 4.5, 4.2).computeIn2d[5]).toBe(true);
  });

  it('takes a scale out again', () => {
    expect(withoutScale(withScale(choice, 2.5, null), 4)).toEqual(choice);
  });
});
