import type { NotebookPanel } from '@jupyterlab/notebook';
import { PixelForestError } from '../../errors';
import { LabParts } from '../lab-parts';
import { outputPath } from './cell-path';
import { cellSource, plainTitle } from './cell-source';
import { NewCell, insertCells } from './insert-cells';
import { folderToWriteIn } from './notebook-place';
import { PROJECT_MIME } from './project-mime';

/**
 * Inserts a cell that shows a project below the active one, in one undo step.
 * Its output is there at once: nothing has to run.
 *
 * @param wanted a project or an image on the server; a dialog asks if missing.
 * For an image, a project is made beside it
 * @returns path of the project, or null if the user cancelled
 */
export async function insertProjectCell(
  panel: NotebookPanel,
  wanted: string | undefined,
  parts: LabParts
): Promise<string | null> {
  const folder = folderToWriteIn(panel, parts);
  const chosen =
    wanted ?? (await parts.files.chooseFile(folder, 'projectOrImage'));
  if (chosen === null) {
    return null;
  }
  const project = await projectOf(chosen, parts);
  insertCells(panel, [projectCell(outputPath(folder, project))]);
  return project;
}

/** The project itself, or one made for an image. */
export async function projectOf(
  path: string,
  parts: LabParts
): Promise<string> {
  if (!/\.ilp$/i.test(path)) {
    const { projectForImage } = await import('../session/project-for-image');
    return projectForImage(path, parts);
  }
  if (!(await parts.files.find(path))) {
    throw new PixelForestError(
      'access',
      `The project ${path} was not found on the server. Choose another one.`
    );
  }
  return path;
}

/** A cell as it would be after a run. @param path relative to the notebook */
export function projectCell(path: string): NewCell {
  return {
    cell_type: 'code',
    source: cellSource(path),
    metadata: {},
    execution_count: null,
    outputs: [
      {
        output_type: 'display_data',
        data: { [PROJECT_MIME]: { path }, 'text/plain': plainTitle(path) },
        metadata: {}
      }
    ]
  };
}
