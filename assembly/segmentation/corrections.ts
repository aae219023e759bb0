/**
 * Corrections by hand on numbered objects: renaming, a new object inside an
 * outline, cutting along a line. Points are (y, x) float64 pairs in pixels; a
 * pixel's centre has whole-number coordinates.
 */

/** The highest id. */
export function highestObject(labels: usize, length: i32): u32 {
  let highest: u32 = 0;
  for (let i = 0; i < length; i++) {
    const id = load<u32>(labels + (<usize>i << 2));
    highest = max(highest, id);
  }
  return highest;
}

/**
 * Gives every object another id.
 *
 * @param table new id per id, uint32; ids beyond `count` stay
 */
export function renameObjects(
  labels: usize,
  length: i32,
  table: usize,
  count: u32
): void {
  for (let i = 0; i < length; i++) {
    const at = labels + (<usize>i << 2);
    const id = load<u32>(at);
    if (id < count) {
      store<u32>(at, load<u32>(table + (<usize>id << 2)));
    }
  }
}

/**
 * Numbers the objects from 1 without gaps, in the order of their first pixels.
 *
 * @param table work of `highest` + 1 uint32
 * @returns how many there are
 */
export function renumberObjects(
  labels: usize,
  length: i32,
  table: usize,
  highest: u32
): u32 {
  memory.fill(table, 0, (<usize>highest + 1) << 2);
  let count: u32 = 0;
  for (let i = 0; i < length; i++) {
    const at = labels + (<usize>i << 2);
    const id = load<u32>(at);
    if (id) {
      const entry = table + (<usize>id << 2);
      let next = load<u32>(entry);
      if (!next) {
        next = ++count;
        store<u32>(entry, next);
      }
      store<u32>(at, next);
    }
  }
  return count;
}

/** Bytes of work that drawing and cutting in a plane need. */
export function correctionBytes(height: i32, width: i32): u32 {
  return (<u32>height * <u32>width * 4 + <u32>width + 16) << 2;
}

/**
 * Makes the pixels inside an outline that are no object yet an object (even–odd
 * rule; a centre on the left or upper edge is inside).
 *
 * @param labels (y, x) uint32 of one plane, written
 * @param work   {@link correctionBytes}
 * @returns pixels of the new object
 */
export function drawObject(
  labels: usize,
  height: i32,
  width: i32,
  points: usize,
  pointCount: i32,
  id: u32,
  work: usize
): i32 {
  let drawn = 0;
  for (let y = 0; y < height; y++) {
    // a byte per column: whether an odd number of edges lies there
    memory.fill(work, 0, <usize>width + 1);
    let isMet = false;
    for (let i = 0; i < pointCount; i++) {
      const a = points + (<usize>i << 4);
      const next = i + 1 < pointCount ? i + 1 : 0;
      const b = points + (<usize>next << 4);
      const ay = load<f64>(a);
      const by = load<f64>(b);
      if (ay <= <f64>y !== by <= <f64>y) {
        const ax = load<f64>(a, 8);
        const share = (<f64>y - ay) / (by - ay);
        const x = Math.ceil(ax + share * (load<f64>(b, 8) - ax));
        const column = <usize>max<f64>(0, min<f64>(<f64>width, x));
        store<u8>(work + column, load<u8>(work + column) ^ 1);
        isMet = true;
      }
    }
    if (!isMet) {
      continue;
    }
    let isInside: u8 = 0;
    for (let x = 0; x < width; x++) {
      isInside ^= load<u8>(work + <usize>x);
      const at = labels + (<usize>(y * width + x) << 2);
      if (isInside && !load<u32>(at)) {
        store<u32>(at, id);
        drawn++;
      }
    }
  }
  return drawn;
}

let cutCount: i32 = 0;

/**
 * Cuts the objects that a line runs across: pieces on either side (8-connected)
 * get ids of their own, and the pixels of the line go to the piece beside them.
 *
 * @param labels  (y, x) uint32 of one plane, written
 * @param firstId from here on ids are free
 * @param work    {@link correctionBytes}
 * @returns the next free id
 */
