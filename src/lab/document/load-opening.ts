import { LabParts } from '../lab-parts';

/** Loads the heavy part of a document and starts its workers. */
export async function loadOpening(parts: LabParts): Promise<void> {
  await Promise.all([
    import('../session/workbench').then(({ prepareWorkbench }) =>
      prepareWorkbench(parts)
    ),
    import('./stored-file'),
    import('./save-rules'),
    import('../session/open-project-view')
  ]);
}
