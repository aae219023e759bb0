import { TranslationBundle } from '@jupyterlab/translation';
import { PixelForestError } from '../../errors';
import { LabParts } from '../lab-parts';
import { IOpenProject } from '../open-projects';
import { IProjectSharing } from '../sharing/sharing';
import { flag, list, readText, readTexts, text } from './arguments';
import { GeneralCommand, ProjectCommand } from './command';
import type { IFilePlace } from './entry-commands';
import { CommandIDs } from './ids';

const ZIP = /\.zip$/i;

/** Moving the project in front, and giving it to others. */
export function sharingCommands(trans: TranslationBundle): ProjectCommand[] {
  const isFile = ({ sharing }: IOpenProject): boolean => sharing !== null;
  const hasImages = ({ sharing, store }: IOpenProject): boolean =>
    sharing !== null && store.project.images.length > 0;
  return [
    {
      id: CommandIDs.relinkFolder,
      args: {
        folder: text(trans.__('Folder on the server; asked for if missing'))
      },
      isEnabled: hasImages,
      run: (project, args) =>
        sharingOf(project).relinkFolder(readText(args, 'folder'))
    },
    {
      id: CommandIDs.acceptImage,
      args: { imageId: text(trans.__('Image; default: the active one')) },
      isEnabled: ({ store }) =>
        store.activeImage !== null &&
        store.imageStatus(store.activeImage.id).state === 'other',
      run: ({ store }, args) =>
        store.acceptImage(
          readText(args, 'imageId') ?? store.activeImage?.id ?? ''
        )
    },
    {
      id: CommandIDs.embedImages,
      args: {
        imageIds: list(trans.__('Images; asked for if missing'), {
          type: 'string'
        })
      },
      isEnabled: hasImages,
      run: (project, args) =>
        sharingOf(project).embedImages(readTexts(args, 'imageIds'))
    },
    {
      id: CommandIDs.packProject,
      args: {
        hasResults: flag(
          trans.__('Whether exported results go with it; asked for if missing')
        )
      },
      isEnabled: isFile,
      run: (project, args) => {
        const { hasResults } = args;
        return sharingOf(project).pack(
          typeof hasResults === 'boolean' ? { hasResults } : undefined
        );
      }
    },
    {
      id: CommandIDs.workOnCopy,
      isEnabled: isFile,
      run: project => sharingOf(project).workOnCopy()
    },
    {
      id: CommandIDs.copyLink,
      isEnabled: isFile,
      run: project => sharingOf(project).copyLink()
    }
  ];
}

/** The way into a project that came as a zip. */
export function packedCommands(
  trans: TranslationBundle,
  parts: LabParts,
  place: IFilePlace
): GeneralCommand[] {
  const selected = (): string | undefined =>
    place.selected().find(path => ZIP.test(path));
  return [
    {
      id: CommandIDs.openPacked,
      args: {
        path: text(trans.__('A zip on the server; default: that selected'))
      },
      isEnabled: args => args['path'] !== undefined || selected() !== undefined,
      run: async args => {
        const path = readText(args, 'path') ?? selected();
        if (path === undefined) {
          throw new PixelForestError(
            'input',
            'A packed project was wanted, but no .zip is selected in the file browser. Select one and try again.'
          );
        }
        const { openPackedProject } = await import('../sharing/open-packed');
        return openPackedProject(parts.files.localPath(path), parts);
      }
    }
  ];
}

function sharingOf({ sharing }: IOpenProject): IProjectSharing {
  if (!sharing) {
    throw new PixelForestError(
      'input',
      'This tab shows an image without a project. Right-click the image in the file browser and choose “Open in Pixel Classification” to work with it.'
    );
  }
  return sharing;
}
