import { TranslationBundle } from '@jupyterlab/translation';
import { redoIcon, undoIcon } from '@jupyterlab/ui-components';
import { projectIcon } from '../icons';
import { CommandTitle } from './command';
import { CommandIDs } from './ids';

/**
 * The titles of the commands that JupyterLab shows before a project is open:
 * in the launcher, the file browser and its own Edit menu. All others are in
 * `titles.ts`, which is loaded when the page is first used.
 */
export function firstTitles(
  trans: TranslationBundle
): Readonly<Record<string, CommandTitle>> {
  return {
    [CommandIDs.createProject]: {
      label: args =>
        args['isLauncher']
          ? trans.__('Pixel Classification')
          : args['isPalette']
            ? trans.__('New Pixel Classification Project')
            : trans.__('Pixel Classification Project'),
      caption: trans.__(
        'Make a project: label pixels, train, see the probability map'
      ),
      icon: projectIcon,
      isGeneral: true
    },
    [CommandIDs.openImages]: {
      label: trans.__('Open in Pixel Classification'),
      caption: trans.__('Make a project with these images beside them'),
      icon: projectIcon,
      isGeneral: true
    },
    [CommandIDs.openNotebookProject]: {
      label: trans.__('Open the notebook’s project'),
      caption: trans.__(
        'Pixel classification beside this notebook, without a kernel'
      ),
      icon: projectIcon,
      isGeneral: true
    },
    [CommandIDs.openPacked]: {
      label: trans.__('Open packed project…'),
      caption: trans.__(
        'Unpack a zip made by “Pack to share…” beside it and open the project'
      ),
      icon: projectIcon,
      isGeneral: true
    },
    [CommandIDs.undo]: {
      label: trans.__('Undo'),
      caption: trans.__('Take back the last stroke or class change'),
      icon: undoIcon
    },
    [CommandIDs.redo]: {
      label: trans.__('Redo'),
      caption: trans.__('Make again what was undone'),
      icon: redoIcon
    }
  };
}
