import { DisposableSet } from '@lumino/disposable';
import { createStore } from '../../store/project-store';
import { ProjectImageLoader } from '../images/image-loader';
import { folderOf, stemOf } from '../images/file-path';
import { createReference } from '../images/image-path';
import { LabParts } from '../lab-parts';
import { rangeLocation } from './range-location';
import { getWorkbench } from './workbench';

/**
 * Makes a project file for an image, beside it or in the nearest writable
 * folder above, without opening it.
 *
 * @param image from the server's root, with the path inside it where it is HDF5
 * @returns path of the project
 * @throws PixelForestError `access` if nothing can be written or the image cannot be read
 */
export async function projectForImage(
  image: string,
  parts: LabParts
): Promise<string> {
  const { files, server, readers, app } = parts;
  const folder = await files.writableFolder(folderOf(image));
  const path = await files.freePath(folder, `${stemOf(image)}.ilp`);
  const bench = getWorkbench(parts);
  const made = new DisposableSet();
  const store = createStore({
    engine: bench.engine,
    loader: new ProjectImageLoader({
      server,
      opener: bench.io,
      folder: () => folder,
      projectFile: null,
      rangeLocation: (localPath, size) => rangeLocation(app, localPath, size),
      readers: () => readers.entries
    })
  });
  made.add(store);
  try {
    const reference = createReference(folder, image, 'image');
    store.addImages([reference]);
    // its size goes into the file, and its depth decides which filters a new project has
    await store.loadImage(reference.id);
    const bytes = await bench.io.writeProject(store.project, { isCopy: true });
    await files.write(path, bytes);
  } finally {
    made.dispose();
  }
  return path;
}
