/** A notebook with the lesson's project beside it: where the journeys in notebooks begin. */
import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { Folder } from './lab-test';
import { PROJECT_MIME, writeNotebook } from './notebook-file';
import { openNotebook } from './open-notebook';

/** An output that shows the lesson's project. */
export const LESSON_BUNDLE = {
  [PROJECT_MIME]: { path: 'lesson.ilp' },
  'text/plain': 'a project'
};

/** The parts of a test that it works with. */
type Places = {
  readonly page: IJupyterLabPageFixture;
  readonly folder: Folder;
};

/** Puts the course image and, as `lesson.ilp`, its labelled project into the folder. */
export function addLesson(folder: Folder): void {
  folder.add('examples/hela-cells.tif');
  folder.add('examples/hela-cells.ilp', 'lesson.ilp');
}

/**
 * Opens `lesson.ipynb` beside the lesson's project.
 *
 * @param bundles one output each, as {@link LESSON_BUNDLE}
 * @returns its absolute path
 */
export async function openLessonNotebook(
  { page, folder }: Places,
  bundles: readonly Record<string, unknown>[]
): Promise<string> {
  addLesson(folder);
  const file = folder.at('lesson.ipynb');
  writeNotebook(file, bundles);
  await openNotebook(page, `${folder.server}/lesson.ipynb`);
  return file;
}
