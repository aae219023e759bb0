import {
  Dialog,
  InputDialog,
  Notification,
  ReactWidget,
  showDialog
} from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { VersionActions, VersionsForm } from '../../panel/versions-form';
import { PixelForestError } from '../../errors';
import { StoredVersion } from '../../project/version-text';
import { IProjectStore } from '../../store/contract';
import { VersionDesk, WordsOf } from '../../store/version-desk';
import { askBeforeGoingBack } from '../dialogs/go-back-dialog';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';

/** A version with its id. */
type KnownVersion = { readonly id: string; readonly version: StoredVersion };

/** See {@link IOpenProject.keepVersion}. */
export async function keepVersion(
  { store }: IOpenProject,
  name: string | undefined,
  { trans }: LabParts
): Promise<void> {
  const given = name ?? (await askName(trans.__('Keep version'), '', trans));
  if (given !== null) {
    withDesk(store, trans, desk => desk.keep(given));
    Notification.success(
      trans.__(
        'The present state is kept as “%1”, and saved with the project.',
        given.trim()
      ),
      { autoClose: 6000 }
    );
  }
}

/** See {@link IOpenProject.goBackToVersion}. */
export async function goBackToVersion(
  { store }: IOpenProject,
  name: string | undefined,
  { trans }: LabParts
): Promise<void> {
  const desk = openDesk(store, trans);
  try {
    if (name !== undefined) {
      // a macro is not asked
      goBack(desk, byName(desk, name), trans);
      return;
    }
    const known = knownVersions(desk);
    if (known.length === 0) {
      throw new PixelForestError(
        'input',
        'The project has no version to go back to. Keep one first.'
      );
    }
    const items = known.map(({ version }, i) => `${i + 1}. ${version.name}`);
    const { value } = await InputDialog.getItem({
      title: trans.__('Go back to version'),
      label: trans.__('Version'),
      items,
      current: items.length - 1
    });
    const chosen = known[items.indexOf(value ?? '')];
    if (chosen) {
      await askAndGoBack(desk, chosen, trans);
    }
  } finally {
    desk.dispose();
  }
}

/** Lists the versions beside the image. */
export function createVersionsAside(
  project: IOpenProject,
  { trans, showError }: LabParts
): ReactWidget {
  const desk = openDesk(project.store, trans);
  const withVersion = (
    id: string,
    run: (known: KnownVersion) => Promise<void>
  ): void => {
    const known = knownVersions(desk).find(each => each.id === id);
    if (known) {
      run(known).catch(showError);
    }
  };
  const aside = new VersionsAside(desk, trans, {
    goBack: id => withVersion(id, known => askAndGoBack(desk, known, trans)),
    rename: id =>
      withVersion(id, async ({ version }) => {
        const title = trans.__('Rename version');
        const name = await askName(title, version.name, trans);
        if (name !== null) {
          desk.rename(id, name);
        }
      }),
    remove: id => void remove(desk, id, trans).catch(showError),
    close: () => {
      aside.dispose();
      project.focus();
    },
    showError
  });
  return aside;
}

/** The versions beside the image; the comparison is over with it. */
class VersionsAside extends ReactWidget {
  constructor(
    private readonly _desk: VersionDesk,
    private readonly _trans: TranslationBundle,
    private readonly _actions: VersionActions
  ) {
    super();
    this.addClass('jp-PixelForest-panel');
    this.addClass('jp-PixelForest-merge');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _trans.__('Versions'));
  }

  override dispose(): void {
    this._desk.dispose();
    super.dispose();
  }

  protected render(): JSX.Element {
    return (
      <VersionsForm
        desk={this._desk}
        trans={this._trans}
        actions={this._actions}
      />
    );
  }
}

async function askAndGoBack(
  desk: VersionDesk,
  known: KnownVersion,
  trans: TranslationBundle
): Promise<void> {
  if (!desk.isKept) {
    const answer = await askBeforeGoingBack(known.version.name, trans);
    if (!answer) {
      return;
    }
    if (answer.keepAs !== null) {
      desk.keep(answer.keepAs);
    }
  }
  goBack(desk, known, trans);
}

function goBack(
  desk: VersionDesk,
  { id, version }: KnownVersion,
  trans: TranslationBundle
): void {
  const missing = desk.goBack(id);
  const words = trans.__(
    '“%1” is the present state now. Undo takes that back.',
    version.name
  );
  if (missing > 0) {
    Notification.warning(
      `${words} ${trans._n(
        'It has labels of %1 image that is not in the project any more; they stay in the version.',
        'It has labels of %1 images that are not in the project any more; they stay in the version.',
        missing
      )}`,
      { autoClose: false }
    );
  } else {
    Notification.success(words, { autoClose: 6000 });
  }
}

async function remove(
  desk: VersionDesk,
  id: string,
  trans: TranslationBundle
): Promise<void> {
  const listed = desk.versions.find(each => each.id === id);
  const name = listed?.version?.name ?? trans.__('Damaged version');
  const { button } = await showDialog({
    title: trans.__('Delete version'),
    body: trans.__('Delete “%1”? This cannot be undone.', name),
    buttons: [
      Dialog.cancelButton(),
      Dialog.warnButton({ label: trans.__('Delete') })
    ]
  });
  if (button.accept) {
    desk.remove(id);
  }
}

/** @returns null if the user cancelled */
async function askName(
  title: string,
  text: string,
  trans: TranslationBundle
): Promise<string | null> {
  const { value } = await InputDialog.getText({
    title,
    label: trans.__('Name of the version'),
    text,
    placeholder: trans.__('before the crowded region')
  });
  return value;
}

function knownVersions(desk: VersionDesk): KnownVersion[] {
  return desk.versions.flatMap(({ id, version }) =>
    version ? [{ id, version }] : []
  );
}

/** The newest of the name. @throws PixelForestError `input` if there is none */
function byName(desk: VersionDesk, name: string): KnownVersion {
  const known = knownVersions(desk);
  const found = known.filter(({ version }) => version.name === name).pop();
  if (!found) {
    throw new PixelForestError(
      'input',
      `There is no version “${name}”. The project has: ${known.map(({ version }) => version.name).join(', ') || 'none'}.`
    );
  }
  return found;
}

function withDesk(
  store: IProjectStore,
  trans: TranslationBundle,
  run: (desk: VersionDesk) => void
): void {
  const desk = openDesk(store, trans);
  try {
    run(desk);
  } finally {
    desk.dispose();
  }
}

function openDesk(store: IProjectStore, trans: TranslationBundle): VersionDesk {
  return new VersionDesk(store, wordsOf(trans));
}

function wordsOf(trans: TranslationBundle): WordsOf {
  const side = (name: string): { name: string; explanation: string } => ({
    name,
    explanation: trans.__(
      'Segmentation that “%1” gives, on its side of the curtain.',
      name
    )
  });
  return (left, right) => ({
    left: side(left),
    right: side(right),
    changes: {
      name: trans.__('Map of changes'),
      explanation: trans.__(
        'Pixels whose class differs between “%1” and “%2”: colours as in the comparison.',
        left,
        right
      )
    }
  });
}
