import type { NotebookPanel } from '@jupyterlab/notebook';
import { TranslationBundle } from '@jupyterlab/translation';
import { PixelForestError } from '../../errors';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { flag, readFlag, readText, text } from './arguments';
import { GeneralCommand } from './command';
import { CommandIDs } from './ids';

/** Projects in notebooks; none of them starts a kernel. */
export function notebookCommands(
  trans: TranslationBundle,
  parts: LabParts
): GeneralCommand[] {
  return [
    {
      id: CommandIDs.openNotebookProject,
      run: async () => {
        const { openNotebookProject } =
          await import('../notebook/notebook-project');
        return openNotebookProject(await needNotebook(parts), parts);
      }
    },
    {
      id: CommandIDs.insertCell,
      args: {
        path: text(
          trans.__('A project or an image on the server; asked for if missing')
        )
      },
      run: async args => {
        const panel = await needNotebook(parts);
        const { insertProjectCell } = await import('../notebook/insert-cell');
        const path = readText(args, 'path');
        const local =
          path === undefined ? undefined : parts.files.localPath(path);
        return insertProjectCell(panel, local, parts);
      }
    },
    {
      id: CommandIDs.insertResults,
      args: {
        isEmbedded: flag(
          trans.__(
            'Whether the figure is kept in the notebook itself; default: as in the settings'
          )
        )
      },
      run: async args => {
        const panel = await needNotebook(parts);
        const project = needProject(panel, parts);
        const { insertResults } = await import('../notebook/insert-results');
        const { notebookSettings } =
          await import('../notebook/notebook-settings');
        const settings = await notebookSettings(parts.settings);
        const isEmbedded = readFlag(args, 'isEmbedded') ?? settings.isEmbedded;
        return insertResults(project, panel, isEmbedded, parts);
      }
    }
  ];
}

/** The notebook in front, or beside the project in front. */
async function needNotebook(parts: LabParts): Promise<NotebookPanel> {
  const { frontNotebook } = await import('../notebook/notebook-place');
  const panel = frontNotebook(parts);
  if (!panel) {
    throw new PixelForestError(
      'input',
      'A notebook was wanted, but none is open. Open one and try again.'
    );
  }
  return panel;
}

/** The project the user is at, else one in the notebook, else the only one that is open. */
function needProject(
  panel: NotebookPanel,
  { projects }: LabParts
): IOpenProject {
  const saved = projects.all.filter(({ path }) => path !== null);
  const project =
    projects.current ??
    saved.find(({ widget }) => panel.contains(widget)) ??
    (saved.length === 1 ? saved[0] : null);
  if (!project) {
    throw new PixelForestError(
      'input',
      `Results of the project in front were wanted, but ${saved.length} projects are open and none is in front. Click into the project and try again.`
    );
  }
  return project;
}
