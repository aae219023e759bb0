import type { Drag } from '@lumino/dragdrop';
import { DisposableDelegate, IDisposable } from '@lumino/disposable';

/** What JupyterLab's file browser drags: a list of paths. */
const CONTENTS_MIME = 'application/x-jupyter-icontents';

/**
 * Takes what is dragged from JupyterLab's file browser onto the element.
 *
 * @param isWanted of a path as the file browser writes it; the rest of a drag is left out
 * @param onDrop told the wanted paths, at least one
 */
export function acceptFromBrowser(
  node: EventTarget,
  isWanted: (path: string) => boolean,
  onDrop: (paths: readonly string[]) => void
): IDisposable {
  const take = (event: Event): string[] => {
    const drag = event as Drag.Event;
    const paths = draggedPaths(drag).filter(isWanted);
    if (paths.length > 0) {
      drag.preventDefault();
      drag.stopPropagation();
      // the file browser supports only its own action; the file stays anyway
      drag.dropAction = drag.proposedAction;
    }
    return paths;
  };
  const drop = (event: Event): void => {
    const paths = take(event);
    if (paths.length > 0) {
      onDrop(paths);
    }
  };
  node.addEventListener('lm-dragenter', take);
  node.addEventListener('lm-dragover', take);
  node.addEventListener('lm-drop', drop);
  return new DisposableDelegate(() => {
    node.removeEventListener('lm-dragenter', take);
    node.removeEventListener('lm-dragover', take);
    node.removeEventListener('lm-drop', drop);
  });
}

function draggedPaths({ mimeData }: Drag.Event): string[] {
  const paths: unknown = mimeData.hasData(CONTENTS_MIME)
    ? mimeData.getData(CONTENTS_MIME)
    : null;
  return Array.isArray(paths)
    ? paths.filter((path): path is string => typeof path === 'string')
    : [];
}
