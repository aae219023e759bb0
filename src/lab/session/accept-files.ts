import { Drag } from '@lumino/dragdrop';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { addPaths } from '../commands/image-commands';
import { IMAGE_NAMES } from '../images/image-names';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';

/** What JupyterLab's file browser drags: a list of paths. */
const CONTENTS_MIME = 'application/x-jupyter-icontents';

/** Images dropped on the element are added: from the file browser, or uploaded from this computer. */
export function acceptFiles(
  node: HTMLElement,
  project: IOpenProject,
  parts: LabParts
): IDisposable {
  const guard = (work: () => unknown): void => {
    Promise.resolve()
      .then(work)
      .catch((error: unknown) => parts.showError(error));
  };
  const overFromBrowser = (event: Event): void => {
    const drag = event as Drag.Event;
    if (imagePaths(drag).length > 0) {
      drag.preventDefault();
      drag.stopPropagation();
      // the file browser supports only its own action; the file stays anyway
      drag.dropAction = drag.proposedAction;
    }
  };
  const dropFromBrowser = (event: Event): void => {
    const drag = event as Drag.Event;
    const paths = imagePaths(drag);
    if (paths.length === 0) {
      return;
    }
    drag.preventDefault();
    drag.stopPropagation();
    drag.dropAction = drag.proposedAction;
    guard(() =>
      addPaths(
        project,
        paths.map(path => parts.files.localPath(path))
      )
    );
  };
  const overFromComputer = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files')) {
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    }
  };
  const dropFromComputer = (event: DragEvent): void => {
    const files = [...(event.dataTransfer?.files ?? [])].filter(({ name }) =>
      IMAGE_NAMES.test(name)
    );
    if (files.length > 0) {
      event.preventDefault();
      guard(async () =>
        addPaths(project, await parts.files.upload(project.folder, files))
      );
    }
  };
  node.addEventListener('lm-dragenter', overFromBrowser);
  node.addEventListener('lm-dragover', overFromBrowser);
  node.addEventListener('lm-drop', dropFromBrowser);
  node.addEventListener('dragover', overFromComputer);
  node.addEventListener('drop', dropFromComputer);
  return new DisposableDelegate(() => {
    node.removeEventListener('lm-dragenter', overFromBrowser);
    node.removeEventListener('lm-dragover', overFromBrowser);
    node.removeEventListener('lm-drop', dropFromBrowser);
    node.removeEventListener('dragover', overFromComputer);
    node.removeEventListener('drop', dropFromComputer);
  });
}

function imagePaths(drag: Drag.Event): string[] {
  if (!drag.mimeData.hasData(CONTENTS_MIME)) {
    return [];
  }
  const paths: unknown = drag.mimeData.getData(CONTENTS_MIME);
  return Array.isArray(paths)
    ? paths.filter(
        (path): path is string =>
          typeof path === 'string' && IMAGE_NAMES.test(path)
      )
    : [];
}
