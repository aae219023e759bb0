/** Programs taking turns at the same work: A B A B …, so that all see the same machine. */
import { median, quiet, summary } from './machine.mjs';
import { Rival } from './rivals.mjs';

/**
 * @param sides  `{ name, rival, config }` each; names tell sides of one program apart
 * @param rounds most turns of each
 * @param until  time of `Date.now()` after which no further round begins
 * @param limit  time at which what still runs is stopped
 * @param wantsDigest whether the last round also tells a digest of the results
 * @returns the sides with what they measured, or with `failed`: why not
 */
export async function takeTurns(sides, { rounds, until, limit, wantsDigest }) {
  const seats = [];
  const stop = setTimeout(
    () => seats.forEach(({ program }) => program?.stop('it took too long')),
    Math.max(1000, limit - Date.now())
  );
  try {
    for (const side of sides) {
      await takeSeat(seats, side);
    }
    const busyBefore = await quiet();
    for (let round = 0; round < rounds; round++) {
      const isLast = round === rounds - 1 || Date.now() > until;
      for (const place of seats.filter(({ program }) => program)) {
        await takeTurn(place, isLast && wantsDigest);
      }
      if (isLast) {
        break;
      }
    }
    return { busyBefore, sides: seats.map(describe) };
  } finally {
    clearTimeout(stop);
    await Promise.all(seats.map(({ program }) => program?.close()));
  }
}

/** One after the other, so that getting ready is not slowed by the others. */
async function takeSeat(seats, side) {
  const place = { side, program: null, runs: [] };
  seats.push(place);
  try {
    place.program = new Rival(side.rival, side.config);
    place.facts = await place.program.ready();
  } catch (error) {
    await giveUp(place, error);
  }
}

async function takeTurn(place, wantsDigest) {
  try {
    place.runs.push(await place.program.run(wantsDigest));
  } catch (error) {
    await giveUp(place, error);
  }
}

async function giveUp(place, error) {
  place.failed = error.message;
  await place.program?.close();
  place.program = null;
}

function describe({ side, facts, runs, failed }) {
  const { name, rival } = side;
  if (runs.length === 0) {
    return { name, rival, ...facts, failed: failed ?? 'it had no turn' };
  }
  const all = (field, digits) =>
    summary(
      runs.map(run => run[field]),
      digits
    );
  return {
    name,
    rival,
    ...facts,
    ...(failed ? { failed } : {}),
    wallS: all('wallS', 4),
    cpuS: all('cpuS', 4),
    peakRssMiB: all('peakRssMiB', 1),
    digest: runs[runs.length - 1].digest
  };
}

/**
 * How many times more of something the second side took than the first: the
 * median over rounds, and the extremes.
 *
 * @param field `wallS` or `cpuS`
 */
export function ratio(first, second, field) {
  const rounds = Math.min(
    first[field].values.length,
    second[field].values.length
  );
  const ratios = Array.from(
    { length: rounds },
    (_, i) => second[field].values[i] / first[field].values[i]
  );
  return {
    median: median(ratios),
    least: Math.min(...ratios),
    most: Math.max(...ratios)
  };
}
