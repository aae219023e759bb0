import { IDisposable } from '@lumino/disposable';
import { PixelForestError } from '../../errors';
import { IDecodedImage } from '../../formats/contract';
import { DatasetChoice } from '../../formats/hdf5/dataset-list';
import type { EmbeddedImage } from '../../formats/ilp/embed';
import { ReadProject } from '../../formats/ilp/read';
import { LabelFile } from '../../formats/labels/label-file';
import { PixelArray, PlaneIndex } from '../../project/grid';
import { ImageMetadata } from '../../project/images';
import { Project } from '../../project/project';
import { CreateWorker } from '../worker-port';
import {
  EncodeRequest,
  FileRequest,
  IoCalls,
  OpenedImage,
  OpenImageRequest,
  ReadLabelsRequest,
  WriteProjectRequest
} from './io-calls';
import { postProject, reviveProject } from '../../formats/ilp/posted-project';
import { Caller } from './rpc';

/**
 * Reads and writes files in workers of its own, one for images and one for
 * projects, which start with their first call. If that of images dies, open
 * images are lost and the next call starts a new one.
 */
export class IoClient implements IDisposable {
  constructor(createWorker: CreateWorker) {
    this._caller = new Caller<IoCalls>(createWorker);
    this._projects = new Caller<IoCalls>(createWorker);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Starts both workers and what they load first; what fails is said when a file is opened. */
  prepare(): void {
    this._projects.call('prepare', 'project').catch(() => undefined);
    this._caller.call('prepare', 'image').catch(() => undefined);
  }

  /**
   * Opens an image of any format that is read. Bytes given are moved to the
   * worker: the caller's array is empty afterwards.
   *
   * @throws PixelForestError `format` if damaged or unsupported, `memory` if
   * too large, `access` if the server does not answer ranges: give the bytes then
   */
  async openImage(
    request: OpenImageRequest,
    signal?: AbortSignal
  ): Promise<IDecodedImage> {
    const opened = await this._caller.call('openImage', request, {
      signal,
      transfer: buffersOfFile(request),
      onLate: late => new RemoteImage(this._caller, late, request.name).close()
    });
    return new RemoteImage(this._caller, opened, request.name);
  }

  /** The data sets of an HDF5 file that can be opened as images. Bytes given are moved to the worker. */
  listDatasets(
    request: FileRequest,
    signal?: AbortSignal
  ): Promise<DatasetChoice[]> {
    return this._caller.call('listDatasets', request, {
      signal,
      patienceMs: patienceFor(request),
      transfer: buffersOfFile(request)
    });
  }

  /**
   * Reads labels of any format. Bytes given are moved to the worker.
   *
   * @throws PixelForestError `format` if damaged or no labels, `mismatch` if the size differs, `memory` if too large
   */
  readLabels(
    request: ReadLabelsRequest,
    signal?: AbortSignal
  ): Promise<LabelFile> {
    return this._caller.call('readLabels', request, {
      signal,
      patienceMs: patienceFor(request),
      transfer: buffersOfFile(request)
    });
  }

  /**
   * Reads a project file. Bytes given are copied: they may be needed to save.
   *
   * @throws PixelForestError `format` if damaged, `project` if of another workflow or version
   */
  async openProject(
    file: FileRequest,
    signal?: AbortSignal
  ): Promise<ReadProject> {
    const read = await this._ofProjects(() =>
      this._projects.call('openProject', file, {
        signal,
        patienceMs: patienceFor(file)
      })
    );
    return { ...read, project: reviveProject(read.project) };
  }

  /**
   * The bytes of a project file.
   *
   * @param options the file it was read from, whose other content is kept
   * @throws PixelForestError `project` if that file must not be written over and this is no copy
   */
  writeProject(
    project: Project,
    options: WriteProjectRequest['options'] = {},
    signal?: AbortSignal
  ): Promise<Uint8Array> {
    return this._ofProjects(() =>
      this._projects.call(
        'writeProject',
        { project: postProject(project), options },
        { signal }
      )
    );
  }

  /**
   * A project file with one more image in it. Bytes and pixels are moved to the worker.
   *
   * @throws PixelForestError `memory` if the image is too large
   */
  embedImage(
    bytes: Uint8Array,
    image: EmbeddedImage,
    signal?: AbortSignal
  ): Promise<Uint8Array> {
    const pixels = image.planes.flatMap(({ channels }) => channels);
    const buffers = new Set([bytes, ...pixels].map(({ buffer }) => buffer));
    return this._ofProjects(() =>
      this._projects.call(
        'embedImage',
        { bytes, image },
        { signal, transfer: [...buffers] }
      )
    );
  }

  /**
   * The bytes of a TIFF, HDF5, PNG, NPY or text file.
   *
   * @throws PixelForestError `mismatch` if pixels and options do not fit, `memory` if the file is too large
   */
  encode(request: EncodeRequest, signal?: AbortSignal): Promise<Uint8Array> {
    return this._caller.call('encode', request, { signal });
  }

  dispose(): void {
    this._isDisposed = true;
    this._caller.dispose();
    this._projects.dispose();
  }

  /** A file that could not be read may have left the library in disorder: what comes next gets a fresh one. */
  private async _ofProjects<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      this._projects.retire();
      throw error;
    }
  }

  private readonly _caller: Caller<IoCalls>;
  /**
   * Projects have a worker of their own: a damaged one does not take open images
   * with it, and saving does not make them wait.
   */
  private readonly _projects: Caller<IoCalls>;
  private _isDisposed = false;
}

/** An image that is open in the worker. */
class RemoteImage implements IDecodedImage {
  constructor(
    private readonly _caller: Caller<IoCalls>,
    opened: OpenedImage,
    private readonly _name: string
  ) {
    this.metadata = opened.metadata;
    this._handle = opened.handle;
    this._generation = _caller.generation;
  }

  readonly metadata: ImageMetadata;

  async readPlane(
    plane: PlaneIndex,
    signal?: AbortSignal
  ): Promise<PixelArray[]> {
    if (this._caller.generation !== this._generation) {
      throw new PixelForestError(
        'worker',
        `Wanted a plane of "${this._name}", but the worker that had it open stopped. Open the image again.`
      );
    }
    return this._caller.call(
      'readPlane',
      { handle: this._handle, plane },
      { signal }
    );
  }

  close(): void {
    if (this._isClosed || this._caller.generation !== this._generation) {
      return;
    }
    this._isClosed = true;
    this._caller
      .call('closeImage', { handle: this._handle })
      .catch(() => undefined); // a worker that is gone has closed it
  }

  private readonly _handle: number;
  private readonly _generation: number;
  private _isClosed = false;
}

/** Slower than any sound file was ever read, by far. */
const PATIENCE_MS = 60_000;
/** One second per megabyte: a slow network, and a slow machine after it. */
const PATIENCE_PER_BYTE_MS = 1e-3;

function patienceFor({ file }: FileRequest): number {
  const size =
    file.kind === 'bytes'
      ? file.bytes.length
      : file.kind === 'blob'
        ? file.blob.size
        : file.size;
  return PATIENCE_MS + PATIENCE_PER_BYTE_MS * size;
}

function buffersOfFile({ file }: FileRequest): Transferable[] {
  return file.kind === 'bytes' ? [file.bytes.buffer] : [];
}
