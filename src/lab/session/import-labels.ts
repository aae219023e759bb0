import { Notification } from '@jupyterlab/apputils';
import { LabelFile } from '../../formats/labels/label-file';
import { LABEL_SETS_EXTENSION } from '../../formats/labels/label-sets';
import { LabelClass } from '../../project/classes';
import {
  ImportChoice,
  importLabels as mergeImported,
  suggestImport
} from '../../project/label-import';
import { askLabelImport } from '../dialogs/label-import-dialog';
import { readServerFile } from '../document/read-server-file';
import { nameOf } from '../images/file-path';
import { LabParts } from '../lab-parts';
import { IOpenProject, LabelImportWish } from '../open-projects';
import { classIndexOf, namedChoices, RULES } from './class-names';
import { imageOf } from './chosen-image';
import { Workbench } from './workbench';

/** See {@link IOpenProject.importLabels}. */
export async function importLabels(
  project: IOpenProject,
  wish: LabelImportWish,
  parts: LabParts,
  bench: Workbench
): Promise<void> {
  const { store } = project;
  const { trans } = parts;
  const image = imageOf(project, wish.imageId);
  const path =
    wish.path ?? (await parts.files.chooseFile(project.folder, 'labels'));
  if (path === null) {
    return;
  }
  const { shape } = (await store.loadImage(image.id)).metadata;
  const file = await bench.io.readLabels({
    name: nameOf(path),
    file: { kind: 'bytes', bytes: await readServerFile(parts.server, path) },
    shape,
    labelSets: await labelSetsOf(path, parts)
  });
  if (file.notes.length > 0) {
    Notification.warning(`${nameOf(path)}: ${file.notes.join(' ')}`);
  }
  const choice = wish.path
    ? wishedChoice(file, store.classes, wish)
    : await askLabelImport(
        {
          fileName: nameOf(path),
          imageName: image.nickname,
          kinds: file.kinds,
          classes: store.classes,
          suggested: wishedChoice(file, store.classes, wish)
        },
        trans
      );
  if (!choice) {
    return;
  }
  const { classes, labels, count } = mergeImported(
    file,
    store.labels(image.id),
    store.classes,
    choice
  );
  store.replaceLabels(new Map([[image.id, labels]]), classes);
  Notification.success(
    trans._n(
      '%1 labelled pixel of %2 was taken. Undo takes it back.',
      '%1 labelled pixels of %2 were taken. Undo takes them back.',
      count,
      nameOf(path)
    ),
    { autoClose: 8000 }
  );
}

/** Labkit keeps the names of a label TIFF in a file beside it. */
async function labelSetsOf(
  path: string,
  { files, server }: LabParts
): Promise<string | undefined> {
  const beside = path + LABEL_SETS_EXTENSION;
  if (!/\.tiff?$/i.test(path) || (await files.find(beside)) === null) {
    return undefined;
  }
  return new TextDecoder().decode(await readServerFile(server, beside));
}

function wishedChoice(
  { kinds }: LabelFile,
  classes: readonly LabelClass[],
  wish: LabelImportWish
): ImportChoice {
  const suggested = suggestImport(kinds, classes);
  const names = kinds.map(({ name, number }) =>
    name === '' ? [String(number)] : [name, String(number)]
  );
  const indexOf = (name: string | undefined): number | null =>
    name === undefined ? null : classIndexOf(classes, name);
  return {
    meaning: wish.meaning ?? (wish.classes ? 'classes' : suggested.meaning),
    classChoices: namedChoices(
      wish.classes,
      names,
      classes,
      suggested.classChoices
    ),
    objectClass: indexOf(wish.objectClass) ?? suggested.objectClass,
    backgroundClass: indexOf(wish.backgroundClass),
    hasGaps: wish.hasGaps ?? suggested.hasGaps,
    rule: RULES[wish.disputed ?? 'mine']
  };
}
