import { PixelForestError } from '../../errors';
import { ZipEntry } from '../../formats/zip/directory';

/** What is unpacked where. */
export type UnpackPlan = {
  /** The one folder everything lies in, or null. */
  readonly top: string | null;
  /** Names without that folder. */
  readonly entries: readonly (ZipEntry & { readonly target: string })[];
  /** The project, named as in `entries`. */
  readonly project: string;
};

/**
 * @param zip file name for messages
 * @throws PixelForestError `format` if there is no project, or more than one
 */
export function planOf(zip: string, entries: readonly ZipEntry[]): UnpackPlan {
  const first = entries[0]?.name.split('/') ?? [];
  const top = first.length > 1 ? first[0] : null;
  const isCommon =
    top !== null && entries.every(({ name }) => name.startsWith(`${top}/`));
  const skip = isCommon ? top.length + 1 : 0;
  const planned = entries.map(entry => ({
    ...entry,
    target: entry.name.slice(skip)
  }));
  const projects = planned
    .map(({ target }) => target)
    .filter(target => /^[^/]+\.ilp$/i.test(target));
  if (projects.length !== 1) {
    throw new PixelForestError(
      'format',
      `${zip} should have one project (.ilp) at its top, but has ${projects.length === 0 ? 'none' : projects.join(', ')} among ${entries.length} files. Unpack it by hand and open the project in it.`
    );
  }
  return { top: isCommon ? top : null, entries: planned, project: projects[0] };
}
