import { Dialog, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { PixelForestError } from '../../errors';
import { ImageFiles } from '../images/image-files';
import { createReference } from '../images/image-path';
import { IOpenProject } from '../open-projects';
import {
  Arguments,
  list,
  readText,
  readTexts,
  readWhole,
  text,
  whole
} from './arguments';
import { ProjectCommand } from './command';
import { CommandIDs } from './ids';

/** Images of the project in front, its slices and time frames. */
export function imageCommands(
  trans: TranslationBundle,
  files: ImageFiles
): ProjectCommand[] {
  const hasImage = ({ store }: IOpenProject): boolean =>
    store.activeImage !== null;
  const imageId = text(trans.__('Image; default: the active one'));
  return [
    {
      id: CommandIDs.addImage,
      args: {
        paths: list(trans.__('Paths on the server; asked for if missing'), {
          type: 'string'
        })
      },
      run: async (project, args) => {
        const paths =
          readTexts(args, 'paths') ??
          (await files.choose(project.folder, true));
        addPaths(project, paths);
      }
    },
    {
      id: CommandIDs.uploadImage,
      run: async project => {
        const chosen = await files.chooseFromComputer();
        addPaths(project, await files.upload(project.folder, chosen));
      }
    },
    {
      id: CommandIDs.tryPracticeImage,
      run: async project =>
        addPaths(project, [await files.copyPracticeImage(project.folder)])
    },
    {
      id: CommandIDs.selectImage,
      args: { imageId: text(trans.__('Image')) },
      required: ['imageId'],
      run: (project, args) => project.store.selectImage(idOf(project, args))
    },
    {
      id: CommandIDs.nextImage,
      isEnabled: hasImage,
      run: ({ store }) => store.stepImage(1)
    },
    {
      id: CommandIDs.previousImage,
      isEnabled: hasImage,
      run: ({ store }) => store.stepImage(-1)
    },
    {
      id: CommandIDs.relinkImage,
      args: { imageId, path: text(trans.__('Path on the server')) },
      isEnabled: hasImage,
      run: async (project, args) => {
        const id = idOf(project, args);
        const path =
          readText(args, 'path') ??
          (await files.choose(project.folder, false))[0];
        if (path !== undefined) {
          const reference = createReference(project.folder, path, id);
          project.store.relinkImage(id, reference.path, reference.innerPath);
        }
      }
    },
    {
      id: CommandIDs.removeImage,
      args: { imageId },
      isEnabled: hasImage,
      run: async (project, args) => {
        const id = idOf(project, args);
        if (await mayRemove(project, id, trans)) {
          project.store.removeImage(id);
        }
      }
    },
    {
      id: CommandIDs.setPlane,
      args: {
        z: whole(trans.__('Slice from 0')),
        t: whole(trans.__('Time frame from 0'))
      },
      isEnabled: hasImage,
      run: ({ store }, args) =>
        store.setPlane({
          z: readWhole(args, 'z') ?? store.plane.z,
          t: readWhole(args, 't') ?? store.plane.t
        })
    },
    ...planeSteps()
  ];
}

/** Labels are hours of work and undo does not bring an image back: asks if there are any. */
async function mayRemove(
  { store }: IOpenProject,
  imageId: string,
  trans: TranslationBundle
): Promise<boolean> {
  const image = store.project.images.find(({ id }) => id === imageId);
  const count = store
    .labelCounts(imageId)
    .reduce((sum, value) => sum + value, 0);
  if (count === 0) {
    return true;
  }
  const { button } = await showDialog({
    title: trans.__('Remove %1?', image?.nickname ?? imageId),
    body: trans._n(
      'Its %1 labelled pixel goes with it, and undo does not bring it back. The image file stays.',
      'Its %1 labelled pixels go with it, and undo does not bring them back. The image file stays.',
      count
    ),
    buttons: [
      Dialog.cancelButton(),
      Dialog.warnButton({ label: trans.__('Remove') })
    ]
  });
  return button.accept;
}

/** Adds files of the server to a project. */
export function addPaths(
  project: IOpenProject,
  paths: readonly string[]
): void {
  if (paths.length === 0) {
    return;
  }
  const known = new Set(project.store.project.images.map(({ id }) => id));
  const references = paths.map(path => {
    const id = newImageId(known);
    known.add(id);
    return createReference(project.folder, path, id);
  });
  project.store.addImages(references);
}

function newImageId(known: ReadonlySet<string>): string {
  let id: string;
  do {
    // unique within one project is enough; crypto is missing on hubs without https
    id = Math.floor(Math.random() * 2 ** 48)
      .toString(16)
      .padStart(12, '0');
  } while (known.has(id));
  return id;
}

function idOf({ store }: IOpenProject, args: Arguments): string {
  const id = readText(args, 'imageId') ?? store.activeImage?.id;
  if (!store.project.images.some(image => image.id === id)) {
    const ids = store.project.images.map(image => image.id).join(', ');
    throw new PixelForestError(
      'input',
      `The argument “imageId” should be one of [${ids}], but is ${id ?? 'missing'}.`
    );
  }
  return id as string;
}

/** Commands that show a neighbouring slice or time frame. */
function planeSteps(): ProjectCommand[] {
  const step = (
    id: string,
    axis: 'z' | 't',
    by: number | 'first' | 'last'
  ): ProjectCommand => ({
    id,
    isEnabled: ({ store }) =>
      (store.activeImage?.metadata?.shape[axis] ?? 1) > 1,
    run: ({ actions }) => actions.stepPlane(axis, by)
  });
  return [
    step(CommandIDs.nextSlice, 'z', 1),
    step(CommandIDs.previousSlice, 'z', -1),
    step(CommandIDs.firstSlice, 'z', 'first'),
    step(CommandIDs.lastSlice, 'z', 'last'),
    step(CommandIDs.nextFrame, 't', 1),
    step(CommandIDs.previousFrame, 't', -1)
  ];
}
