import { ISignal, Signal } from '@lumino/signaling';
import { isAbort, PixelForestError } from '../errors';
import { IoClient } from '../engine/io-worker/io-client';
import { IFrozenClassifier, IGuestImage } from '../store/guest-contract';
import {
  BatchImage,
  BatchRow,
  BatchState,
  IBatchSink,
  IGrowingFile
} from './batch-contract';
import { BatchJournal } from './batch-journal';
import { JournalWriter } from './batch-journal-writer';
import { BatchPicture, drawBatchPicture } from './batch-picture';
import { ObjectTableText, summarise, summaryText } from './batch-tables';
import { ExportInput, IExporter, IReportPainter } from './contract';
import { ExportSettings } from './export-settings';
import { ExportOrigin, prepareExport, writeExport } from './run-export';

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

/**
 * Makes the results of many images, one after the other. An image that fails
 * is named with its reason and leaves no file; the rest goes on. Of an image
 * that is done only its numbers stay in memory.
 */
export class BatchRun {
  constructor(private readonly _request: BatchRequest) {
    const taken = new Map<string, string>();
    this._rows = _request.images.map(image => this._plan(image, taken));
    this._objects = new ObjectTableText(_request.journal?.columns);
    this._takeDone();
    this._journal = _request.journalPath
      ? new JournalWriter(_request, _request.journalPath)
      : null;
  }

  get rows(): readonly BatchRow[] {
    return this._rows;
  }

  get state(): BatchState {
    return this._state;
  }

  /** Why the run itself failed; '' if it did not. */
  get failure(): string {
    return this._failure;
  }

  /** Emitted when a row or the state changed. */
  get changed(): ISignal<BatchRun, void> {
    return this._changed;
  }

  /** Files the run will write, for the question whether they may be replaced. */
  get paths(): readonly string[] {
    return [
      ...this._request.images.flatMap((image, i) =>
        this._rows[i].status === 'failed' ? [] : this._pathsOf(image)
      ),
      ...this._tables
    ];
  }

  /** Resolves when all images were tried or the run was cancelled; never rejects. */
  async run(): Promise<void> {
    if (this._state !== 'ready') {
      return;
    }
    this._setState('running');
    try {
      await this._runAll();
    } catch (error) {
      this._failure = messageOf(error);
      this._closeRows('cancelled');
      this._setState('failed');
    }
  }

  /** The image that is computed now is finished first. */
  pause(): void {
    if (this._state === 'running') {
      this._setState('pausing');
    }
  }

  resume(): void {
    if (this._state === 'pausing' || this._state === 'paused') {
      this._setState('running');
      this._wake?.();
    }
  }

  /** Stops at once; what is done stays, and the tables list it. */
  cancel(): void {
    this._isCancelled = true;
    this._abort.abort();
    this._wake?.();
  }

  private async _runAll(): Promise<void> {
    const { sink, summaryPath, objectsPath } = this._request;
    const grown = this._hasObjects
      ? await sink.grow(objectsPath, this._objectBytes)
      : null;
    await this._journal?.begin();
    for (const [i, image] of this._request.images.entries()) {
      await this._untilWoken();
      if (this._isCancelled) {
        break;
      }
      if (this._rows[i].status === 'waiting') {
        await this._runOne(i, image, grown);
      }
    }
    this._closeRows('cancelled');
    const { signal } = new AbortController();
    const summary = new TextEncoder().encode(summaryText(this._rows));
    await sink.write(summaryPath, summary, signal);
    await grown?.finish();
    await this._journal?.discard();
    this._setState(this._isCancelled ? 'cancelled' : 'finished');
  }

  private async _runOne(
    i: number,
    image: BatchImage,
    grown: IGrowingFile | null
  ): Promise<void> {
    const begun = performance.now();
    this._note(i, { status: 'running' });
    const written: string[] = [];
    try {
      const made = await this._make(i, image, grown, written);
      const seconds = (performance.now() - begun) / 1000;
      this._note(i, { status: 'done', share: 1, seconds, ...made });
      await this._journal?.keep(
        this._rows[i],
        this._objectBytes,
        this._objects.columns
      );
    } catch (error) {
      const left = await this._takeBack(written);
      const seconds = (performance.now() - begun) / 1000;
      const isCancelled = isAbort(error) && this._isCancelled;
      this._note(i, {
        status: isCancelled ? 'cancelled' : 'failed',
        message: [isCancelled ? '' : messageOf(error), left]
          .filter(text => text !== '')
          .join(' '),
        seconds
      });
    }
  }

