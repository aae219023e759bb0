import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { FACTORY } from '../document/widget-factory';
import { joinPath, stemOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { createProjectFile } from '../new-project';
import { outputPath, projectPlaces } from './cell-path';
import { projectOf } from './insert-cell';
import { folderToWriteIn } from './notebook-place';
import { linkProject, notebookProject } from './notebook-topic';

/**
 * Opens the project of a notebook beside it: the one its metadata name, else
 * `<notebook name>.ilp`, which is made on first use. No kernel is started.
 *
 * @returns path of the project, or null if the user cancelled
 */
export async function openNotebookProject(
  panel: NotebookPanel,
  parts: LabParts
): Promise<string | null> {
  const folder = folderToWriteIn(panel, parts);
  const opening = { mode: 'split-right', ref: panel.id };
  const open = async (path: string): Promise<string> => {
    await parts.app.commands.execute('docmanager:open', {
      path,
      factory: FACTORY,
      options: opening
    });
    return path;
  };
  const model = panel.content.model;
  const linked = model && notebookProject(model);
  const stem = stemOf(panel.context.path);
  const places = [
    ...(linked ? projectPlaces(folder, linked) : []),
    joinPath(folder, `${stem}.ilp`)
  ];
  let path = await firstOf(places, parts);
  if (path !== null) {
    await open(path);
  } else {
    const chosen = linked ? await chooseOther(linked, folder, parts) : 'new';
    if (chosen === null) {
      return null;
    }
    path =
      chosen === 'new'
        ? await createProjectFile({ folder, name: stem, opening }, parts)
        : await open(await projectOf(chosen, parts));
  }
  if (model && path !== null && linked !== outputPath(folder, path)) {
    linkProject(model, outputPath(folder, path));
  }
  return path;
}

async function firstOf(
  places: readonly string[],
  { files }: LabParts
): Promise<string | null> {
  for (const place of places) {
    if (await files.find(place)) {
      return place;
    }
  }
  return null;
}

/** The linked project is gone. @returns another file, `new`, or null if cancelled */
async function chooseOther(
  linked: string,
  folder: string,
  { files, trans }: LabParts
): Promise<string | null> {
  const { button } = await showDialog({
    title: trans.__('The project of this notebook was not found'),
    body: trans.__(
      'The notebook names “%1”, which is not there any more. Choose where it is now, or begin a new one.',
      linked
    ),
    buttons: [
      Dialog.cancelButton(),
      Dialog.okButton({ label: trans.__('New project') }),
      Dialog.okButton({ label: trans.__('Choose project…') })
    ]
  });
  if (!button.accept) {
    return null;
  }
  return button.label === trans.__('New project')
    ? 'new'
    : files.chooseFile(folder, 'projectOrImage');
}
