import { Contents } from '@jupyterlab/services';

/** Folders below the chosen one are looked into this deep. */
const MAX_DEPTH = 4;
/** Enough for a course; more would make the server list for minutes. */
const MAX_FILES = 5000;

/**
 * The files of a folder and of those below it, breadth first, as the file
 * browser shows them.
 *
 * @param wanted which names count
 * @throws what the server answers, e.g. for a folder that is not there
 */
export async function listFiles(
  contents: Pick<Contents.IManager, 'get'>,
  folder: string,
  wanted: (name: string) => boolean,
  options: { maxDepth?: number; signal?: AbortSignal } = {}
): Promise<Contents.IModel[]> {
  const { maxDepth = MAX_DEPTH, signal } = options;
  const files: Contents.IModel[] = [];
  let level = [folder];
  for (let depth = 0; depth <= maxDepth && level.length > 0; depth++) {
    const next: string[] = [];
    for (const path of level) {
      signal?.throwIfAborted();
      const { content } = await contents.get(path, {
        type: 'directory',
        content: true
      });
      for (const model of entriesOf(content)) {
        if (model.type === 'directory') {
          next.push(model.path);
        } else if (wanted(model.name) && files.length < MAX_FILES) {
          files.push(model);
        }
      }
    }
    level = files.length < MAX_FILES ? next : [];
  }
  return files;
}

function entriesOf(content: unknown): Contents.IModel[] {
  return Array.isArray(content) ? (content as Contents.IModel[]) : [];
}
