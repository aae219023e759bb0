import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { expectProjects, whenIdle } from '../document/expect-projects';
import { loadOpening } from '../document/load-opening';
import { ILabParts, LabParts } from '../lab-parts';

/** Opens the first project sooner; who turns it off waits a little longer. */
export const openingPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-pixelforest:opening',
  description:
    'Loads what opens projects, in a quiet moment, once the file browser shows one.',
  autoStart: true,
  requires: [ILabParts],
  optional: [IDefaultFileBrowser],
  activate: (
    app: JupyterFrontEnd,
    parts: LabParts,
    browser: IDefaultFileBrowser | null
  ) => {
    if (browser) {
      expectProjects(
        browser.model,
        () => {
          // what fails is tried again, and said, when a project is opened
          loadOpening(parts).catch(() => undefined);
        },
        { ready: app.restored, whenIdle }
      );
    }
  }
};
