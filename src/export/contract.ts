import { EncodeRequest } from '../engine/io-worker/io-calls';
import { PlaneIndex } from '../project/grid';
import { ImageMetadata, ImageReference } from '../project/images';
import { LabelClass } from '../project/classes';
import { LabelImage } from '../project/labels';

/** One image's results, as exporters read them. Planes come in the order t, then z. */
export type ExportInput = {
  readonly image: ImageReference;
  readonly metadata: ImageMetadata;
  readonly classes: readonly LabelClass[];
  readonly labels: LabelImage | null;
  readonly planes: readonly PlaneIndex[];
  /** Per plane one (y, x) float32 map per class; empty if no exporter reads them. */
  readonly probabilities: readonly (readonly Float32Array[])[];
  /** Per plane (y, x) uint8 class numbers from 1; empty likewise. */
  readonly segmentation: readonly Uint8Array[];
  /** (y, x, 4) RGBA: the segmentation of the plane shown in class colours; empty likewise. */
  readonly picture: Uint8ClampedArray;
};

/** What of a prediction an exporter reads: the names are those of {@link ExportInput}. */
export type PredictedPart = 'probabilities' | 'segmentation' | 'picture';

/** A file to be written. */
export type ExportFile = {
  /** File name without folders. */
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
  /** In which dialogs it is offered; in that of the results if not given. */
  readonly dialogs?: readonly ExportDialog[];
  /** Names of the files that will be written, for the dialog and the overwrite question. */
  fileNames(image: ImageReference, classes: readonly LabelClass[]): string[];
  files(input: ExportInput): ExportFile[];
}

/** Where files go; given by the document. */
export interface IExportSink {
  /** @returns the path of the written file, for a link to it */
  write(name: string, bytes: Uint8Array, signal: AbortSignal): Promise<string>;
}
