import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { IRenderMime } from '@jupyterlab/rendermime';
import { outputPath } from './cell-path';
import { withPath } from './cell-source';
import { NotebookCell } from './notebook-place';
import { PROJECT_MIME } from './project-mime';

/** An output whose path may change. */
export type PathOutput = {
  readonly model: () => IRenderMime.IMimeModel;
  /** Of the project, as the output has it. */
  readonly path: () => string;
  /** Told before the output changes. */
  readonly setPath: (path: string) => void;
  /** Of the notebook from the server's root; null on another drive. */
  readonly folder: () => string | null;
  readonly cell: () => NotebookCell | null;
};

/** Another file is the project: output and source of the cell say so from now on. */
export function changePath(output: PathOutput, localPath: string): void {
  const folder = output.folder();
  if (folder === null) {
    return;
  }
  const from = output.path();
  const to = outputPath(folder, localPath);
  const source = output.cell()?.model.sharedModel;
  if (source) {
    const text = withPath(source.getSource(), from, to);
    if (text !== source.getSource()) {
      source.setSource(text);
    }
  }
  const model = output.model();
  output.setPath(to);
  model.setData({ data: { ...model.data, [PROJECT_MIME]: { path: to } } });
}

/** A project that is renamed while it is shown is found again. @returns stops following */
export function followPath(
  context: DocumentRegistry.Context,
  output: PathOutput
): () => void {
  const follow = (): void => changePath(output, context.localPath);
  context.pathChanged.connect(follow);
  return () => {
    context.pathChanged.disconnect(follow);
  };
}
