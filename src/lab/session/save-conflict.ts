import { DocumentRegistry } from '@jupyterlab/docregistry';
import { Contents } from '@jupyterlab/services';
import { askAboutConflict } from '../dialogs/conflict-dialog';
import { ProjectModel } from '../document/project-model';
import { nameOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { mergeOtherState, readOtherState } from './other-state';
import { sessionOf } from './project-session';

/** What is left to do about a conflict. */
export type Settlement =
  /** The open project may be written over the file. */
  | 'write'
  /** The same, and the file is damaged: no copy of it is kept. */
  | 'replace'
  /** The open project is to be written beside it. */
  | 'copy'
  /** The file was opened in place of it. */
  | 'done'
  /** The user will decide later. */
  | 'later';

/**
 * Asks what becomes of a project whose file somebody else saved, and does it.
 *
 * @param file as the server described it just now
 */
export async function settleConflict(
  context: DocumentRegistry.IContext<ProjectModel>,
  file: Contents.IModel,
  parts: LabParts
): Promise<Settlement> {
  const session = await sessionOf(context, parts);
  const other = await readOtherState(session, context.localPath, file, parts);
  const answer = await askAboutConflict(
    {
      fileName: nameOf(context.localPath),
      modified: new Date(file.last_modified),
      difference: other.difference,
      problem: other.problem,
      isReadable: other.isReadable
    },
    parts.trans
  );
  switch (answer?.way) {
    case undefined:
      return 'later';
    case 'copy':
      return 'copy';
    case 'theirs':
      await context.revert();
      return 'done';
    case 'overwrite':
      return 'replace';
    case 'merge': {
      if (other.merge) {
        mergeOtherState(session.store, other.merge, answer.disputed);
        if (other.stored) {
          // what other programs put into their file stays in it
          session.adoptFile(other.stored);
        }
      }
      return 'write';
    }
  }
}