export function splitObjects(
  labels: usize,
  height: i32,
  width: i32,
  points: usize,
  pointCount: i32,
  firstId: u32,
  work: usize
): u32 {
  const block = <usize>(height * width) << 2;
  const cutAt = work;
  const cutId = work + block;
  const stack = cutId + block;
  const origin = stack + block;
  cutCount = 0;
  markLine(labels, height, width, points, pointCount, cutAt, cutId);
  // every piece beside the line gets an id
  let nextId = firstId;
  for (let i = 0; i < cutCount; i++) {
    const id = load<u32>(cutId + (<usize>i << 2));
    const at = <i32>load<u32>(cutAt + (<usize>i << 2));
    for (let n = 0; n < 8; n++) {
      const beside = neighbour(at, n, height, width);
      if (beside >= 0 && load<u32>(labels + (<usize>beside << 2)) === id) {
        store<u32>(origin + (<usize>(nextId - firstId) << 2), id);
        fill(labels, height, width, beside, id, nextId++, stack);
      }
    }
  }
  // pixels of the line join a piece of their object, from its border inwards
  let isChanged = true;
  while (isChanged) {
    isChanged = false;
    for (let i = 0; i < cutCount; i++) {
      const at = <i32>load<u32>(cutAt + (<usize>i << 2));
      const place = labels + (<usize>at << 2);
      const id = load<u32>(cutId + (<usize>i << 2));
      for (let n = 0; n < 8 && !load<u32>(place); n++) {
        const beside = neighbour(at, n, height, width);
        const piece: u32 =
          beside < 0 ? 0 : load<u32>(labels + (<usize>beside << 2));
        if (
          piece >= firstId &&
          load<u32>(origin + (<usize>(piece - firstId) << 2)) === id
        ) {
          store<u32>(place, piece);
          isChanged = true;
        }
      }
    }
  }
  // an object that is nothing but line stays as it was
  for (let i = 0; i < cutCount; i++) {
    const place = labels + (<usize>load<u32>(cutAt + (<usize>i << 2)) << 2);
    if (!load<u32>(place)) {
      store<u32>(place, load<u32>(cutId + (<usize>i << 2)));
    }
  }
  return nextId;
}

/** Takes the pixels of the line out of their objects and lists them. */
function markLine(
  labels: usize,
  height: i32,
  width: i32,
  points: usize,
  pointCount: i32,
  cutAt: usize,
  cutId: usize
): void {
  let lastY = 0;
  let lastX = 0;
  for (let i = 0; i + 1 < pointCount; i++) {
    const a = points + (<usize>i << 4);
    const ay = load<f64>(a);
    const ax = load<f64>(a, 8);
    const dy = load<f64>(a, 16) - ay;
    const dx = load<f64>(a, 24) - ax;
    const steps = <i32>Math.ceil(2 * max<f64>(Math.abs(dy), Math.abs(dx))) + 1;
    for (let step = 0; step <= steps; step++) {
      const share = <f64>step / <f64>steps;
      const y = <i32>Math.floor(ay + share * dy + 0.5);
      const x = <i32>Math.floor(ax + share * dx + 0.5);
      if ((i > 0 || step > 0) && y !== lastY && x !== lastX) {
        // no gap at a corner: objects are connected across corners
        cut(labels, height, width, y, lastX, cutAt, cutId);
      }
      cut(labels, height, width, y, x, cutAt, cutId);
      lastY = y;
      lastX = x;
    }
  }
}

function cut(
  labels: usize,
  height: i32,
  width: i32,
  y: i32,
  x: i32,
  cutAt: usize,
  cutId: usize
): void {
  if (y < 0 || x < 0 || y >= height || x >= width) {
    return;
  }
  const at = y * width + x;
  const place = labels + (<usize>at << 2);
  const id = load<u32>(place);
  if (id) {
    store<u32>(cutAt + (<usize>cutCount << 2), <u32>at);
    store<u32>(cutId + (<usize>cutCount << 2), id);
    cutCount++;
    store<u32>(place, 0);
  }
}

/** Gives the piece around a pixel another id. */
function fill(
  labels: usize,
  height: i32,
  width: i32,
  start: i32,
  id: u32,
  newId: u32,
  stack: usize
): void {
  let depth = 1;
  store<u32>(labels + (<usize>start << 2), newId);
  store<u32>(stack, <u32>start);
  while (depth > 0) {
    depth--;
    const at = <i32>load<u32>(stack + (<usize>depth << 2));
    for (let n = 0; n < 8; n++) {
      const beside = neighbour(at, n, height, width);
      if (beside >= 0 && load<u32>(labels + (<usize>beside << 2)) === id) {
        store<u32>(labels + (<usize>beside << 2), newId);
        store<u32>(stack + (<usize>depth << 2), <u32>beside);
        depth++;
      }
    }
  }
}

/** Neighbour n of 0…7 of a pixel (the four at sides first), or −1 outside. */
function neighbour(at: i32, n: i32, height: i32, width: i32): i32 {
  const y = at / width;
  const x = at - y * width;
  let dy = 0;
  let dx = 0;
  if (n < 4) {
    dy = n === 0 ? -1 : n === 1 ? 1 : 0;
    dx = n === 2 ? -1 : n === 3 ? 1 : 0;
  } else {
    dy = n < 6 ? -1 : 1;
    dx = (n & 1) === 0 ? -1 : 1;
  }
  const row = y + dy;
  const column = x + dx;
  return row >= 0 && column >= 0 && row < height && column < width
    ? row * width + column
    : -1;
}
