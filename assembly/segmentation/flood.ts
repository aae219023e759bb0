/**
 * Seeded watershed of one piece: pixels are taken in order of falling value,
 * those of equal value in the order in which they were reached, and hand their
 * object on to the pixels around them that have none.
 *
 * @source scikit-image's `watershed`, whose order this is; docs/numerics.md, “Objects”
 */
import {
  beginLevels,
  clearLevel,
  firstLevel,
  NO_LEVEL,
  setLevel
} from './level-queue';
import { ObjectGrid } from './object-grid';

/** In a label: the pixel has its object, the rest is the object and no longer a place. */
const TAKEN: u32 = 0x80000000;
const NONE: u32 = 0xffffffff;

/** Per level the first and the last waiting pixel, per pixel the next. */
let heads: usize = 0;
let tails: usize = 0;
let links: usize = 0;

/**
 * Numbers the pixels of a piece by their object, from `grid.objectCount` + 1.
 *
 * @param count pixels, in `grid.keys` in order of falling value; labels as after `markSeeds`
 * @param marks (pixel,) 1 for seeds, else 0; changed
 */
export function flood(grid: ObjectGrid, count: u32, marks: usize): void {
  const keys = grid.keys;
  heads = grid.work;
  tails = heads + (<usize>count << 2);
  links = marks;
  beginLevels(grid.bits, count);
  numberLevels(keys, count);
  memory.fill(heads, 0xff, <usize>count << 2);
  let object: u32 = grid.objectCount;
  for (let i: u32 = 0; i < count; i++) {
    if (load<u32>(marks + (<usize>i << 2))) {
      object++;
      const pixel = load<u32>(keys + (<usize>i << 3));
      store<u32>(grid.labels + (<usize>pixel << 2), TAKEN | object);
      append(keys, i);
    }
  }
  const steps = grid.neighbours;
  const stepsEnd = steps + (<usize>grid.neighbourCount << 2);
  for (let level = firstLevel(); level != NO_LEVEL; level = firstLevel()) {
    const pixel = load<u32>(keys + (<usize>takeFirst(level) << 3));
    const label = load<u32>(grid.labels + (<usize>pixel << 2));
    for (let step = steps; step < stepsEnd; step += 4) {
      const near = pixel + load<i32>(step);
      const place = load<u32>(grid.labels + (<usize>near << 2));
      if (place != 0 && !(place & TAKEN)) {
        store<u32>(grid.labels + (<usize>near << 2), label);
        append(keys, place - 1);
      }
    }
  }
  for (let i: u32 = 0; i < count; i++) {
    const pixel = load<u32>(keys + (<usize>i << 3));
    const at = grid.labels + (<usize>pixel << 2);
    store<u32>(at, load<u32>(at) & ~TAKEN);
  }
}

/** In each key the level takes the place of the value: the first pixel that has it. */
function numberLevels(keys: usize, count: u32): void {
  let value = load<u32>(keys, 4);
  let level: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const key = keys + (<usize>i << 3);
    const own = load<u32>(key, 4);
    if (own != value) {
      value = own;
      level = i;
    }
    store<u32>(key, level, 4);
  }
}

function append(keys: usize, place: u32): void {
  const level = load<u32>(keys + (<usize>place << 3), 4);
  const head = heads + (<usize>level << 2);
  const tail = tails + (<usize>level << 2);
  store<u32>(links + (<usize>place << 2), NONE);
  if (load<u32>(head) == NONE) {
    store<u32>(head, place);
    setLevel(level);
  } else {
    store<u32>(links + (<usize>load<u32>(tail) << 2), place);
  }
  store<u32>(tail, place);
}

function takeFirst(level: u32): u32 {
  const head = heads + (<usize>level << 2);
  const place = load<u32>(head);
  const next = load<u32>(links + (<usize>place << 2));
  store<u32>(head, next);
  if (next == NONE) {
    clearLevel(level);
  }
  return place;
}
