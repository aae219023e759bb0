import { PixelForestError } from '../../errors';
import { Project } from '../../project/project';
import { openHdf5 } from '../hdf5/open-file';
import { sameLabels } from './comparison';
import { readContent, ReadProject } from './read';

/**
 * Makes sure that a project that was just written reads back as it is, before
 * it may take the place of a file.
 *
 * @param bytes of the new file
 * @throws PixelForestError `project` saying what differs
 */
export async function verifyWritten(
  bytes: Uint8Array,
  project: Project,
  name: string
): Promise<void> {
  const difference = await differenceOf(bytes, project, name);
  if (difference !== null) {
    throw new PixelForestError(
      'project',
      `${name} was not saved, because the new file would not read back right (${difference}). The file on the server is unchanged, and probably damaged. Save under another name.`
    );
  }
}

async function differenceOf(
  bytes: Uint8Array,
  project: Project,
  name: string
): Promise<string | null> {
  try {
    const file = await openHdf5(bytes, name);
    try {
      return compare(readContent(file.root, bytes).read, project);
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof PixelForestError) {
      return error.message;
    }
    throw error;
  }
}

function compare(read: ReadProject, project: Project): string | null {
  const { images, classes, features, labels } = read.project;
  if (images.length !== project.images.length) {
    return `${images.length} of ${project.images.length} images`;
  }
  // reading adds classes where there are fewer than two
  const own = classes.slice(0, project.classes.length);
  if (JSON.stringify(own) !== JSON.stringify(project.classes)) {
    return 'other classes';
  }
  if (JSON.stringify(features) !== JSON.stringify(project.features)) {
    return 'other features';
  }
  const other = project.images.find(
    ({ id }) =>
      !read.pendingLabels.has(id) &&
      !sameLabels(project.labels.get(id), labels.get(id))
  );
  return other ? `other labels of ${other.nickname}` : null;
}
