import { TranslationBundle } from '@jupyterlab/translation';
import { PixelForestError } from '../../errors';
import { IMAGE_NAMES } from '../images/image-names';
import { LabParts } from '../lab-parts';
import { createProjectFile, openImages } from '../new-project';
import { flag, list, readText, readTexts, text } from './arguments';
import { GeneralCommand } from './command';
import { CommandIDs } from './ids';

/** Where the user stands in JupyterLab. */
export interface IFilePlace {
  /** Folder the file browser shows, from the server's root. */
  folder(): string;
  /** Paths of the files selected there. */
  selected(): string[];
}

/** The ways into a project. */
export function entryCommands(
  trans: TranslationBundle,
  parts: LabParts,
  place: IFilePlace
): GeneralCommand[] {
  return [
    {
      id: CommandIDs.createProject,
      args: {
        name: text(trans.__('Name without ending; asked for if missing')),
        cwd: text(trans.__('Folder; default: that of the file browser')),
        isLauncher: flag(trans.__('Label for the launcher')),
        isPalette: flag(trans.__('Label for the command palette'))
      },
      run: args => {
        const cwd = args['cwd'];
        const folder =
          typeof cwd === 'string' ? parts.files.folderOf(cwd) : place.folder();
        return createProjectFile(
          { folder, name: readText(args, 'name') },
          parts
        );
      }
    },
    {
      id: CommandIDs.openImages,
      args: {
        paths: list(trans.__('Images on the server; default: those selected'), {
          type: 'string'
        }),
        name: text(trans.__('Name of the project; asked for if missing'))
      },
      isEnabled: args =>
        args['paths'] !== undefined ||
        place.selected().some(path => IMAGE_NAMES.test(path)),
      run: args => {
        const paths = (
          readTexts(args, 'paths') ??
          place.selected().filter(path => IMAGE_NAMES.test(path))
        ).map(path => parts.files.localPath(path));
        if (paths.length === 0) {
          throw new PixelForestError(
            'input',
            'Images were wanted, but none is selected in the file browser. Select TIFF, PNG, JPEG or HDF5 files and try again.'
          );
        }
        return openImages(paths, readText(args, 'name'), parts);
      }
    }
  ];
}
