import { IByteSource, IDecodedImage, IImageReader } from './contract';
import { formatError } from './damage';

/** Bytes a reader sees to recognise its format. */
const HEAD_BYTES = 64;

/** The formats that are read. The built-in readers register the same way as those of other extensions. */
export class FormatRegistry {
  private readonly readers: IImageReader[] = [];

  /**
   * Adds a reader. Readers that were added later are asked first, so that an
   * extension can take over a format.
   *
   * @returns a function that removes it again; calling it twice is harmless
   */
  register(reader: IImageReader): () => void {
    this.readers.unshift(reader);
    return () => {
      const at = this.readers.indexOf(reader);
      if (at >= 0) {
        this.readers.splice(at, 1);
      }
    };
  }

  /** All extensions that are read, lower case, with the dot, sorted. */
  get extensions(): string[] {
    const all = this.readers.flatMap(reader => [...reader.extensions]);
    return Array.from(new Set(all)).sort();
  }

  /**
   * The reader of a file: the first that recognises its bytes, else the first
   * that claims its extension.
   *
   * @throws PixelForestError `format` if there is none, naming what is read
   */
  async readerOf(
    source: IByteSource,
    signal?: AbortSignal
  ): Promise<IImageReader> {
    const head = await source.read(0, HEAD_BYTES, signal);
    const name = source.name.toLowerCase();
    const reader =
      this.readers.find(candidate => candidate.recognises(head)) ??
      this.readers.find(candidate =>
        candidate.extensions.some(extension => name.endsWith(extension))
      );
    if (!reader) {
      const known = [...this.readers]
        .reverse()
        .map(known => `${known.name} (${known.extensions.join(', ')})`);
      throw formatError(
        source.name,
        `${known.join(', ')} are read; this file (${source.size} bytes) is none of these. Save it as TIFF.`
      );
    }
    return reader;
  }

  /**
   * Opens an image with the reader that fits.
   *
   * @param options.innerPath  data set inside the file, '' for the only or first one
   * @throws PixelForestError `format` if no reader fits or the file is damaged, `memory` if it is too large
   */
  async openImage(
    source: IByteSource,
    options: { innerPath?: string; signal?: AbortSignal } = {}
  ): Promise<IDecodedImage> {
    const reader = await this.readerOf(source, options.signal);
    return reader.open(source, options);
  }
}
