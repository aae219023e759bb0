/** Corners of a closed line along the sides of pixels: x, y, x, y, … without the first one again. */
export type Ring = readonly number[];

/** A piece of an object: its outer line, then lines around holes in it. */
export type Polygon = readonly Ring[];

/**
 * Polygons of each object from lines the kernels traced. No line touches
 * itself: one that does is cut there, as GeoJSON's simple polygons want it.
 *
 * @param rings as the job `traceRings` gives them
 * @returns by object id, in the order of the ids' first pixels
 */
export function polygonsOf(rings: Int32Array): Map<number, Polygon[]> {
  const lines = new Map<number, Ring[]>();
  for (let at = 0; at < rings.length;) {
    const id = rings[at] >>> 0;
    const end = at + 2 + 2 * rings[at + 1];
    const simple = cutAtTouches([...rings.subarray(at + 2, end)]);
    lines.set(id, [...(lines.get(id) ?? []), ...simple]);
    at = end;
  }
  return new Map(Array.from(lines, ([id, own]) => [id, gather(own)]));
}

/** Cuts a line into lines that pass no corner twice. */
function cutAtTouches(ring: Ring): Ring[] {
  const found: Ring[] = [];
  const path: [number, number][] = [];
  const places = new Map<string, number>();
  for (let i = 0; i < ring.length; i += 2) {
    const key = `${ring[i]} ${ring[i + 1]}`;
    const before = places.get(key);
    if (before !== undefined) {
      const loop = path.splice(before);
      loop.forEach(([x, y]) => places.delete(`${x} ${y}`));
      found.push(loop.flat());
    }
    places.set(key, path.length);
    path.push([ring[i], ring[i + 1]]);
  }
  return [path.flat(), ...found];
}

/** Each hole goes to the smallest outer line around it. */
function gather(lines: readonly Ring[]): Polygon[] {
  const outer = lines
    .filter(line => signedArea(line) > 0)
    .map(line => ({ line, area: signedArea(line), holes: [] as Ring[] }));
  for (const hole of lines.filter(line => signedArea(line) < 0)) {
    const [x, y] = pointInHole(hole);
    const around = outer.filter(({ line }) => contains(line, x, y));
    around.sort((a, b) => a.area - b.area);
    around[0]?.holes.push(hole);
  }
  return outer.map(({ line, holes }) => [line, ...holes]);
}

/** Twice the area; above 0 for lines that run clockwise on the screen. */
function signedArea(ring: Ring): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const next = (i + 2) % ring.length;
    sum += ring[i] * ring[next + 1] - ring[next] * ring[i + 1];
  }
  return sum;
}

/** The centre of a pixel of the hole: above a side that runs to the right. */
function pointInHole(ring: Ring): [number, number] {
  let i = 0;
  while (
    i < ring.length - 2 &&
    !(
      ring[i + 1] === ring[(i + 3) % ring.length] &&
      ring[(i + 2) % ring.length] > ring[i]
    )
  ) {
    i += 2;
  }
  return [ring[i] + 0.5, ring[i + 1] - 0.5];
}

/** Even–odd rule; the point is on no side. */
function contains(ring: Ring, x: number, y: number): boolean {
  let isInside = false;
  for (let i = 0; i < ring.length; i += 2) {
    const next = (i + 2) % ring.length;
    const isUpright = ring[i] === ring[next];
    const [low, high] = [ring[i + 1], ring[next + 1]].sort((a, b) => a - b);
    if (isUpright && ring[i] > x && low < y && y < high) {
      isInside = !isInside;
    }
  }
  return isInside;
}
