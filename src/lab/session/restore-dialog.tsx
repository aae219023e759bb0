import { Dialog, ReactWidget, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

/** Changes of an earlier tab, and the file they were made to. */
export type FoundChanges = {
  readonly path: string;
  /** When the changes were made, milliseconds since 1970. */
  readonly savedAt: number;
  /** Whether the file is the one the changes were made to. */
  readonly isSameFile: boolean;
  readonly fileModified: string | null;
  /** Labelled pixels with the changes. */
  readonly changedCount: number;
  /** Labelled pixels in the file. */
  readonly fileCount: number;
};

/** Mine, the file, or mine in a file of its own. */
export type RestoreChoice = 'restore' | 'file' | 'both';

/** Asks what to do with changes that an earlier tab did not save; there is no way around an answer. */
export async function askToRestore(
  found: FoundChanges,
  trans: TranslationBundle
): Promise<RestoreChoice> {
  for (;;) {
    const { button } = await showDialog({
      title: trans.__('Unsaved changes found'),
      body: ReactWidget.create(<Comparison found={found} trans={trans} />),
      hasClose: false,
      buttons: [
        Dialog.cancelButton({
          label: trans.__('Open the file as saved'),
          caption: trans.__('The unsaved changes are forgotten'),
          actions: ['file']
        }),
        Dialog.createButton({
          label: trans.__('Keep both'),
          caption: trans.__(
            'The unsaved changes become a copy beside the file'
          ),
          actions: ['both']
        }),
        Dialog.okButton({
          label: trans.__('Restore unsaved changes'),
          actions: ['restore']
        })
      ],
      // a copy loses nothing where the file moved on
      defaultButton: found.isSameFile ? 2 : 1
    });
    const [choice] = button.actions;
    if (choice === 'restore' || choice === 'file' || choice === 'both') {
      return choice;
    }
    // Esc answers nothing, and discarding must be meant
  }
}

function Comparison({
  found,
  trans
}: {
  readonly found: FoundChanges;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { savedAt, fileModified } = found;
  const modified = fileModified ? new Date(fileModified).getTime() : null;
  const areChangesNewer = modified === null || savedAt >= modified;
  const rows: [string, number | null, boolean, number][] = [
    [trans.__('Unsaved changes'), savedAt, areChangesNewer, found.changedCount],
    [trans.__('File as saved'), modified, !areChangesNewer, found.fileCount]
  ];
  return (
    <div className="jp-PixelForest-conflict">
      <p>
        {trans.__(
          '%1 has changes that were not saved when its tab went.',
          found.path
        )}{' '}
        {!found.isSameFile &&
          trans.__(
            'The file itself was changed since: restoring shows the unsaved changes, not what is in the file now.'
          )}
      </p>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{trans.__('Last change')}</th>
            <th scope="col">{trans.__('Labelled pixels')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, time, isNewer, count]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                {time === null
                  ? trans.__('unknown')
                  : new Date(time).toLocaleString()}{' '}
                {isNewer && trans.__('(newer)')}
              </td>
              <td>{count.toLocaleString()}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
