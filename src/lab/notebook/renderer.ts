import type { IRenderMime } from '@jupyterlab/rendermime';
import { Panel } from '@lumino/widgets';
import { LabParts } from '../lab-parts';
import { notebookSettings } from './notebook-settings';
import { ProjectOutput } from './project-output';

const outputs = new WeakMap<Panel, ProjectOutput>();

/** Shows an output, or what changed in it, in its renderer's widget. */
export function renderProject(
  host: Panel,
  model: IRenderMime.IMimeModel,
  parts: LabParts
): void {
  if (host.isDisposed) {
    return;
  }
  const known = outputs.get(host);
  if (known) {
    known.update(model);
    return;
  }
  const output = new ProjectOutput(host, model, parts, () =>
    notebookSettings(parts.settings)
  );
  outputs.set(host, output);
  host.disposed.connect(() => output.dispose());
}
