import { execFileSync } from 'child_process';
import * as path from 'path';

/**
 * Runs one of the Python programs beside this file, by the Python that runs the
 * server; it prints JSON.
 *
 * @param args `sys.argv[1:]`
 */
export function python<T>(program: string, ...args: string[]): T {
  const output = execFileSync(
    'python',
    [path.join(__dirname, program), ...args],
    { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 }
  );
  return JSON.parse(output) as T;
}
