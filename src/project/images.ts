import { DType, Shape } from './grid';

/** Colour as 0…255 red, green, blue. */
export type Rgb = readonly [number, number, number];

/** What is known of an image without its pixels. */
export type ImageMetadata = {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Axes in the file's own order, e.g. `yxc`, `zyx`; decides the axis order of exports. */
  readonly fileAxes: string;
  /** Sizes in the order of `fileAxes`. */
  readonly fileShape: readonly number[];
  /** One entry a channel: name, or `''` where the file gives none. */
  readonly channelNames: readonly string[];
  /** One entry a channel: colour from the file, or null. */
  readonly channelColors: readonly (Rgb | null)[];
  /** One entry a channel: display range from the file, or null. Never touches numerics. */
  readonly displayRanges: readonly (readonly [number, number] | null)[];
  /** Size of a pixel in micrometres, or null where the file does not say. */
  readonly pixelSizeUm: {
    readonly x: number;
    readonly y: number;
    readonly z: number | null;
  } | null;
  /**
   * What tells the pixels from those of other images, whatever the file is
   * called; missing until they were read once.
   */
  readonly fingerprint?: string;
};

/** Where pixels are: a file and, for containers, a data set in it. */
export type ImageLocation = {
  readonly path: string;
  readonly innerPath: string;
};

/** One image of a project (ilastik calls it a lane). */
export type ImageReference = {
  /** Unique within the project and stable over saving. */
  readonly id: string;
  /**
   * Where the file is: relative to the project's folder, `/` as separator; or
   * '' if the pixels are inside the project (then `innerPath` is
   * `/Input Data/local_data/…`).
   */
  readonly path: string;
  /** Data set inside an HDF5 file, e.g. `/data`; '' for other formats. */
  readonly innerPath: string;
  /** What the user sees. */
  readonly nickname: string;
  /** As stored in the project; null until the image was opened once. */
  readonly metadata: ImageMetadata | null;
  /**
   * Axes and sizes the project states though the image was never opened here,
   * as in projects ilastik made: what labels and file are read with. Not
   * needed once `metadata` is there.
   */
  readonly grid?: FileGrid;
  /**
   * The image that says where ilastik's predictions count (its “Prediction
   * Mask”), located like the image. It is kept with the project, not applied.
   */
  readonly mask?: ImageLocation;
};

/** Axes and sizes in a file's own order. */
export type FileGrid = Pick<ImageMetadata, 'fileAxes' | 'fileShape'>;
