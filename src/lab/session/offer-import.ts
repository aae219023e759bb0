import { Dialog, showDialog } from '@jupyterlab/apputils';
import { DocumentRegistry } from '@jupyterlab/docregistry';
import { ProjectModel } from '../document/project-model';
import { nameOf } from '../images/file-path';
import { LabParts } from '../lab-parts';

/**
 * A project of another ilastik workflow was opened: offers a new project with
 * what both have. The file itself is never written over.
 *
 * @param workflow as the file calls it
 */
export async function offerImport(
  context: DocumentRegistry.IContext<ProjectModel>,
  workflow: string,
  { trans }: LabParts
): Promise<void> {
  const { button } = await showDialog({
    title: trans.__('Import into a new project?'),
    body: trans.__(
      '%1 belongs to ilastik’s workflow “%2”. Its images, features, classes and labels can be imported into a new project beside it. The file itself stays as it is, whatever you do here.',
      nameOf(context.localPath),
      workflow
    ),
    buttons: [
      Dialog.cancelButton({
        label: trans.__('Only look'),
        caption: trans.__('Import later, by saving')
      }),
      Dialog.okButton({
        label: trans.__('Import into a new project'),
        caption: trans.__('Writes a new project; this tab shows it then')
      })
    ]
  });
  if (button.accept && !context.isDisposed) {
    // what goes wrong is shown by saving
    await context.save().catch(() => undefined);
  }
}
