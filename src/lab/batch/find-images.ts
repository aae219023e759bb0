import { Contents } from '@jupyterlab/services';
import { stemOf as resultStem } from '../../export/file-names';
import { BatchImage } from '../../export/batch-contract';
import { ExportSettings } from '../../export/export-settings';
import { placeFile } from '../../export/name-pattern';
import { ImageReference } from '../../project/images';
import { IMAGE_NAMES } from '../images/image-names';
import { folderOf, joinPath } from '../images/file-path';
import { createReference, resolveImagePath } from '../images/image-path';
import { listFiles } from '../sharing/list-files';

/** Which files of a folder are meant. */
export type FolderChoice = {
  /** From the server's root; '' is the root. */
  readonly folder: string;
  /** `*` stands for any letters, `?` for one; several are parted by `;`. */
  readonly pattern: string;
  readonly hasSubfolders: boolean;
  /** Results are here: its files are no images of the run. */
  readonly output: string;
};

/** Subfolders are looked into this deep. */
const MAX_DEPTH = 8;

/**
 * Image files of a folder, in the order of a file browser.
 *
 * @returns paths from the server's root
 * @throws what the server answers, e.g. for a folder that is not there
 */
export async function findImages(
  contents: Pick<Contents.IManager, 'get'>,
  choice: FolderChoice,
  signal: AbortSignal
): Promise<string[]> {
  const { folder, pattern, hasSubfolders, output } = choice;
  const isWanted = nameFilter(pattern);
  const files = await listFiles(
    contents,
    folder,
    name => IMAGE_NAMES.test(name) && isWanted(name),
    { maxDepth: hasSubfolders ? MAX_DEPTH : 0, signal }
  );
  return files
    .map(({ path }) => path.replace(/^\/+/, ''))
    .filter(path => output === folder || !path.startsWith(`${output}/`))
    .sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
}

/** Whether a file name fits a pattern; letters count whatever their case. */
export function nameFilter(pattern: string): (name: string) => boolean {
  const parts = pattern
    .split(';')
    .map(part => part.trim())
    .filter(part => part !== '');
  if (parts.length === 0) {
    return () => true;
  }
  const expressions = parts.map(
    part =>
      new RegExp(
        `^${part
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replace(/\*+/g, '.*')
          .replace(/\?/g, '.')}$`,
        'i'
      )
  );
  return name => expressions.some(expression => expression.test(name));
}

/** The folder that all paths share. */
export function sharedFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map(path => folderOf(path).split('/'));
  const parts = [...first];
  let length = parts.length;
  for (const other of others) {
    let same = 0;
    while (same < length && other[same] === parts[same]) {
      same += 1;
    }
    length = same;
  }
  return parts.slice(0, length).join('/');
}

/** What a run knows of its project. */
export type BatchProject = {
  readonly folder: string;
  readonly images: readonly ImageReference[];
};

/**
 * Images of a run: named by their path in the folder they share, with their
 * results in the same folders below the output. An image that is of the
 * project keeps its number there, and so its corrections.
 */
export function batchImages(
  paths: readonly string[],
  project: BatchProject,
  output: string,
  settings: ExportSettings
): BatchImage[] {
  const base = sharedFolder(paths);
  const known = new Map(
    project.images.flatMap((image): [string, ImageReference][] => {
      const found =
        image.path === '' ? null : resolveImagePath(project.folder, image.path);
      return found?.kind === 'file' ? [[found.localPath, image]] : [];
    })
  );
  return paths.map((path, i) => {
    const nickname = base === '' ? path : path.slice(base.length + 1);
    const own =
      known.get(path) ?? createReference(project.folder, path, `batch-${i}`);
    const reference = { ...own, nickname };
    const values = {
      folder: joinPath(output, folderOf(nickname)),
      datasetDir: folderOf(path),
      nickname: resultStem(reference)
    };
    return {
      reference,
      place: name => placeFile(settings.pattern, name, values)
    };
  });
}
