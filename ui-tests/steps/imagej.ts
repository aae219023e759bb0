import { execFileSync } from 'child_process';
import * as path from 'path';

/** `ij.jar`, as the test command found or installed it; without it ImageJ is left out. */
export const IMAGEJ = process.env.PIXELFOREST_IMAGEJ ?? '';

/**
 * What ImageJ sees in the lesson's results.
 *
 * @param folder of the results, on disk
 * @returns one line per file: a word and the facts, see `read_with_imagej.ijm`
 */
export function readWithImageJ(folder: string): string[] {
  const output = execFileSync(
    'xvfb-run',
    [
      '-a',
      'java',
      '-jar',
      IMAGEJ,
      '-batch',
      path.join(__dirname, 'read_with_imagej.ijm'),
      `${folder}/`
    ],
    { encoding: 'utf8', timeout: 60_000 }
  );
  // the results table is printed too
  return output.split('\n').filter(line => /^[a-z]+ /.test(line));
}
