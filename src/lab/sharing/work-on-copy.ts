import { Notification } from '@jupyterlab/apputils';
import { isAbsolutePath } from '../../formats/ilp/image-path';
import { writeCopy } from '../document/save-copy';
import { folderOf, nameOf } from '../images/file-path';
import { relativeTo, resolveImagePath } from '../images/image-path';
import type { SharedProject } from './sharing';

/** See {@link IProjectSharing.workOnCopy}. */
export async function workOnCopy(shared: SharedProject): Promise<string> {
  const { context, parts } = shared;
  const { files, trans } = parts;
  const root = await files.find('');
  const folder = root?.writable
    ? ''
    : await files.writableFolder(folderOf(context.localPath));
  const path = await files.freePath(folder, nameOf(context.localPath));
  await holdOnToImages(shared);
  await writeCopy(context, path, parts);
  Notification.success(
    trans.__(
      'You work on your own copy now: %1. The images stay where they are.',
      path
    ),
    { autoClose: 10_000 }
  );
  return path;
}

/** An absolute path means a file beside the project: from elsewhere it must be said where. */
async function holdOnToImages({
  session,
  parts
}: SharedProject): Promise<void> {
  const { store, folder } = session;
  for (const image of store.project.images) {
    if (!isAbsolutePath(image.path)) {
      continue;
    }
    const resolved = resolveImagePath(folder, image.path);
    if (
      resolved.kind === 'file' &&
      (await parts.files.find(resolved.localPath))
    ) {
      store.relinkImage(
        image.id,
        relativeTo(folder, resolved.localPath),
        image.innerPath
      );
    }
  }
}
