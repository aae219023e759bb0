import { IoClient } from '../engine/io-worker/io-client';
import { messageOf, PixelForestError } from '../errors';
import { IFrozenClassifier } from '../store/guest-contract';
import { BatchImage, BatchRow, IBatchSink } from './batch-contract';
import { BatchJournal } from './batch-journal';
import { BatchPicture } from './batch-picture';
import { IExporter, IReportPainter } from './contract';
import { ExportSettings } from './export-settings';
import { ExportOrigin } from './run-export';

/** What a run needs. */
export type BatchRequest = {
  readonly classifier: IFrozenClassifier;
  readonly io: Pick<IoClient, 'encode'>;
  readonly images: readonly BatchImage[];
  readonly exporters: readonly IExporter[];
  readonly settings: ExportSettings;
  readonly sink: IBatchSink;
  /** Paths of the tables. */
  readonly summaryPath: string;
  readonly objectsPath: string;
  /** Path of what a run keeps to go on after it was cut off; it keeps nothing without. */
  readonly journalPath?: string;
  /** Of a run that was cut off, with the same classifier and exporters: its images are not computed again. */
  readonly journal?: BatchJournal;
  readonly origin?: ExportOrigin;
  readonly painter?: IReportPainter;
  /** Packs the small picture of each image; without it there are none. */
  readonly keepPicture?: (picture: BatchPicture) => Promise<Blob>;
};

type Planned = Pick<BatchRequest, 'images' | 'exporters' | 'classifier'>;

/** A row per image: waiting, or failed if its files would be those of an image before it. */
export function planRows(request: Planned): BatchRow[] {
  const taken = new Map<string, string>();
  return request.images.map(image => planRow(image, request, taken));
}

/** @param taken image by path of what was planned before; grows */
function planRow(
  image: BatchImage,
  request: Planned,
  taken: Map<string, string>
): BatchRow {
  const { id, nickname } = image.reference;
  const row = {
    imageId: id,
    name: nickname,
    status: 'waiting',
    share: 0,
    message: '',
    seconds: null,
    result: null,
    picture: null
  } as const;
  try {
    // file systems that ignore case would write over it
    const paths = pathsOf(image, request).map(path => path.toLowerCase());
    const other = paths
      .map(path => taken.get(path))
      .find(name => name !== undefined);
    if (other !== undefined) {
      throw new PixelForestError(
        'input',
        `Its files would have the names of those of “${other}”. Rename one of the two images.`
      );
    }
    paths.forEach(path => taken.set(path, nickname));
    return row;
  } catch (error) {
    return { ...row, status: 'failed', message: messageOf(error) };
  }
}

/** Paths of the files of an image. */
export function pathsOf(
  { reference, place }: BatchImage,
  { exporters, classifier }: Planned
): string[] {
  return exporters
    .flatMap(exporter =>
      exporter.fileNames(reference, classifier.project.classes)
    )
    .map(place);
}
