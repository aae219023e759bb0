import { Notification } from '@jupyterlab/apputils';
import { isAbort, PixelForestError } from '../../errors';
import { openByteSource } from '../document/byte-source';
import { NewFileWriter } from '../document/new-file-writer';
import { folderOf, nameOf, stemOf } from '../images/file-path';
import { resolveImagePath } from '../images/image-path';
import { listFiles } from './list-files';
import { askPacking } from './pack-dialog';
import {
  listImages,
  listResults,
  PackedFile,
  PackingList,
  ServerFile
} from './packing-list';
import { readmeText } from './readme-text';
import type { PackChoice, SharedProject } from './sharing';
import { MAX_ZIP_BYTES, ZipWriter } from './zip-writer';

/** Bytes read and compressed at a time: about 20 ms of work. */
const PART_BYTES = 2 ** 20;

/** See {@link IProjectSharing.pack}. */
export async function packProject(
  shared: SharedProject,
  wanted: PackChoice | undefined
): Promise<string | null> {
  const { context, parts } = shared;
  const folder = await parts.files.writableFolder(folderOf(context.localPath));
  const stem = stemOf(context.localPath);
  const zipPath = await parts.files.freePath(folder, `${stem}.zip`);
  const list = await findImages(shared);
  const results = await findResults(shared, list);
  const choice =
    wanted ?? (await askPacking({ zipPath, list, results }, parts.trans));
  if (!choice) {
    return null;
  }
  const files = [...list.images, ...(choice.hasResults ? results : [])];
  const total = files.reduce((sum, { size }) => sum + size, 0);
  if (total > MAX_ZIP_BYTES) {
    throw new PixelForestError(
      'memory',
      `The images have ${total} bytes together, and a zip may have ${MAX_ZIP_BYTES}. Share the folder instead, or take images out of a copy of the project.`
    );
  }
  return run(shared, { list, files, total, zipPath });
}

type Work = {
  readonly list: PackingList;
  readonly files: readonly PackedFile[];
  /** Bytes of the files. */
  readonly total: number;
  readonly zipPath: string;
};

/** Shows how far it is, and can be cancelled. */
async function run(shared: SharedProject, work: Work): Promise<string | null> {
  const { trans, server, provider, app } = shared.parts;
  const abort = new AbortController();
  const writer = new NewFileWriter(server, work.zipPath);
  const id = Notification.emit(trans.__('Packing…'), 'in-progress', {
    autoClose: false,
    actions: [{ label: trans.__('Cancel'), callback: () => abort.abort() }]
  });
  const onProgress = (done: number, name: string): void => {
    const percent = Math.round((100 * done) / Math.max(1, work.total));
    Notification.update({
      id,
      message: trans.__('Packing %1 (%2 %)', nameOf(name), percent)
    });
  };
  try {
    await writeZip(shared, work, writer, onProgress, abort.signal);
    provider.announceNew(await writer.finish());
    Notification.update({
      id,
      type: 'success',
      message: trans.__('Packed: %1', work.zipPath),
      autoClose: 20_000,
      actions: [
        {
          label: trans.__('Download'),
          callback: () =>
            void app.serviceManager.contents
              .getDownloadUrl(work.zipPath)
              .then(url => window.open(url))
        }
      ]
    });
    return work.zipPath;
  } catch (error) {
    Notification.dismiss(id);
    await writer.discard();
    if (isAbort(error)) {
      return null;
    }
    throw error;
  }
}

async function writeZip(
  { session, context, parts }: SharedProject,
  { list, files, zipPath }: Work,
  writer: NewFileWriter,
  onProgress: (done: number, name: string) => void,
  signal: AbortSignal
): Promise<void> {
  const now = new Date();
  const top = stemOf(zipPath);
  const projectName = nameOf(context.localPath);
  const zip = new ZipWriter(bytes => writer.write(bytes));
  const readme = readmeText({
    projectName,
    imageCount: list.images.length,
    missing: list.missing.map(({ nickname, path }) => `${nickname} (${path})`),
    resultCount: files.length - list.images.length,
    now
  });
  await zip.add(`${top}/README.txt`, now, [new TextEncoder().encode(readme)]);
  const project = await session.serializeWith(list.references);
  await zip.add(`${top}/${projectName}`, now, inParts(project));
  let done = 0;
  for (const file of files) {
    onProgress(done, file.name);
    const read = readParts(parts.server, file, signal, bytes => {
      done += bytes;
      onProgress(done, file.name);
    });
    await zip.add(`${top}/${file.name}`, file.modified, read);
  }
  await zip.finish();
  signal.throwIfAborted();
}

function* inParts(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PART_BYTES) {
    yield bytes.subarray(at, at + PART_BYTES);
  }
}

async function* readParts(
  server: SharedProject['parts']['server'],
  { localPath, size }: PackedFile,
  signal: AbortSignal,
  onRead: (bytes: number) => void
): AsyncGenerator<Uint8Array> {
  const source = await openByteSource(server, localPath, size, signal);
  for (let at = 0; at < size; at += PART_BYTES) {
    signal.throwIfAborted();
    const part = await source.read(at, PART_BYTES, signal);
    yield part;
    onRead(part.length);
  }
}

async function findImages(shared: SharedProject): Promise<PackingList> {
  const { session, parts } = shared;
  const { images } = session.store.project;
  const found = new Map<string, ServerFile>();
  for (const { id, path } of images) {
    const resolved = resolveImagePath(session.folder, path);
    const model =
      path !== '' && resolved.kind === 'file'
        ? await parts.files.find(resolved.localPath)
        : null;
    if (model && model.type !== 'directory' && resolved.kind === 'file') {
      found.set(id, fileOf(resolved.localPath, model));
    }
  }
  return listImages(images, found);
}

async function findResults(
  { session, parts }: SharedProject,
  list: PackingList
): Promise<PackedFile[]> {
  const { contents } = parts.app.serviceManager;
  const folders = new Set([
    session.folder,
    ...list.images.map(({ localPath }) => folderOf(localPath))
  ]);
  const files: ServerFile[] = [];
  for (const folder of folders) {
    const models = await listFiles(contents, folder, () => true, {
      maxDepth: 0
    });
    files.push(
      ...models.map(model => fileOf(contents.localPath(model.path), model))
    );
  }
  return listResults(session.store.project.images, files, list.images);
}

function fileOf(
  localPath: string,
  { size, last_modified }: { size?: number; last_modified: string }
): ServerFile {
  return { localPath, size: size ?? 0, modified: new Date(last_modified) };
}
