import { LABEL_BLOCK_SIZE } from './block-grid';

/** Pixels of a block. */
const BLOCK_PIXELS = LABEL_BLOCK_SIZE ** 2;

/** Longest run that one pair tells. */
const MAX_RUN = 256;

/**
 * A block of labels as text: base64 of pairs of bytes, a label and how many
 * pixels have it, less one. Strokes are thin and blocks mostly empty, so this
 * takes some tens of characters.
 *
 * @param block (64, 64) uint8, row after row
 */
export function writeRuns(block: Uint8Array): string {
  const pairs: number[] = [];
  for (let start = 0; start < block.length;) {
    let stop = start + 1;
    while (
      stop < block.length &&
      stop - start < MAX_RUN &&
      block[stop] === block[start]
    ) {
      stop++;
    }
    pairs.push(block[start], stop - start - 1);
    start = stop;
  }
  return btoa(String.fromCharCode(...pairs));
}

/** Labels and how many pixels in a row have each. */
export type Runs = readonly {
  readonly label: number;
  readonly length: number;
}[];

/**
 * What {@link writeRuns} wrote.
 *
 * @returns null if it is no text of a whole block
 */
export function readRuns(text: string): Runs | null {
  // two characters a run, as base64 takes at most 4 for 3 bytes
  if (text.length > BLOCK_PIXELS * 3) {
    return null;
  }
  let bytes = '';
  try {
    bytes = atob(text);
  } catch {
    return null;
  }
  const runs = Array.from({ length: bytes.length / 2 }, (_, i) => ({
    label: bytes.charCodeAt(2 * i),
    length: bytes.charCodeAt(2 * i + 1) + 1
  }));
  const total = runs.reduce((sum, { length }) => sum + length, 0);
  return bytes.length % 2 === 0 && total === BLOCK_PIXELS ? runs : null;
}

/** @returns (64, 64) uint8, row after row */
export function blockOfRuns(runs: Runs): Uint8Array {
  const block = new Uint8Array(BLOCK_PIXELS);
  let at = 0;
  for (const { label, length } of runs) {
    block.fill(label, at, at + length);
    at += length;
  }
  return block;
}
