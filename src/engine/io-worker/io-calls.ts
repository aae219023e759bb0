/** What the page asks of the I/O worker: types only, shared by both threads. */
import { Hdf5ExportOptions } from '../../formats/hdf5/export';
import { DatasetChoice } from '../../formats/hdf5/dataset-list';
import { WriteProjectOptions } from '../../formats/ilp/write';
import type { EmbeddedImage } from '../../formats/ilp/embed';
import type { ImageJRoi } from '../../formats/imagej-roi';
import { TiffOptions } from '../../formats/tiff/write';
import { LabelFile } from '../../formats/labels/label-file';
import { LabelRequest } from '../../formats/labels/read-labels';
import { PixelArray, PlaneIndex } from '../../project/grid';
import { ImageMetadata, Rgb } from '../../project/images';
import { RangeLocation } from './fetch-range';
import {
  PostedProject,
  PostedReadProject
} from '../../formats/ilp/posted-project';

/** Where a file's bytes come from. */
export type FileRequest = {
  /** File name without folders. */
  readonly name: string;
  readonly file:
    | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
    /** Bytes that the browser keeps: handing them over copies nothing. */
    | { readonly kind: 'blob'; readonly blob: Blob }
    | ({ readonly kind: 'range' } & RangeLocation);
};

/** Which image of which file. */
export type OpenImageRequest = FileRequest & {
  /** Data set inside an HDF5 file; '' or missing for the only one. */
  readonly innerPath?: string;
  /** Axes in the file's order, where a project says other ones than an HDF5 file does. */
  readonly axes?: string;
};

/** Which labels, and for which image. */
export type ReadLabelsRequest = FileRequest & LabelRequest;

/** An image opened in the worker. */
export type OpenedImage = {
  readonly handle: number;
  readonly metadata: ImageMetadata;
};

/** A plane of a result. */
export type ResultPlane = {
  readonly plane: PlaneIndex;
  /** One (y, x) array per channel. */
  readonly channels: readonly PixelArray[];
};

/** What is turned into the bytes of a file. */
export type EncodeRequest =
  | {
      readonly kind: 'tiff';
      /** (y, x) arrays in ImageJ's order: channels fastest, then slices, then frames. */
      readonly pages: readonly PixelArray[];
      readonly options: TiffOptions;
    }
  | {
      readonly kind: 'hdf5';
      readonly planes: readonly ResultPlane[];
      readonly options: Hdf5ExportOptions;
    }
  | {
      readonly kind: 'rgbaPng';
      /** (y, x, 4) straight alpha. */
      readonly rgba: Uint8Array | Uint8ClampedArray;
      readonly height: number;
      readonly width: number;
    }
  | {
      readonly kind: 'greyPng';
      /** (y, x). */
      readonly pixels: Uint8Array | Uint16Array;
      readonly height: number;
      readonly width: number;
    }
  | {
      readonly kind: 'indexedPng';
      /** (y, x) numbers below the length of the palette. */
      readonly pixels: Uint8Array;
      readonly height: number;
      readonly width: number;
      readonly palette: readonly Rgb[];
      readonly text: Readonly<Record<string, string>>;
    }
  | {
      /** UTF-8. */
      readonly kind: 'text';
      readonly text: string;
    }
  | {
      readonly kind: 'npy';
      /** In C order. */
      readonly data: PixelArray;
      readonly shape: readonly number[];
    }
  | {
      /** Planes as an array in the file's axis order. */
      readonly kind: 'npyResult';
      readonly planes: readonly ResultPlane[];
      readonly options: Pick<
        Hdf5ExportOptions,
        'image' | 'channelCount' | 'dtype'
      >;
    }
  | {
      /** The values alone, little-endian, compressed: a chunk of a Zarr array. */
      readonly kind: 'gzip';
      readonly values: PixelArray;
    }
  | {
      readonly kind: 'roiZip';
      readonly rois: readonly ImageJRoi[];
    };

/** A project to be written. */
export type WriteProjectRequest = {
  readonly project: PostedProject;
  readonly options: Pick<WriteProjectOptions, 'isCopy'> & {
    /** The file the project was read from. */
    readonly previous?: FileRequest;
  };
};

/** Every call with what it takes and gives. */
export type IoCalls = {
  /** Loads what opening such a file needs; what fails is said when one is opened. */
  prepare: { argument: 'image' | 'project'; result: null };
  openImage: { argument: OpenImageRequest; result: OpenedImage };
  readPlane: {
    argument: { readonly handle: number; readonly plane: PlaneIndex };
    result: PixelArray[];
  };
  closeImage: { argument: { readonly handle: number }; result: null };
  listDatasets: { argument: FileRequest; result: DatasetChoice[] };
  readLabels: { argument: ReadLabelsRequest; result: LabelFile };
  openProject: {
    argument: FileRequest;
    result: PostedReadProject;
  };
  writeProject: { argument: WriteProjectRequest; result: Uint8Array };
  embedImage: {
    argument: { readonly bytes: Uint8Array; readonly image: EmbeddedImage };
    result: Uint8Array;
  };
  encode: { argument: EncodeRequest; result: Uint8Array };
};
