import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ILabParts, LabParts } from '../lab-parts';

/** Signs what is painted with the user's name; its settings hold the name. */
export const labelsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-pixelforest:labels',
  description: 'Remembers who drew labels: the name set here.',
  autoStart: true,
  requires: [ILabParts],
  optional: [ISettingRegistry],
  activate: (
    _app: JupyterFrontEnd,
    parts: LabParts,
    settingRegistry: ISettingRegistry | null
  ) => {
    parts.projects.opened.connect((_, { store }) => {
      import('../session/author')
        .then(({ signLabels }) => signLabels(store, parts, settingRegistry))
        .catch(parts.showError);
    });
  }
};
