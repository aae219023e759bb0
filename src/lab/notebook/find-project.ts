import { LabParts } from '../lab-parts';
import { projectPlaces } from './cell-path';

/** Why no project is shown. */
export type Problem =
  /** The output says nothing that makes sense. */
  | 'unreadable'
  /** The notebook is on another drive. */
  | 'drive'
  | 'outside'
  | 'missing'
  /** There is something, but no project. */
  | 'kind';

/** Where the project of an output is, or why there is none. */
export type FoundProject =
  | { readonly kind: 'project'; readonly localPath: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What every HDF5 file, and so every project, begins with. */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Looks for the project that an output names; see {@link projectPlaces}.
 *
 * @param folder of the notebook from the server's root; null on another drive
 * @throws PixelForestError `access` if the server does not answer
 */
export async function findProject(
  folder: string | null,
  path: string | null,
  { files, server }: Pick<LabParts, 'files' | 'server'>
): Promise<FoundProject> {
  if (path === null) {
    return problem('unreadable');
  }
  if (folder === null) {
    return problem('drive');
  }
  const places = projectPlaces(folder, path);
  if (places.length === 0) {
    return problem('outside');
  }
  if (!/\.ilp$/i.test(path)) {
    return problem('kind');
  }
  for (const localPath of places) {
    const file = await files.find(localPath);
    if (file) {
      return file.type === 'file' &&
        (file.size === 0 || (await isHdf5(localPath, server)))
        ? { kind: 'project', localPath }
        : problem('kind');
    }
  }
  return problem('missing');
}

/** True also where the server does not say: the project's own view tells then. */
async function isHdf5(
  localPath: string,
  server: LabParts['server']
): Promise<boolean> {
  const abort = new AbortController();
  try {
    const response = await server.fetchRange(
      localPath,
      0,
      SIGNATURE.length,
      abort.signal
    );
    if (response.status !== 206) {
      // the whole file, or a refusal: neither is wanted
      abort.abort();
      return true;
    }
    const start = new Uint8Array(await response.arrayBuffer());
    return SIGNATURE.every((byte, i) => start[i] === byte);
  } catch {
    return true;
  }
}

function problem(which: Problem): FoundProject {
  return { kind: 'problem', problem: which };
}
