import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import {
  IDefaultFileBrowser,
  IFileBrowserFactory
} from '@jupyterlab/filebrowser';
import { StoreChange } from '../../store/contract';
import { addFirstCommands } from '../commands/first-commands';
import { CommandIDs } from '../commands/ids';
import { ILabParts, LabParts } from '../lab-parts';

/** Commands whose enabled or toggled state follows each kind of change. */
const FOLLOWERS: Partial<Record<StoreChange['kind'], readonly string[]>> = {
  tool: [CommandIDs.setTool],
  status: [CommandIDs.toggleLiveUpdate],
  history: [CommandIDs.undo, CommandIDs.redo],
  classes: [
    CommandIDs.selectClass,
    CommandIDs.deleteClass,
    CommandIDs.mergeClass
  ],
  layers: [CommandIDs.toggleLayer, CommandIDs.togglePredictions]
};

/** JupyterLab asks once whether saving is possible, before the file is there. */
const SAVE = 'docmanager:save';

/** Whoever opens a menu or the palette does one of these before. */
const FIRST_USE = ['pointermove', 'pointerdown', 'keydown'] as const;

/** Whether an event says nothing of a user who goes for a menu. Browsers tell of a move, too, when the page changes under a pointer that rests. */
function isIdle(event: Event): boolean {
  if (!(event instanceof PointerEvent)) {
    return false;
  }
  const { type, movementX, movementY, target } = event;
  return type === 'pointermove'
    ? movementX === 0 && movementY === 0
    : !(target instanceof Element && target.closest('[role="menubar"]'));
}

/** Every user action as a command. */
export const commandsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-pixelforest:commands',
  description: 'Every action of Pixel Forest as a command with its keys.',
  autoStart: true,
  requires: [ILabParts],
  optional: [IDefaultFileBrowser, IFileBrowserFactory, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    parts: LabParts,
    browser: IDefaultFileBrowser | null,
    browsers: IFileBrowserFactory | null,
    palette: ICommandPalette | null
  ) => {
    const { commands } = app;
    const { projects, trans } = parts;
    const adder = addFirstCommands(commands, parts, {
      place: {
        folder: () => parts.files.folderOf(browser?.model.path ?? ''),
        selected: () => {
          const current = browsers?.tracker.currentWidget ?? browser;
          return current
            ? Array.from(current.selectedItems(), ({ path }) => path)
            : [];
        }
      }
    });
    let late: Promise<void> | null = null;
    const addLate = (): Promise<void> =>
      (late ??= import('../commands/late-commands').then(
        ({ addLateCommands }) => addLateCommands(app, adder, trans, palette)
      ));
    const used = new AbortController();
    FIRST_USE.forEach(type =>
      document.addEventListener(
        type,
        event => {
          if (!isIdle(event)) {
            used.abort();
            void addLate();
          }
        },
        { capture: true, signal: used.signal }
      )
    );
    const notify = (id: string): void => {
      if (commands.hasCommand(id)) {
        commands.notifyCommandChanged(id);
      }
    };
    const notifyAll = (): void =>
      [...Object.values(CommandIDs), SAVE].forEach(notify);
    projects.currentChanged.connect(notifyAll);
    projects.opened.connect((_, { store }) => {
      void addLate().then(() => adder.load());
      store.changed.connect((_store, { kind }) => {
        if (kind === 'project' || kind === 'images' || kind === 'activeImage') {
          notifyAll();
        } else {
          FOLLOWERS[kind]?.forEach(notify);
        }
      });
    });
  }
};
