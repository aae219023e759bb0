import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Signal } from '@lumino/signaling';
import { ILayerView, ILayerViewer } from '../../tokens';
import { ILabParts, LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';

/** The viewer as other extensions see it. */
export const viewerPlugin: JupyterFrontEndPlugin<ILayerViewer> = {
  id: 'jupyterlab-pixelforest:viewer',
  description: 'Shows images with layers; other extensions add to them.',
  autoStart: true,
  requires: [ILabParts],
  provides: ILayerViewer,
  activate: (_app: JupyterFrontEnd, parts: LabParts): ILayerViewer => {
    const { projects } = parts;
    const load = (): Promise<typeof import('../session/standalone-viewer')> =>
      import('../session/standalone-viewer');
    const viewer: ILayerViewer = {
      get current() {
        return projects.current && viewOf(projects.current);
      },
      get currentChanged() {
        return currentChanged;
      },
      tools: parts.tools,
      readers: parts.readers,
      openImage: async path => {
        const { showImage } = await load();
        return viewOf(showImage(parts.files.localPath(path), parts));
      },
      openArray: async (name, source) => {
        const { showArray } = await load();
        return viewOf(showArray(name, source, parts));
      }
    };
    const currentChanged = new Signal<ILayerViewer, ILayerView | null>(viewer);
    projects.currentChanged.connect((_, project) =>
      currentChanged.emit(project && viewOf(project))
    );
    return viewer;
  }
};

function viewOf(project: IOpenProject): ILayerView {
  return {
    store: project.store,
    camera: project.camera,
    addLayer: layer => project.addLayer(layer),
    setTool: tool => project.store.setTool(tool)
  };
}
