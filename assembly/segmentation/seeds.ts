/**
 * Seeds of a piece: its peaks from which one must descend by `depth` or more
 * to reach a higher one (the h-maxima). Water is let down from the highest
 * pixel; where two basins meet, the lower peak has its descent.
 *
 * @source docs/numerics.md, “Objects”
 */
import { ObjectGrid } from './object-grid';

/** A piece with one seed is one object. */
export const ONE_SEED: u32 = 1;

/**
 * Marks the seeds of a piece. Afterwards the label of each pixel is its place
 * in the order of values, from 1.
 *
 * @param count pixels of the piece: `grid.keys` in order of falling value
 * @param marks (pixel,) uint32, written: 1 for seeds, else 0
 * @returns how many seeds there are, at least 1
 */
export function markSeeds(
  grid: ObjectGrid,
  count: u32,
  depth: f64,
  marks: usize
): u32 {
  const parents = grid.work;
  const steps = grid.neighbours;
  const stepsEnd = steps + (<usize>grid.neighbourCount << 2);
  memory.fill(marks, 0, <usize>count << 2);
  store<u32>(marks, 1);
  let seedCount: u32 = 1;
  for (let i: u32 = 0; i < count; i++) {
    const pixel = load<u32>(grid.keys + (<usize>i << 3));
    const value = valueOf(grid, pixel);
    store<u32>(grid.labels + (<usize>pixel << 2), i + 1);
    store<u32>(parents + (<usize>i << 2), i);
    let basin = i;
    for (let step = steps; step < stepsEnd; step += 4) {
      const near = pixel + load<i32>(step);
      const place = load<u32>(grid.labels + (<usize>near << 2));
      if (place == 0 || place > i) {
        continue;
      }
      const other = rootOf(parents, place - 1);
      if (other == basin) {
        continue;
      }
      // the peak that was met first is the higher one
      const higher = min(basin, other);
      const lower = max(basin, other);
      const peak = load<u32>(grid.keys + (<usize>lower << 3));
      const descent = <f64>valueOf(grid, peak) - <f64>value;
      if (descent > 0 && descent >= depth) {
        store<u32>(marks + (<usize>lower << 2), 1);
        seedCount++;
      }
      store<u32>(parents + (<usize>lower << 2), higher);
      basin = higher;
    }
  }
  return seedCount;
}

function valueOf(grid: ObjectGrid, pixel: u32): f32 {
  return load<f32>(grid.values + (<usize>pixel << 2));
}

/** The peak of a basin; paths are halved on the way. */
function rootOf(parents: usize, place: u32): u32 {
  let at = place;
  let parent = load<u32>(parents + (<usize>at << 2));
  while (parent != at) {
    const above = load<u32>(parents + (<usize>parent << 2));
    store<u32>(parents + (<usize>at << 2), above);
    at = above;
    parent = load<u32>(parents + (<usize>at << 2));
  }
  return at;
}
