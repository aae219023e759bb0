/**
 * Lines around objects, along the sides of pixels, for programs that keep
 * polygons.
 *
 * @source docs/formats.md, “Outlines of objects”
 */
const EAST = 0;
const SOUTH = 1;
const WEST = 2;

/** Where a line is: a pixel of the object to its right, and where it heads. */
let y: i32 = 0;
let x: i32 = 0;
let heading: i32 = EAST;

/**
 * Follows each border of each object of a plane once, with the object on the
 * right: outer lines run clockwise on the screen, lines around holes against it.
 * Pixels of an object are joined at their sides, so that lines may touch
 * themselves at corners.
 *
 * @param labels   (y, x) uint32 object ids, 0 = none
 * @param visited  (y, x) uint8 of scratch
 * @param rings    int32, written: per line its id, the number of its corners, then x and y of each; nothing beyond `room`
 * @param room     how many int32 fit
 * @returns        how many int32 there are
 */
export function traceRings(
  labels: usize,
  height: i32,
  width: i32,
  visited: usize,
  rings: usize,
  room: i32
): i32 {
  memory.fill(visited, 0, <usize>height * <usize>width);
  let at = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const id = idAt(labels, height, width, row, column);
      const isTop =
        id != 0 && idAt(labels, height, width, row - 1, column) != id;
      if (isTop && !load<u8>(visited + <usize>(row * width + column))) {
        const head = at;
        at = follow(labels, height, width, visited, rings, room, row, column, at + 2);
        put(rings, room, head, id);
        put(rings, room, head + 1, (at - head - 2) >> 1);
      }
    }
  }
  return at;
}

/** One line, from the upper left corner of a pixel without its object above. */
function follow(
  labels: usize,
  height: i32,
  width: i32,
  visited: usize,
  rings: usize,
  room: i32,
  row: i32,
  column: i32,
  first: i32
): i32 {
  const id = idAt(labels, height, width, row, column);
  let at = first;
  y = row;
  x = column;
  heading = EAST;
  do {
    if (heading === EAST) {
      store<u8>(visited + <usize>(y * width + x), 1);
    }
    if (turn(labels, height, width, id)) {
      // the corner where the new side begins
      put(rings, room, at, x + <i32>(heading === SOUTH || heading === WEST));
      put(rings, room, at + 1, y + <i32>(heading !== EAST && heading !== SOUTH));
      at += 2;
    }
  } while (heading !== EAST || y !== row || x !== column);
  return at;
}

/** To the next side of a pixel. @returns whether there is a corner between */
function turn(labels: usize, height: i32, width: i32, id: i32): bool {
  // one pixel along the line, and one to the left of it
  const dy = heading === EAST || heading === WEST ? 0 : heading === SOUTH ? 1 : -1;
  const dx = heading === EAST ? 1 : heading === WEST ? -1 : 0;
  if (idAt(labels, height, width, y + dy, x + dx) !== id) {
    heading = (heading + 1) & 3;
    return true;
  }
  y += dy;
  x += dx;
  // left of a heading (dx, dy) on the screen is (dy, −dx)
  if (idAt(labels, height, width, y - dx, x + dy) !== id) {
    return false;
  }
  y -= dx;
  x += dy;
  heading = (heading + 3) & 3;
  return true;
}

function idAt(labels: usize, height: i32, width: i32, row: i32, column: i32): i32 {
  return row < 0 || column < 0 || row >= height || column >= width
    ? 0
    : load<i32>(labels + ((<usize>row * <usize>width + <usize>column) << 2));
}

function put(rings: usize, room: i32, at: i32, value: i32): void {
  if (at < room) {
    store<i32>(rings + (<usize>at << 2), value);
  }
}
