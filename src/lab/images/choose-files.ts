import { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog } from '@jupyterlab/filebrowser';
import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { LABEL_NAMES } from '../../formats/labels/label-file';
import { IMAGE_NAMES } from './image-names';

/** What can be shown in a notebook. */
const PROJECT_OR_IMAGE = /\.(?:ilp|tiff?|png|jpe?g|h5|hdf5|hdf)$/i;

/** What the dialogs need of JupyterLab. */
export type ChoiceHost = {
  readonly documents: IDocumentManager;
  readonly translator: ITranslator;
  readonly trans: TranslationBundle;
};

/** @returns paths of the file browser; empty if cancelled */
export async function chooseImages(
  folder: string,
  areMany: boolean,
  host: ChoiceHost
): Promise<string[]> {
  const { trans } = host;
  const paths = await choose(
    folder,
    areMany ? trans.__('Add images') : trans.__('Where is the image?'),
    areMany
      ? trans.__(
          'Images on the server. For files of this computer: Pixel Forest → Image → Upload image…'
        )
      : trans.__('The image on the server'),
    IMAGE_NAMES,
    host
  );
  return areMany ? paths : paths.slice(0, 1);
}

/** @returns the path of a folder, or null if cancelled */
export async function chooseFolder(
  folder: string,
  { documents, translator, trans }: ChoiceHost
): Promise<string | null> {
  const { value } = await FileDialog.getExistingDirectory({
    manager: documents,
    translator,
    title: trans.__('Where are the images?'),
    label: trans.__('Folder with the images; folders in it are searched too'),
    defaultPath: folder
  });
  return value?.[0]?.path ?? null;
}

/** Kinds of single files that are chosen. */
export type FileKind =
  'forest' | 'labels' | 'macro' | 'project' | 'projectOrImage';

/** @returns the path of the file, or null if cancelled */
export async function chooseFile(
  folder: string,
  kind: FileKind,
  host: ChoiceHost
): Promise<string | null> {
  const { trans } = host;
  const questions: Record<FileKind, readonly [string, string, RegExp]> = {
    forest: [
      trans.__('Import forest'),
      trans.__('A forest as JSON on the server'),
      /\.json$/i
    ],
    labels: [
      trans.__('Import labels'),
      trans.__(
        'Labels on the server: TIFF, PNG, HDF5 or NPY with class or object numbers (Cellpose, StarDist), or Labkit’s .labeling'
      ),
      LABEL_NAMES
    ],
    macro: [
      trans.__('Open macro'),
      trans.__('Steps saved by the recorder, as JSON on the server'),
      /\.json$/i
    ],
    project: [
      trans.__('Import labels from project'),
      trans.__('A project (.ilp) on the server with labels of the same images'),
      /\.ilp$/i
    ],
    projectOrImage: [
      trans.__('Show in the notebook'),
      trans.__('A project (.ilp) or an image on the server'),
      PROJECT_OR_IMAGE
    ]
  };
  const [title, label, names] = questions[kind];
  const paths = await choose(folder, title, label, names, host);
  return paths[0] ?? null;
}

/** The browser's own dialog. @returns empty if cancelled */
export function chooseFromComputer(): Promise<File[]> {
  return new Promise(resolve => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.accept = '.tif,.tiff,.png,.jpg,.jpeg,.h5,.hdf5';
    input.onchange = () => resolve([...(input.files ?? [])]);
    input.oncancel = () => resolve([]);
    input.click();
  });
}

async function choose(
  folder: string,
  title: string,
  label: string,
  names: RegExp,
  { documents, translator }: ChoiceHost
): Promise<string[]> {
  const { value } = await FileDialog.getOpenFiles({
    manager: documents,
    translator,
    title,
    label,
    defaultPath: folder,
    filter: model =>
      model.type === 'directory' || names.test(model.name) ? {} : null
  });
  return (value ?? [])
    .filter(model => model.type !== 'directory')
    .map(({ path }) => path);
}
