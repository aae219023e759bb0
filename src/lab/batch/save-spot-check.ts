import { joinPath } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { batchSink } from './batch-sink';
import { mayStart } from './plan-run';
import { SPOT_CHECK_NAME, SpotCheck, spotCheckText } from './spot-check';

/**
 * Writes the answers beside the tables of the run; asks if they are there already.
 *
 * @param output folder of the run, from the server's root
 * @returns the path of the table; null if the user would not replace it
 * @throws PixelForestError `access` if the server refuses
 */
export async function saveSpotCheck(
  check: SpotCheck,
  output: string,
  parts: LabParts
): Promise<string | null> {
  const path = joinPath(output, SPOT_CHECK_NAME);
  if (!(await mayStart({ paths: [path] }, parts))) {
    return null;
  }
  const bytes = new TextEncoder().encode(spotCheckText(check));
  return batchSink(parts).write(path, bytes, new AbortController().signal);
}