  private async _make(
    i: number,
    image: BatchImage,
    grown: IGrowingFile | null,
    written: string[]
  ): Promise<Pick<BatchRow, 'result' | 'message' | 'picture'>> {
    const { classifier, sink, io, exporters } = this._request;
    const { settings, origin, painter } = this._request;
    // one for each image: what listens to it goes with it
    this._abort = new AbortController();
    const { signal } = this._abort;
    const { reference, place } = image;
    const guest = await classifier.openGuest(reference, signal);
    try {
      const request = {
        store: guest,
        io,
        sink,
        imageId: reference.id,
        exporters,
        settings,
        origin,
        painter,
        place,
        signal,
        onProgress: ({ share }: { share: number }) => this._note(i, { share })
      };
      const input = await prepareExport(request);
      await writeExport(request, input, path => written.push(path));
      const message = grown ? await this._grow(grown, input) : '';
      const result = summarise(input, classifier.project, written);
      const isEmpty = result.objectCount === 0 || result.areaPx === 0;
      return {
        result,
        picture: await this._drawPicture(guest, input, signal),
        message: [isEmpty ? 'Nothing was found.' : '', message]
          .filter(text => text !== '')
          .join(' ')
      };
    } finally {
      guest.dispose();
    }
  }

  /** What the journal says is done. */
  private _takeDone(): void {
    const done = new Map(
      this._request.journal?.entries.map(entry => [entry.name, entry])
    );
    this._rows = this._rows.map(row => {
      const entry = done.get(row.name);
      if (!entry || row.status !== 'waiting') {
        return row;
      }
      const { message, seconds, result } = entry;
      return { ...row, status: 'done', share: 1, message, seconds, result };
    });
    this._objectBytes = Math.max(
      0,
      ...[...done.values()].map(({ objectBytes }) => objectBytes)
    );
  }

  /** An image whose results are written is done, picture or not. */
  private async _drawPicture(
    guest: IGuestImage,
    input: ExportInput,
    signal: AbortSignal
  ): Promise<Blob | null> {
    const { keepPicture } = this._request;
    try {
      return keepPicture
        ? await keepPicture(await drawBatchPicture(guest, input, signal))
        : null;
    } catch {
      return null;
    }
  }

  /** @returns what to know of it */
  private async _grow(
    grown: IGrowingFile,
    input: ExportInput
  ): Promise<string> {
    const { text, left } = this._objects.lines(input);
    const bytes = new TextEncoder().encode(text);
    await grown.append(bytes);
    this._objectBytes += bytes.length;
    this._objects.begin(input);
    return left.length === 0
      ? ''
      : `The table of all objects lacks the columns ${left.join(', ')}, which the first image has not.`;
  }

  /** Removes the files of an image that was not completed. @returns what could not be removed */
  private async _takeBack(paths: readonly string[]): Promise<string> {
    const left: string[] = [];
    for (const path of paths) {
      try {
        await this._request.sink.remove(path);
      } catch (error) {
        left.push(
          `${path} was written and could not be removed (${messageOf(error)}).`
        );
      }
    }
    return left.join(' ');
  }

  /** @param taken image by path of what was planned before; grows */
  private _plan(image: BatchImage, taken: Map<string, string>): BatchRow {
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
      const paths = this._pathsOf(image).map(path => path.toLowerCase());
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

  private _pathsOf({ reference, place }: BatchImage): string[] {
    const { exporters, classifier } = this._request;
    return exporters
      .flatMap(exporter =>
        exporter.fileNames(reference, classifier.project.classes)
      )
      .map(place);
  }

  private get _hasObjects(): boolean {
    return this._request.exporters.some(({ reads }) =>
      reads?.includes('objects')
    );
  }

  private get _tables(): string[] {
    const { summaryPath, objectsPath } = this._request;
    return [summaryPath, ...(this._hasObjects ? [objectsPath] : [])];
  }

  private async _untilWoken(): Promise<void> {
    while (this._state === 'pausing' && !this._isCancelled) {
      this._setState('paused');
      await new Promise<void>(resolve => {
        this._wake = resolve;
      });
      this._wake = null;
    }
  }

  private _closeRows(status: 'cancelled'): void {
    this._rows = this._rows.map(row =>
      row.status === 'waiting' ? { ...row, status } : row
    );
  }

  private _note(i: number, part: Partial<BatchRow>): void {
    this._rows[i] = { ...this._rows[i], ...part };
    this._changed.emit();
  }

  private _setState(state: BatchState): void {
    this._state = state;
    this._changed.emit();
  }

  /** Of the image that is computed now. */
  private _abort = new AbortController();
  private _isCancelled = false;
  private readonly _changed = new Signal<BatchRun, void>(this);
  private readonly _objects: ObjectTableText;
  private readonly _journal: JournalWriter | null;
  /** Of the table of all objects so far. */
  private _objectBytes = 0;
  private _rows: BatchRow[];
  private _state: BatchState = 'ready';
  private _failure = '';
  private _wake: (() => void) | null = null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
