import { BatchJournal, readJournal } from '../../export/batch-journal';
import { PixelForestError } from '../../errors';
import { describeRefusal } from '../document/access-error';
import { IFileServer } from '../document/file-server';
import { statusOf } from '../document/refusal';
import { ENDING } from './growing-file';

/** A journal of a hundred thousand images is smaller. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * What an unfinished run left.
 *
 * @param path of the journal, as a finished one would be called
 * @returns null if there is none
 * @throws PixelForestError `format` if something else has its name, `access` if it cannot be read
 */
export async function findJournal(
  path: string,
  server: Pick<IFileServer, 'describe' | 'fetchRange'>
): Promise<BatchJournal | null> {
  const part = path + ENDING;
  try {
    const { size } = await server.describe(part);
    if (!size || size > MOST_BYTES) {
      throw new PixelForestError(
        'format',
        `${part} has ${size ?? 'no'} bytes, which no run writes. Delete it, or choose another result folder.`
      );
    }
    const response = await server.fetchRange(part, 0, size);
    return readJournal(await response.text());
  } catch (error) {
    if (statusOf(error) === 404) {
      return null;
    }
    throw describeRefusal(`Reading ${part}`, error);
  }
}
