/**
 * The contract between files and everything else. A reader turns bytes into
 * planes of exactly the file's values; a writer turns planes into bytes.
 */
import { PixelArray, PlaneIndex } from '../project/grid';
import { ImageMetadata } from '../project/images';

/** A file's bytes, wherever they are. */
export interface IByteSource {
  /** File name without folders, for messages and for telling formats apart. */
  readonly name: string;
  /** Total size in bytes. */
  readonly size: number;
  /**
   * Bytes `start … start + length`, clipped to the file's end.
   * @throws PixelForestError `access` if the server or disk refuses
   */
  read(
    start: number,
    length: number,
    signal?: AbortSignal
  ): Promise<Uint8Array>;
  /** The same while the thread waits: only in a worker, and only where the bytes are elsewhere. */
  readonly readSync?: (start: number, length: number) => Uint8Array;
}

/** An opened image: metadata now, planes on demand. */
export interface IDecodedImage {
  readonly metadata: ImageMetadata;
  /**
   * All channels of one (y, x) plane.
   * @returns one (y, x) array per channel, dtype and values exactly the file's
   */
  readPlane(plane: PlaneIndex, signal?: AbortSignal): Promise<PixelArray[]>;
  close(): void;
}

/** Opens images of one format. Registered in `formats/registry.ts`; extensions may add theirs. */
export interface IImageReader {
  /** Format name for messages: "TIFF". */
  readonly name: string;
  /** Lower-case extensions with the dot: [".tif", ".tiff"]. */
  readonly extensions: readonly string[];
  /** Whether the first bytes (up to 64) are of this format. */
  recognises(head: Uint8Array): boolean;
  /**
   * @param innerPath data set inside the file, '' for the only or first one
   * @throws PixelForestError `format` if damaged or of an unsupported kind, `memory` if too large
   */
  open(
    source: IByteSource,
    options?: { innerPath?: string; signal?: AbortSignal }
  ): Promise<IDecodedImage>;
}

/** Largest plane set (all channels of one plane) a tab decodes at once: 1 GiB. */
export const MAX_PLANE_BYTES = 2 ** 30;
