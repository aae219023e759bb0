import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRenderMime, IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { Panel } from '@lumino/widgets';
import { ILabParts, LabParts } from '../lab-parts';
import { PROJECT_MIME } from '../notebook/project-mime';

/** Projects inside notebooks; what shows them is loaded with the first. */
export const notebookPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-pixelforest:notebook',
  description: 'Shows projects in the outputs of notebooks, without a kernel.',
  autoStart: true,
  requires: [ILabParts, IRenderMimeRegistry],
  activate: (
    _app: JupyterFrontEnd,
    parts: LabParts,
    rendermime: IRenderMimeRegistry
  ) => {
    parts.projects.opened.connect((_, project) => {
      import('../notebook/keep-results')
        .then(({ keepResults }) => keepResults(project, parts))
        .catch(parts.showError);
    });
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
              renderProject(host, model, parts);
            }
          });
        }
      },
      0
    );
  }
};
