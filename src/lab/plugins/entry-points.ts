import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILauncher } from '@jupyterlab/launcher';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { CommandIDs } from '../commands/ids';
import { ILabParts, LabParts } from '../lab-parts';

/** The launcher card. */
export const launcherPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-pixelforest:launcher',
  description: 'The launcher card “Pixel Classification”.',
  autoStart: true,
  requires: [ILabParts],
  // Notebook 7 has none
  optional: [ILauncher],
  activate: (
    _app: JupyterFrontEnd,
    parts: LabParts,
    launcher: ILauncher | null
  ) => {
    // the category is JupyterLab's own word
    const trans = parts.translator.load('jupyterlab');
    launcher?.add({
      command: CommandIDs.createProject,
      category: trans.__('Other'),
      args: { isLauncher: true },
      rank: 1
    });
  }
};

/** “Open in Pixel Classification” of the file browser; its schema says where. */
export const fileBrowserPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-pixelforest:file-browser',
  description: 'Opens images from the context menu of the file browser.',
  autoStart: true,
  activate: () => undefined
};

/** The main menu “Pixel Forest”; its schema lists the entries. */
export const menuPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-pixelforest:menu',
  description: 'The main menu “Pixel Forest”, and Edit → Undo and Redo.',
  autoStart: true,
  requires: [IMainMenu],
  activate: (_app: JupyterFrontEnd, menu: IMainMenu) => {
    menu.editMenu.undoers.undo.add({ id: CommandIDs.undo });
    menu.editMenu.undoers.redo.add({ id: CommandIDs.redo });
  }
};
