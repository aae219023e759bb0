import { BatchRow } from '../../export/batch-contract';
import { csvLines } from '../../export/csv';

/** Name of the table of verdicts, beside that of the run. */
export const SPOT_CHECK_NAME = 'spot-check.csv';
/** How many images are looked at if the user asks for no other number. */
export const USUAL_SAMPLE = 10;

/** What the user says of a result. */
export type SpotVerdict = 'yes' | 'no' | 'skipped';

/** Images drawn by chance, and what was said of the first of them. */
export type SpotCheck = {
  readonly rows: readonly BatchRow[];
  /** As many as were judged, in the order of `rows`. */
  readonly verdicts: readonly SpotVerdict[];
};

/**
 * Draws finished images by chance, each at most once; all if there are fewer.
 *
 * @param random uniform in 0 ≤ x < 1
 */
export function drawSpotCheck(
  rows: readonly BatchRow[],
  count: number,
  random: () => number
): SpotCheck {
  const left = rows.filter(({ status }) => status === 'done');
  const size = Math.min(count, left.length);
  for (let i = 0; i < size; i++) {
    const other = i + Math.floor(random() * (left.length - i));
    [left[i], left[other]] = [left[other], left[i]];
  }
  return { rows: left.slice(0, size), verdicts: [] };
}

/** The same check after the next image was judged; as it was if none is left. */
export function judge(check: SpotCheck, verdict: SpotVerdict): SpotCheck {
  return check.verdicts.length < check.rows.length
    ? { ...check, verdicts: [...check.verdicts, verdict] }
    : check;
}

/** The same check without its last verdict. */
export function takeBack(check: SpotCheck): SpotCheck {
  return { ...check, verdicts: check.verdicts.slice(0, -1) };
}

/** How many results are right, of how many that were judged, and how many were skipped. */
export function spotTally({ verdicts }: SpotCheck): {
  readonly right: number;
  readonly judged: number;
  readonly skipped: number;
} {
  const count = (wanted: SpotVerdict): number =>
    verdicts.filter(verdict => verdict === wanted).length;
  const right = count('yes');
  return {
    right,
    judged: right + count('no'),
    skipped: count('skipped')
  };
}

/** A header and one row per image drawn; those not yet looked at have no verdict. */
export function spotCheckText({ rows, verdicts }: SpotCheck): string {
  return csvLines([
    ['image', 'verdict', 'objects', 'area_px'],
    ...rows.map(({ name, result }, i) => [
      name,
      verdicts[i] ?? '',
      result?.objectCount ?? NaN,
      result?.areaPx ?? NaN
    ])
  ]);
}
