import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { addPaths } from '../commands/image-commands';
import { IMAGE_NAMES } from '../images/image-names';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { acceptFromBrowser } from './accept-drags';

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
  const fromBrowser = acceptFromBrowser(
    node,
    path => IMAGE_NAMES.test(path),
    paths =>
      guard(() =>
        addPaths(
          project,
          paths.map(path => parts.files.localPath(path))
        )
      )
  );
  node.addEventListener('dragover', overFromComputer);
  node.addEventListener('drop', dropFromComputer);
  return new DisposableDelegate(() => {
    fromBrowser.dispose();
    node.removeEventListener('dragover', overFromComputer);
    node.removeEventListener('drop', dropFromComputer);
  });
}
