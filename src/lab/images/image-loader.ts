import { PixelForestError } from '../../errors';
import { RangeLocation } from '../../engine/io-worker/fetch-range';
import { OpenImageRequest } from '../../engine/io-worker/io-calls';
import { MEMORY_SHARES } from '../../engine/memory-shares';
import { MemoryByteSource } from '../../formats/byte-sources';
import { IByteSource, IDecodedImage } from '../../formats/contract';
import { IImageSource } from '../../image/image-source';
import { PlaneBudget } from '../../image/plane-budget';
import { PlaneImageSource } from '../../image/plane-image-source';
import { ImageReference } from '../../project/images';
import { IImageLoader } from '../../store/contract';
import { describeRefusal } from '../document/access-error';
import { statusOf } from '../document/refusal';
import { IFileServer } from '../document/file-server';
import { askForPart, rangeSource } from '../document/byte-source';
import { readWhole } from '../document/safe-read';
import { nameOf } from './file-path';
import { resolveImagePath } from './image-path';
import { IProjectFile, openInside } from './inside-image';
import { ReaderEntry } from '../../tokens';

/** All images of a page share what it may hold of them. */
const PLANES = new PlaneBudget(MEMORY_SHARES.planeBytes);

const NO_FILE: IProjectFile = { version: 0, use: read => read(null) };

/** Opens images in a worker; the I/O client is one. */
export interface IImageOpener {
  openImage(
    request: OpenImageRequest,
    signal?: AbortSignal
  ): Promise<IDecodedImage>;
}

/** What an image loader needs of its document. */
export type LoaderOptions = {
  readonly server: IFileServer;
  readonly opener: IImageOpener;
  /** Folder that paths are relative to, from the server's root. */
  readonly folder: () => string;
  /** The project file, for images inside it; null where there is no project. */
  readonly projectFile: IProjectFile | null;
  /** Address that a worker may fetch ranges from. */
  readonly rangeLocation: (
    localPath: string,
    size: number
  ) => Promise<RangeLocation>;
  /** Readers of other extensions; they run in the page and are asked first. */
  readonly readers: () => readonly ReaderEntry[];
};

/** Finds an image's file on the server and opens it in the I/O worker. */
export class ProjectImageLoader implements IImageLoader {
  constructor(private readonly _options: LoaderOptions) {}

  async load(
    reference: ImageReference,
    signal: AbortSignal
  ): Promise<IImageSource> {
    const image =
      reference.path === ''
        ? await openInside(
            this._options.projectFile ?? NO_FILE,
            this._options.opener,
            reference,
            signal
          )
        : await this._openFile(reference, signal);
    if (signal.aborted) {
      image.close();
      signal.throwIfAborted();
    }
    return new PlaneImageSource(image, PLANES);
  }

  private async _openFile(
    reference: ImageReference,
    signal: AbortSignal
  ): Promise<IDecodedImage> {
    const localPath = this._locate(reference);
    const size = await this._sizeOf(reference, localPath);
    signal.throwIfAborted();
    const name = nameOf(localPath);
    const { server } = this._options;
    const part = await askForPart(server, localPath, size, signal);
    const bytes = part.isGiven
      ? null
      : await readWhole(server, localPath, size, part.status);
    const reader = await this._readerFor(name, localPath, size, bytes);
    if (reader) {
      return reader.open(this._source(name, localPath, size, bytes), {
        innerPath: reference.innerPath,
        signal
      });
    }
    const file: OpenImageRequest['file'] = bytes
      ? { kind: 'bytes', bytes }
      : {
          kind: 'range',
          ...(await this._options.rangeLocation(localPath, size))
        };
    return this._options.opener.openImage(
      {
        name,
        file,
        innerPath: reference.innerPath,
        axes: reference.metadata?.fileAxes ?? reference.grid?.fileAxes
      },
      signal
    );
  }

  private _locate(reference: ImageReference): string {
    const resolved = resolveImagePath(this._options.folder(), reference.path);
    if (resolved.kind === 'outside') {
      throw new PixelForestError(
        'access',
        `${reference.nickname} should be at ${reference.path}, which lies outside the folders of this server. Copy the image beside the project and use “Relink image…”.`,
        { status: 404 }
      );
    }
    return resolved.localPath;
  }

  private async _sizeOf(
    reference: ImageReference,
    localPath: string
  ): Promise<number> {
    try {
      const file = await this._options.server.describe(localPath);
      if (file.type === 'directory') {
        throw new PixelForestError(
          'format',
          `${localPath} is a folder; an image file was wanted. Use “Relink image…” to choose a file.`
        );
      }
      return file.size ?? 0;
    } catch (error) {
      if (statusOf(error) === 404) {
        throw new PixelForestError(
          'access',
          `${reference.nickname} was not found at ${localPath}${localPath.endsWith(reference.path) ? '' : ` (the project says ${reference.path})`}. Put the file there or use “Relink image…” to say where it is; the labels are kept.`,
          { status: 404, cause: error }
        );
      }
      throw describeRefusal(`Opening ${localPath}`, error);
    }
  }

  private async _readerFor(
    name: string,
    localPath: string,
    size: number,
    bytes: Uint8Array | null
  ): Promise<ReaderEntry | null> {
    const readers = [...this._options.readers()].reverse();
    if (readers.length === 0) {
      return null;
    }
    const source = this._source(name, localPath, size, bytes);
    const head = await source.read(0, 64);
    const lower = name.toLowerCase();
    return (
      readers.find(reader => reader.recognises(head)) ??
      readers.find(reader =>
        reader.extensions.some(extension => lower.endsWith(extension))
      ) ??
      null
    );
  }

  private _source(
    name: string,
    localPath: string,
    size: number,
    bytes: Uint8Array | null
  ): IByteSource {
    const { server } = this._options;
    return bytes
      ? new MemoryByteSource(name, bytes)
      : rangeSource(server, localPath, size);
  }
}
