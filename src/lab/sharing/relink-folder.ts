import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { isAbort } from '../../errors';
import { fingerprintOf } from '../../image/fingerprint';
import { ImageReference } from '../../project/images';
import { IMAGE_NAMES } from '../images/image-names';
import { relativeTo, resolveImagePath } from '../images/image-path';
import { findMovedImages, MovedImage } from './find-moved';
import { listFiles } from './list-files';
import type { SharedProject } from './sharing';

/** See {@link IProjectSharing.relinkFolder}. */
export async function relinkFolder(
  shared: SharedProject,
  wanted: string | undefined
): Promise<string[]> {
  const { session, parts } = shared;
  const { trans, files } = parts;
  const missing = await missingImages(shared);
  if (missing.length === 0) {
    Notification.info(trans.__('All images are where the project says.'));
    return [];
  }
  const folder = wanted ?? (await files.chooseFolder(session.folder));
  if (folder === null) {
    return [];
  }
  const found = await search(shared, missing, folder);
  if (
    !found ||
    (wanted === undefined && !(await agree(found, missing, trans)))
  ) {
    return [];
  }
  found.forEach(({ image, localPath }) =>
    session.store.relinkImage(
      image.id,
      relativeTo(session.folder, localPath),
      image.innerPath
    )
  );
  return found.map(({ image }) => image.id);
}

async function missingImages({
  session,
  parts
}: SharedProject): Promise<ImageReference[]> {
  const images = session.store.project.images.filter(({ path }) => path !== '');
  const isThere = await Promise.all(
    images.map(async ({ path }) => {
      const resolved = resolveImagePath(session.folder, path);
      return (
        resolved.kind === 'file' &&
        (await parts.files.find(resolved.localPath)) !== null
      );
    })
  );
  return images.filter((_, i) => !isThere[i]);
}

/** @returns null if cancelled */
async function search(
  { session, parts }: SharedProject,
  missing: readonly ImageReference[],
  folder: string
): Promise<MovedImage[] | null> {
  const { trans, app } = parts;
  const abort = new AbortController();
  const { signal } = abort;
  const id = Notification.emit(
    trans.__('Looking for images in %1…', folder === '' ? '/' : folder),
    'in-progress',
    {
      autoClose: false,
      actions: [{ label: trans.__('Cancel'), callback: () => abort.abort() }]
    }
  );
  try {
    const { contents } = app.serviceManager;
    const files = await listFiles(
      contents,
      folder,
      name => IMAGE_NAMES.test(name),
      { signal }
    );
    const localFiles = files.map(({ path }) => ({
      localPath: contents.localPath(path)
    }));
    return await findMovedImages(missing, localFiles, {
      signal,
      isSame: (image, localPath) =>
        hasSamePixels(session, image, localPath, signal),
      onProgress: (done, total) =>
        Notification.update({
          id,
          message: trans.__('Comparing images: %1 of %2', done + 1, total)
        })
    });
  } catch (error) {
    if (isAbort(error)) {
      return null;
    }
    throw error;
  } finally {
    Notification.dismiss(id);
  }
}

/** Files that cannot be opened, or have another size, are other images. */
async function hasSamePixels(
  { loader, folder }: SharedProject['session'],
  image: ImageReference,
  localPath: string,
  signal: AbortSignal
): Promise<boolean> {
  const reference = { ...image, path: relativeTo(folder, localPath) };
  const source = await loader.load(reference, signal).catch(() => null);
  signal.throwIfAborted();
  if (!source) {
    return false;
  }
  try {
    const { shape, dtype } = source.metadata;
    const isFit =
      dtype === image.metadata?.dtype &&
      JSON.stringify(shape) === JSON.stringify(image.metadata.shape);
    return (
      isFit &&
      (await fingerprintOf(source, signal)) === image.metadata?.fingerprint
    );
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    return false;
  } finally {
    source.dispose();
  }
}

/** Shows what was found. @returns whether to relink */
async function agree(
  found: readonly MovedImage[],
  missing: readonly ImageReference[],
  trans: TranslationBundle
): Promise<boolean> {
  const { button } = await showDialog({
    title: trans.__('%1 of %2 images found', found.length, missing.length),
    body: new FoundList(found, missing, trans),
    buttons:
      found.length === 0
        ? [Dialog.okButton({ label: trans.__('Close') })]
        : [
            Dialog.cancelButton(),
            Dialog.okButton({
              label: trans._n(
                'Relink %1 image',
                'Relink %1 images',
                found.length
              )
            })
          ]
  });
  return button.accept && found.length > 0;
}

/** A row per missing image: its name, and where its file is. */
class FoundList extends Widget {
  constructor(
    found: readonly MovedImage[],
    missing: readonly ImageReference[],
    trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-PixelForest-found');
    const table = document.createElement('table');
    const head = table.createTHead().insertRow();
    for (const title of [
      trans.__('Image'),
      trans.__('File'),
      trans.__('Found by')
    ]) {
      const cell = document.createElement('th');
      cell.textContent = title;
      head.append(cell);
    }
    const rows = table.createTBody();
    for (const image of missing) {
      const moved = found.find(one => one.image === image);
      const row = rows.insertRow();
      row.insertCell().textContent = image.nickname;
      row.insertCell().textContent =
        moved?.localPath ?? trans.__('not found (%1)', image.path);
      row.insertCell().textContent = !moved
        ? ''
        : moved.by === 'name'
          ? trans.__('same name')
          : trans.__('same pixels');
    }
    this.node.append(table);
  }
}
