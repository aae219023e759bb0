import { FileRequest } from '../../engine/io-worker/io-calls';
import { PixelForestError } from '../../errors';
import { IDecodedImage } from '../../formats/contract';
import { PixelArray, PlaneIndex } from '../../project/grid';
import { ImageMetadata, ImageReference } from '../../project/images';
import type { IImageOpener } from './image-loader';

/** The project's own file, for images inside it. */
export interface IProjectFile {
  /** Changes when another file takes its place, in which the image lies elsewhere. */
  readonly version: number;
  /** Reads the file, which nobody writes meanwhile; null if there is none. */
  use<T>(read: (file: FileRequest | null) => Promise<T>): Promise<T>;
}

/**
 * Opens an image inside a project. It is opened again whenever the project was
 * saved to another file.
 *
 * @throws PixelForestError `project` if the project has no file, and as the opener
 */
export async function openInside(
  file: IProjectFile,
  opener: IImageOpener,
  reference: ImageReference,
  signal: AbortSignal
): Promise<IDecodedImage> {
  const open = (request: FileRequest | null): Promise<IDecodedImage> =>
    openIn(request, opener, reference, signal);
  const { version, image } = await file.use(async request => ({
    version: file.version,
    image: await open(request)
  }));
  const later = new AbortController().signal;
  const metadata = withKnown(image.metadata, reference.metadata);
  return new InsideImage(file, { version, image }, metadata, request =>
    openIn(request, opener, reference, later)
  );
}

/**
 * A data set of ilastik's tells axes, sizes and values. The rest is what the
 * image's own file told before it was embedded, which the project remembers.
 */
function withKnown(
  found: ImageMetadata,
  known: ImageMetadata | null
): ImageMetadata {
  const isSame =
    known !== null &&
    known.dtype === found.dtype &&
    known.fileAxes === found.fileAxes &&
    known.fileShape.join() === found.fileShape.join();
  return isSame
    ? {
        ...found,
        channelNames: known.channelNames,
        channelColors: known.channelColors,
        displayRanges: known.displayRanges,
        pixelSizeUm: known.pixelSizeUm
      }
    : found;
}

async function openIn(
  request: FileRequest | null,
  opener: IImageOpener,
  reference: ImageReference,
  signal: AbortSignal
): Promise<IDecodedImage> {
  if (!request) {
    throw new PixelForestError(
      'project',
      `${reference.nickname} should lie inside the project at ${reference.innerPath}, but the project was not read from a file. Add the image as a file.`
    );
  }
  const { name, file } = request;
  return opener.openImage(
    {
      name,
      // the opener keeps what it is given: the project's bytes are needed again
      file:
        file.kind === 'bytes'
          ? { kind: 'bytes', bytes: file.bytes.slice() }
          : file,
      innerPath: reference.innerPath,
      axes: reference.metadata?.fileAxes ?? reference.grid?.fileAxes
    },
    signal
  );
}

class InsideImage implements IDecodedImage {
  constructor(
    private readonly _file: IProjectFile,
    first: { readonly version: number; readonly image: IDecodedImage },
    readonly metadata: ImageMetadata,
    private readonly _open: (
      request: FileRequest | null
    ) => Promise<IDecodedImage>
  ) {
    this._version = first.version;
    this._image = Promise.resolve(first.image);
  }

  readPlane(plane: PlaneIndex, signal?: AbortSignal): Promise<PixelArray[]> {
    return this._file.use(async request => {
      signal?.throwIfAborted();
      if (this._file.version !== this._version) {
        this._closeImage();
        this._version = this._file.version;
        this._image = this._open(request);
        // tried again with the next plane
        this._image.catch(() => (this._version = -1));
      }
      const image = await this._image;
      return image.readPlane(plane, signal);
    });
  }

  close(): void {
    this._closeImage();
  }

  private _closeImage(): void {
    this._image.then(
      image => image.close(),
      () => undefined // was never open
    );
  }

  private _version: number;
  private _image: Promise<IDecodedImage>;
}
