import { execFileSync } from 'child_process';
import * as path from 'path';

/** `ij.jar`, as the test command found or installed it; without it ImageJ is left out. */
export const IMAGEJ = process.env.PIXELFOREST_IMAGEJ ?? '';

/**
 * What ImageJ sees in results.
 *
 * @param folder of the results, on disk
 * @param macro  beside this file: that of the lesson if not given
 * @returns one line per file: a word and the facts, see the macro
 */
export function readWithImageJ(
  folder: string,
  macro = 'read_with_imagej.ijm'
): string[] {
  const output = execFileSync(
    'xvfb-run',
    [
      '-a',
      'java',
      '-jar',
      IMAGEJ,
      '-batch',
      path.join(__dirname, macro),
      `${folder}/`
    ],
    { encoding: 'utf8', timeout: 60_000 }
  );
  // the results table is printed too
  return output.split('\n').filter(line => /^[a-z]+ /.test(line));
}
