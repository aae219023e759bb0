import { Notification } from '@jupyterlab/apputils';
import { isAbort, PixelForestError } from '../../errors';
import {
  embeddedBytes,
  embeddedPath,
  EmbeddedImage,
  MAX_EMBEDDED_BYTES
} from '../../formats/ilp/embed';
import { heldFile } from '../document/stored-file';
import { IImageSource } from '../../image/image-source';
import { wholePlane } from '../../image/tile-grid';
import { ImageReference } from '../../project/images';
import { askEmbedding } from './embed-dialog';
import type { SharedProject } from './sharing';

/** An image that can go into the project. */
export type Embeddable = {
  readonly image: ImageReference;
  readonly source: IImageSource;
  readonly bytes: number;
};

/** See {@link IProjectSharing.embedImages}. */
export async function embedImages(
  shared: SharedProject,
  wanted: readonly string[] | undefined
): Promise<string[]> {
  const { context, parts } = shared;
  if (context.contentsModel?.writable === false || context.model.isRefused) {
    throw new PixelForestError(
      'access',
      `Images are put into the project file, but ${context.localPath} is read-only. Use “Work on a copy” first.`
    );
  }
  const all = await openImages(shared, wanted);
  if (all.length === 0) {
    Notification.info(
      parts.trans.__('No image lies outside the project file.')
    );
    return [];
  }
  const chosen = wanted ? all : await askEmbedding(all, parts.trans);
  const total = chosen.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > MAX_EMBEDDED_BYTES) {
    throw new PixelForestError(
      'memory',
      `The images have ${total} bytes together, and at most ${MAX_EMBEDDED_BYTES} go into a project. Choose fewer, or use “Pack to share…”.`
    );
  }
  return chosen.length === 0 ? [] : run(shared, chosen);
}

/** Those that lie in files of their own. @throws as the image's status says */
async function openImages(
  { session }: SharedProject,
  wanted: readonly string[] | undefined
): Promise<Embeddable[]> {
  const { store } = session;
  const found: Embeddable[] = [];
  for (const { id, path } of store.project.images) {
    if (path === '' || wanted?.includes(id) === false) {
      continue;
    }
    const source = await store.loadImage(id);
    const image = store.project.images.find(one => one.id === id);
    if (image) {
      found.push({ image, source, bytes: embeddedBytes(source.metadata) });
    }
  }
  return found;
}

async function run(
  { session, context, parts }: SharedProject,
  chosen: readonly Embeddable[]
): Promise<string[]> {
  const { trans } = parts;
  const { store, bench } = session;
  const abort = new AbortController();
  const id = Notification.emit(trans.__('Embedding images…'), 'in-progress', {
    autoClose: false,
    actions: [{ label: trans.__('Cancel'), callback: () => abort.abort() }]
  });
  try {
    const taken = new Set(store.project.images.map(image => image.innerPath));
    const placed: { imageId: string; innerPath: string }[] = [];
    let bytes = await session.serialize(context.localPath);
    for (const [i, { image, source }] of chosen.entries()) {
      Notification.update({
        id,
        message: trans.__(
          'Embedding %1 (%2 of %3)',
          image.nickname,
          i + 1,
          chosen.length
        )
      });
      const planes = await readPlanes(source, abort.signal);
      const datasetId = freeId(image.id, taken);
      bytes = await bench.io.embedImage(
        bytes,
        { datasetId, metadata: source.metadata, planes },
        abort.signal
      );
      placed.push({ imageId: image.id, innerPath: embeddedPath(datasetId) });
    }
    abort.signal.throwIfAborted();
    session.adoptFile(heldFile(bytes));
    placed.forEach(({ imageId, innerPath }) =>
      store.relinkImage(imageId, '', innerPath)
    );
    await context.save();
    Notification.update({
      id,
      type: 'success',
      message: trans._n(
        '%1 image lies in the project file now.',
        '%1 images lie in the project file now.',
        placed.length
      ),
      autoClose: 5000,
      actions: []
    });
    return placed.map(({ imageId }) => imageId);
  } catch (error) {
    Notification.dismiss(id);
    if (isAbort(error)) {
      return [];
    }
    throw error;
  }
}

async function readPlanes(
  source: IImageSource,
  signal: AbortSignal
): Promise<EmbeddedImage['planes']> {
  const { shape } = source.metadata;
  const channels = Array.from({ length: shape.c }, (_, channel) => channel);
  const planes: EmbeddedImage['planes'][number][] = [];
  for (let t = 0; t < shape.t; t++) {
    for (let z = 0; z < shape.z; z++) {
      const plane = { t, z };
      const box = wholePlane(shape);
      planes.push({
        plane,
        channels: await source.readBox({ plane, box, channels }, signal)
      });
    }
  }
  return planes;
}

/** A name for the data set that is not taken and needs no quoting. */
function freeId(imageId: string, taken: Set<string>): string {
  const plain = imageId.replace(/[^\w-]/g, '_') || 'image';
  for (let number = 1; ; number++) {
    const datasetId = number === 1 ? plain : `${plain}-${number}`;
    if (!taken.has(embeddedPath(datasetId))) {
      taken.add(embeddedPath(datasetId));
      return datasetId;
    }
  }
}
