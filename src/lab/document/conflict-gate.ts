import { Notification } from '@jupyterlab/apputils';
import { DocumentRegistry } from '@jupyterlab/docregistry';
import { Contents } from '@jupyterlab/services';
import { nameOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { cancelledSave } from './cancelled-save';
import { isOtherState, nameOfState } from './file-state';
import { ProjectModel } from './project-model';

/** A save command and the save it leads to are this close together. */
const COMMAND_MS = 1000;

/**
 * Stands before each save: a file that somebody else saved is not written over
 * until the user decided. Autosave asks once; after that a notification waits.
 */
export class ConflictGate {
  /** @param _saveCopy writes the open project beside its file; the tab follows */
  constructor(
    private readonly _context: DocumentRegistry.IContext<ProjectModel>,
    private readonly _parts: LabParts,
    private readonly _saveCopy: () => Promise<void>
  ) {
    const { commands } = _parts.app;
    const listen = (_: unknown, { id }: { id: string }): void => {
      if (id.startsWith('docmanager:save')) {
        this._askedAt = Date.now();
      }
    };
    commands.commandExecuted.connect(listen);
    _context.model.closing.connect(() => {
      commands.commandExecuted.disconnect(listen);
      this._dismiss();
    });
  }

  /** Whether the user is being asked. */
  get isAsking(): boolean {
    return this._isAsking;
  }

  /**
   * @returns whether the project may be written now; false = it is saved otherwise
   * @throws what JupyterLab takes for a cancelled save while the user has not decided
   */
  async pass(): Promise<boolean> {
    if (this._isAsking) {
      throw undecided('ModalDuplicateError');
    }
    const begun = Date.now();
    for (;;) {
      const file = await this._otherState();
      if (!file) {
        this._dismiss();
        return true;
      }
      const state = nameOfState(file);
      if (this._postponed === state && this._askedAt < begun - COMMAND_MS) {
        throw undecided();
      }
      if (!(await this._settle(file))) {
        return false;
      }
      // it may have been saved once more while the user decided
    }
  }

  /** @returns whether to go on writing */
  private async _settle(file: Contents.IModel): Promise<boolean> {
    const { _context: context, _parts: parts } = this;
    this._isAsking = true;
    this._dismiss();
    try {
      const { settleConflict } = await import('../session/save-conflict');
      const settlement = await settleConflict(context, file, parts);
      switch (settlement) {
        case 'write':
          parts.provider.announceState(file);
          return true;
        case 'replace':
          await parts.provider.noteDamaged(file);
          parts.provider.announceState(file);
          return true;
        case 'copy':
          await this._saveCopy();
          return false;
        case 'done':
          return false;
        case 'later':
          this._postpone(file);
          throw undecided();
      }
    } finally {
      this._isAsking = false;
    }
  }

  /** The file as it is now, if that is not what was opened or saved last. */
  private async _otherState(): Promise<Contents.IModel | null> {
    const { localPath, contentsModel, model } = this._context;
    if (!contentsModel || !model.isAttached) {
      return null;
    }
    const { provider } = this._parts;
    try {
      const now = await provider.check(localPath);
      if (!isOtherState(contentsModel, now)) {
        return null;
      }
      if (!provider.isOwnHalf(now)) {
        return now;
      }
      provider.announceState(now);
      return null;
    } catch {
      // saving meets the same fault, and says what it is
      return null;
    }
  }

  private _postpone(file: Contents.IModel): void {
    const { trans } = this._parts;
    this._postponed = nameOfState(file);
    this._notice = Notification.emit(
      trans.__(
        '%1 is not being saved: somebody else saved it, and it is not decided what becomes of your changes.',
        nameOf(this._context.localPath)
      ),
      'warning',
      {
        autoClose: false,
        actions: [
          {
            label: trans.__('Decide…'),
            callback: () => {
              this._askedAt = Date.now();
              // what failed was shown, and cancelling is no fault
              void this._context.save().catch(() => undefined);
            }
          }
        ]
      }
    );
  }

  private _dismiss(): void {
    this._postponed = null;
    if (this._notice !== null) {
      Notification.dismiss(this._notice);
      this._notice = null;
    }
  }

  private _isAsking = false;
  private _askedAt = -Infinity;
  /** State of the file that the user will decide about later. */
  private _postponed: string | null = null;
  private _notice: string | null = null;
}

/** @param name what JupyterLab takes for a cancelled save, or one that waits already */
function undecided(name?: 'ModalDuplicateError'): Error {
  return cancelledSave(
    'The project was not saved: somebody else saved it, and the user has not decided yet.',
    name
  );
}
