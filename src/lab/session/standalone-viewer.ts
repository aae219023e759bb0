import { MainAreaWidget } from '@jupyterlab/apputils';
import { IImageSource } from '../../image/image-source';
import { ImageReference } from '../../project/images';
import { createProject } from '../../project/project';
import { IImageLoader } from '../../store/contract';
import { createStore } from '../../store/project-store';
import { PixelForestError } from '../../errors';
import { ImageViewer } from '../../viewer/viewer';
import { ProjectImageLoader } from '../images/image-loader';
import { folderOf } from '../images/file-path';
import { createReference } from '../images/image-path';
import { projectIcon } from '../icons';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { rangeLocation } from './range-location';
import { getWorkbench } from './workbench';
import '../../../style/base.css';

/** Shows one image of the server in a tab of its own, without a project file. */
export function showImage(localPath: string, parts: LabParts): IOpenProject {
  const bench = getWorkbench(parts);
  const folder = folderOf(localPath);
  const loader = new ProjectImageLoader({
    server: parts.server,
    opener: bench.io,
    folder: () => folder,
    projectFile: null,
    rangeLocation: (path, size) => rangeLocation(parts.app, path, size),
    readers: () => parts.readers.entries
  });
  return show(
    createReference(folder, localPath, 'image'),
    loader,
    folder,
    parts
  );
}

/** Shows an array in a tab of its own. */
export function showArray(
  name: string,
  source: IImageSource,
  parts: LabParts
): IOpenProject {
  const reference: ImageReference = {
    id: 'array',
    path: name,
    innerPath: '',
    nickname: name,
    metadata: source.metadata
  };
  const loader: IImageLoader = { load: async () => source };
  return show(reference, loader, '', parts);
}

function show(
  reference: ImageReference,
  loader: IImageLoader,
  folder: string,
  parts: LabParts
): IOpenProject {
  const bench = getWorkbench(parts);
  const store = createStore({
    engine: bench.engine,
    loader,
    project: createProject()
  });
  const viewer = new ImageViewer(store, { tools: bench.tools });
  const widget = new MainAreaWidget({ content: viewer });
  widget.addClass('jp-PixelForest-document');
  widget.title.label = reference.nickname;
  widget.title.icon = projectIcon;
  const project: IOpenProject = {
    store,
    camera: viewer.camera,
    actions: viewer.actions,
    widget,
    path: null,
    folder,
    sharing: null,
    focus: () => viewer.activate(),
    addLayer: layer => store.addLayer(layer),
    selectFeatures: refuse,
    exportResults: refuse,
    runOnFolder: refuse,
    importLabels: refuse,
    importProjectLabels: refuse,
    keepVersion: refuse,
    goBackToVersion: refuse,
    showVersions: refuse
  };
  const entry = parts.projects.add(project);
  widget.disposed.connect(() => {
    entry.dispose();
    store.dispose();
  });
  parts.app.shell.add(widget, 'main');
  store.addImages([reference]);
  store.setTool('pan');
  return project;
}

async function refuse(): Promise<never> {
  throw new PixelForestError(
    'input',
    'This tab shows an image without a project. Right-click the image in the file browser and choose “Open in Pixel Classification” to work with it.'
  );
}
