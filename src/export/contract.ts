import { EncodeRequest } from '../engine/io-worker/io-calls';
import { DType, PixelArray, PlaneIndex } from '../project/grid';
import { ImageMetadata, ImageReference } from '../project/images';
import { LabelClass } from '../project/classes';
import { LabelImage } from '../project/labels';
import { Polygon } from '../pipeline/segmentation/outlines';
import { ImageObjects } from '../store/object-contract';
import { ExportSettings } from './export-settings';
import { Provenance } from './provenance';

/** One image's results, as exporters read them. Planes come in the order t, then z. */
export type ExportInput = {
  readonly image: ImageReference;
  readonly metadata: ImageMetadata;
  readonly classes: readonly LabelClass[];
  readonly labels: LabelImage | null;
  readonly planes: readonly PlaneIndex[];
  /**
   * Per plane one (y, x) map per class, of the data type the settings ask for;
   * empty if no exporter reads them.
   */
  readonly probabilities: readonly (readonly PixelArray[])[];
  /** The same as 0…255; empty likewise. */
  readonly probabilities8: readonly (readonly PixelArray[])[];
  /** Per plane (y, x) uint8 class numbers from 1; empty likewise. */
  readonly segmentation: readonly Uint8Array[];
  /** (y, x, 4) RGBA: the segmentation of the plane shown in class colours; empty likewise. */
  readonly picture: Uint8ClampedArray;
  /** (y, x, 4) RGBA: the image itself on that plane, as it is shown; empty likewise. */
  readonly raw: Uint8ClampedArray;
  /** Per plane (y, x) float32, 0 = certain, 1 = two classes are equal; empty likewise. */
  readonly uncertainty: readonly Float32Array[];
  /** Per plane one (y, x) float32 map per column; empty likewise. */
  readonly features: readonly (readonly Float32Array[])[];
  /** Separate objects with their measures; null likewise. */
  readonly objects: ImageObjects | null;
  /** Per plane the polygons of its objects, by id; empty likewise. */
  readonly outlines: readonly ReadonlyMap<number, readonly Polygon[]>[];
  /** ilastik's names of the columns. */
  readonly featureNames: readonly string[];
  /** Paints reports; null where there is no canvas. */
  readonly painter: IReportPainter | null;
  readonly settings: ExportSettings;
  /** How the results came about. */
  readonly provenance: Provenance;
};

/** What of a prediction an exporter reads: the names are those of {@link ExportInput}. */
export type PredictedPart =
  | 'probabilities'
  | 'probabilities8'
  | 'segmentation'
  | 'picture'
  | 'raw'
  | 'uncertainty'
  | 'features'
  | 'objects'
  | 'outlines';

/** What is known before anything is computed. */
export type ExportSubject = {
  readonly image: ImageReference;
  readonly metadata: ImageMetadata;
  readonly classes: readonly LabelClass[];
  readonly featureNames: readonly string[];
  /** As far as they are found; null = not looked for. */
  readonly objectCount: number | null;
  readonly settings: ExportSettings;
};

/** What a file will hold, for the preview. */
export type FilePlan = {
  readonly name: string;
  /** `zyxc`, or '' for files that are no arrays. */
  readonly axes: string;
  /** In the order of `axes`. */
  readonly shape: readonly number[];
  readonly dtype: DType | null;
  /** Estimate before compression; null if nobody knows. */
  readonly bytes: number | null;
};

/** A file to be written. */
export type ExportFile = {
  /** File name; below a folder of its own for formats of many files. */
  readonly name: string;
  readonly content: EncodeRequest;
};

/** What a dialog offers to export: results of the classifier, or painted labels. */
export type ExportDialog = 'results' | 'labels';

/** Makes files of one kind. Registered; other extensions may add theirs. */
export interface IExporter {
  /** `probabilities-tiff`; used by macros and to remember choices. */
  readonly id: string;
  readonly name: string;
  /** One sentence: what the file is good for. */
  readonly explanation: string;
  /** Whether the image must be predicted first. */
  readonly needsPrediction: boolean;
  /** What of the prediction it reads; what no exporter of a run reads is not held. All if not given. */
  readonly reads?: readonly PredictedPart[];
  /** Whether a user who chose nothing gets it. */
  readonly isDefault: boolean;
  /** Layer of the viewer that looks like its files, for the preview: `segmentation`, `probability:0`. */
  readonly layerId?: string;
  /** Whether its files tell classes apart, but not touching objects. */
  readonly isSemantic?: boolean;
  /** Whether its files tell objects apart. */
  readonly isObjects?: boolean;
  /** Whether it is only offered where objects are assigned to parents. */
  readonly needsParents?: boolean;
  /** In which dialogs it is offered; in that of the results if not given. */
  readonly dialogs?: readonly ExportDialog[];
  /** Names of the files that will be written, for the dialog and the overwrite question. */
  fileNames(image: ImageReference, classes: readonly LabelClass[]): string[];
  /** One at a time, so that formats of many files need not lie in memory. */
  files(input: ExportInput): Iterable<ExportFile>;
  /** What the files will hold; names only if not given. */
  plan?(subject: ExportSubject): FilePlan[];
}

/** A picture for a report. */
export type ReportScene = {
  readonly width: number;
  readonly height: number;
  /** (y, x, 4) RGBA. */
  readonly base: Uint8ClampedArray;
  /** (y, x, 4) RGBA, laid over it. */
  readonly over: Uint8ClampedArray;
  /** Of `over`, 0…1. */
  readonly opacity: number;
  /** Length in pixels and what stands at it; null where the scale is not known. */
  readonly scaleBar: { readonly length: number; readonly label: string } | null;
  readonly legend: readonly Pick<LabelClass, 'name' | 'probabilityColor'>[];
};

/** Paints pictures with text: the page has a canvas for it. */
export interface IReportPainter {
  /** @returns (y, x, 4) opaque RGBA of the scene's size */
  paint(scene: ReportScene): Uint8ClampedArray;
}

/** Where files go; given by the document. */
export interface IExportSink {
  /** @returns the path of the written file, for a link to it */
  write(name: string, bytes: Uint8Array, signal: AbortSignal): Promise<string>;
}
