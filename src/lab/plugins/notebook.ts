import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Panel } from '@lumino/widgets';
import { ILabParts, LabParts } from '../lab-parts';
import { PROJECT_MIME } from '../notebook/project-mime';

/** Projects inside notebooks; what shows them is loaded with the first. */
export const notebookPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-pixelforest:notebook',
  description: 'Shows projects in the outputs of notebooks, without a kernel.',
  autoStart: true,
  requires: [ILabParts, IRenderMimeRegistry],
  optional: [ISettingRegistry],
  activate: (
    _app: JupyterFrontEnd,
    parts: LabParts,
    rendermime: IRenderMimeRegistry,
    settings: ISettingRegistry | null
  ) => {
    rendermime.addFactory(
      {
        // nothing of the output is run
        safe: true,
        mimeTypes: [PROJECT_MIME],
        createRenderer: () => {
          const host = new Panel();
          return Object.assign(host, {
            renderModel: async (model: IRenderMime.IMimeModel) => {
              const { renderProject } = await import('../notebook/renderer');
              renderProject(host, model, parts, settings);
            }
          });
        }
      },
      0
    );
  }
};
