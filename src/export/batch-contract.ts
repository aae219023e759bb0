import { ImageReference } from '../project/images';
import { IExportSink } from './contract';

/** One image of a run. */
export type BatchImage = {
  /** Its `id` and `nickname` are its own in the run. */
  readonly reference: ImageReference;
  /** Where a file of it goes. @throws PixelForestError `input` as `placeFile` */
  readonly place: (name: string) => string;
};

/** How far an image is. */
export type BatchStatus =
  'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** What is known of one image of a run. */
export type BatchRow = {
  readonly imageId: string;
  /** The image's nickname. */
  readonly name: string;
  readonly status: BatchStatus;
  /** 0…1. */
  readonly share: number;
  /** Why it failed, or what to know of it; '' = nothing. */
  readonly message: string;
  /** From opening to the last file written; null until then. */
  readonly seconds: number | null;
  readonly result: BatchResult | null;
  /** A small picture of the image with its result; null where there is none. */
  readonly picture: Blob | null;
};

/** What was found in an image. */
export type BatchResult = {
  /** Pixels of the image, all slices and frames. */
  readonly pixelCount: number;
  /** null where no objects were written. */
  readonly objectCount: number | null;
  /** Pixels of the objects; without objects those of the class they would be cut from; null if neither was computed. */
  readonly areaPx: number | null;
  /** The same; null without a pixel size, and for stacks. */
  readonly areaUm2: number | null;
  readonly files: readonly string[];
};

/** What a run does now. */
export type BatchState =
  /** Not begun. */
  | 'ready'
  | 'running'
  /** The image that is computed now is finished first. */
  | 'pausing'
  | 'paused'
  /** All images were tried. */
  | 'finished'
  | 'cancelled'
  /** It could not begin, or its tables could not be written; `failure` says why. */
  | 'failed';

/** A file that grows image by image, so that a table of a thousand images never lies in memory. */
export interface IGrowingFile {
  /** @throws PixelForestError `access` if the server refuses; what was there stays */
  append(bytes: Uint8Array): Promise<void>;
  /** Takes it away: it was wanted only as long as it grew. */
  discard(): Promise<void>;
  /** Gives the file its name. @returns its path */
  finish(): Promise<string>;
}

/** Where the files of a run go. */
export interface IBatchSink extends IExportSink {
  /** Takes away a file written in this run. */
  remove(path: string): Promise<void>;
  /**
   * Begins a file that appears under its name when it is finished.
   *
   * @param from bytes of one that was begun before and is to go on; what is beyond them is cut off
   * @throws PixelForestError `access` if the server refuses, `mismatch` if fewer bytes are there
   */
  grow(path: string, from?: number): Promise<IGrowingFile>;
}
