/** Projects and images on this machine's disk. */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { forProject, inOneLine, WrongUseError } from './errors.mjs';
import { openNpyImage } from './npy-image.mjs';

/** Reads projects and images through the I/O room, on this thread. */
export class Desk {
  constructor({ rooms }) {
    this._rooms = rooms;
    this.io = rooms.createInPlaceIo();
  }

  /**
   * A project with its labels placed.
   *
   * @returns `project`, its `bytes`, `folder`, and `loader` for its images
   * @throws WrongUseError if it cannot be read
   */
  async openProject(path) {
    return forProject(path, async () => {
      const bytes = this._readFile(path);
      const file = { name: basename(path), file: { kind: 'bytes', bytes } };
      const folder = dirname(resolve(path));
      const loader = {
        load: reference => this._loadReference(file, folder, reference)
      };
      const read = await this.io.openProject(file);
      const { project, warnings } = await this._rooms.placePendingLabels(
        read,
        loader
      );
      warnings.forEach(warning =>
        process.stderr.write(`${path}: ${inOneLine(warning)}\n`)
      );
      return { path, file, folder, loader, project };
    });
  }

  /**
   * Writes a project as the browser does, keeping what else is in its file, with
   * image paths as seen from its new folder.
   *
   * @throws Error if the file cannot be written
   */
  async saveProject(opened, project, target) {
    const [from, to] = [opened.folder, dirname(resolve(target))].map(folder =>
      folder.split(sep).join('/')
    );
    const images = project.images.map(image =>
      this._rooms.moveReference(image, from, to)
    );
    const bytes = await this.io.writeProject(
      { ...project, images },
      { previous: opened.file, isCopy: true }
    );
    await writeWhole(target, bytes);
  }

  /**
   * @param axes in the file's order, where somebody knows them
   * @returns an image source of the image room
   */
  async openImage({ path, innerPath = '', axes }) {
    const bytes = this._readFile(path);
    const name = basename(path);
    const decoded = name.toLowerCase().endsWith('.npy')
      ? openNpyImage(this._rooms, { name, bytes, axes })
      : await this.io.openImage({
          name,
          file: { kind: 'bytes', bytes },
          innerPath,
          axes
        });
    return new this._rooms.PlaneImageSource(decoded);
  }

  /** The image of a project that a path leads to, or a new reference to it; `a.h5/data` is a data set. */
  findImage({ folder, project }, image) {
    const { path, innerPath } = existsSync(image)
      ? { path: image, innerPath: '' }
      : this._rooms.splitImagePath(image);
    const file = resolve(path);
    const strip = inner => inner.replace(/^\/+|\/+$/g, '');
    const known = project.images.find(
      own =>
        own.path !== '' &&
        this._placeOf(folder, own.path) === file &&
        (innerPath === '' || strip(innerPath) === strip(own.innerPath))
    );
    return {
      isNew: !known,
      reference: known ?? {
        id: `image ${project.images.length}`,
        path: file.split(sep).join('/'),
        innerPath,
        nickname: this._rooms.nicknameOf({ path: file, innerPath }),
        metadata: null,
        grid: undefined
      }
    };
  }

  async _loadReference(projectFile, folder, reference) {
    const { path, innerPath, metadata, grid } = reference;
    const axes = metadata?.fileAxes ?? grid?.fileAxes;
    if (path !== '') {
      const place = this._placeOf(folder, path);
      return this.openImage({ path: place, innerPath, axes });
    }
    const decoded = await this.io.openImage({
      name: projectFile.name,
      file: { kind: 'bytes', bytes: projectFile.file.bytes.slice() },
      innerPath,
      axes
    });
    return new this._rooms.PlaneImageSource(decoded);
  }

  /** An absolute path is of the machine the project was made on: if it is not here, the file is looked for beside the project. */
  _placeOf(folder, path) {
    const place = resolve(folder, path);
    const beside = join(folder, path.split(/[/\\]/).pop());
    return existsSync(place) ? place : beside;
  }

  /** @returns bytes with a buffer of their own, which may be moved */
  _readFile(path) {
    try {
      const buffer = readFileSync(path);
      const isWhole = buffer.byteLength === buffer.buffer.byteLength;
      return isWhole ? new Uint8Array(buffer.buffer) : Uint8Array.from(buffer);
    } catch (error) {
      throw new this._rooms.PixelForestError(
        'access',
        `${path} cannot be read: ${error.message}`,
        { status: error.code === 'ENOENT' ? 404 : undefined, cause: error }
      );
    }
  }
}

/** The file has its name only when it is whole. */
export async function writeWhole(target, bytes) {
  const part = `${target}.${process.pid}.part`;
  try {
    await writeFile(part, bytes);
    renameSync(part, target);
  } catch (error) {
    throw new Error(`${target} cannot be written: ${error.message}`, {
      cause: error
    });
  } finally {
    rmSync(part, { force: true });
  }
}

/** @throws WrongUseError if a file would be written over the one it is made from */
export function checkTarget(project, target) {
  if (resolve(project) === resolve(target)) {
    throw new WrongUseError(
      `${target} is the project itself; give the copy another name`
    );
  }
}
