import { ISignal, Signal } from '@lumino/signaling';
import { isAbort, messageOf, PixelForestError } from '../errors';
import { IGuestImage } from '../store/guest-contract';
import {
  BatchImage,
  BatchRow,
  BatchState,
  IGrowingFile
} from './batch-contract';
import { JournalWriter } from './batch-journal-writer';
import { BatchDetail, drawBatchPicture } from './batch-picture';
import { BatchRequest, pathsOf, planRows } from './batch-plan';
import { ObjectTableText, summarise, summaryText } from './batch-tables';
import { ExportInput } from './contract';
import { lookAgain } from './look-again';
import { ExportRequest, prepareExport, writeExport } from './run-export';

/** Pixels of an image and of the one before that may be in memory together. */
const MOST_PIXELS_AT_ONCE = 2 ** 26;

/** An image whose results are computed, not yet written. */
type ComputedImage = {
  readonly guest: IGuestImage;
  readonly request: ExportRequest;
  readonly input: ExportInput;
};

/**
 * Makes the results of many images, one after the other; those of one are written
 * while the next is computed. An image that fails is named with its reason and
 * leaves no file; the rest goes on. Of an image that is done only its numbers
 * stay in memory.
 */
export class BatchRun {
  constructor(private readonly _request: BatchRequest) {
    this._rows = planRows(_request);
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
        this._rows[i].status === 'failed' ? [] : pathsOf(image, this._request)
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
    this._aborts.forEach(abort => abort.abort());
    this._wake?.();
  }

  /**
   * An image of the run with its result, computed anew; also while the run goes on.
   *
   * @throws PixelForestError `input` if it is not of the run; as {@link lookAgain}
   */
  async look(imageId: string, signal: AbortSignal): Promise<BatchDetail> {
    const image = this._request.images.find(
      ({ reference }) => reference.id === imageId
    );
    if (!image) {
      throw new PixelForestError(
        'input',
        `The run has no image “${imageId}”. Choose one of its ${this._rows.length} images.`
      );
    }
    return lookAgain(this._request, image, signal);
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
    await this._writing;
    this._closeRows('cancelled');
    const { signal } = new AbortController();
    const summary = new TextEncoder().encode(summaryText(this._rows));
    await sink.write(summaryPath, summary, signal);
    await grown?.finish();
    await this._journal?.discard();
    this._setState(this._isCancelled ? 'cancelled' : 'finished');
  }

  /** Returns when the image is computed and the one before is written. */
  private async _runOne(
    i: number,
    image: BatchImage,
    grown: IGrowingFile | null
  ): Promise<void> {
    this._note(i, { status: 'running' });
    const begun = performance.now();
    // one for each image: what listens to it goes with it
    const abort = new AbortController();
    this._aborts.add(abort);
    const computing = this._compute(i, image, abort.signal);
    const computed = await computing.catch(async (error: unknown) => {
      await this._writing;
      this._aborts.delete(abort);
      this._fail(i, error, '', performance.now() - begun);
    });
    if (!computed) {
      return;
    }
    const spent = performance.now() - begun;
    await this._writing;
    this._writing = this._finish(i, computed, grown, spent).finally(() =>
      this._aborts.delete(abort)
    );
    const { shape } = computed.input.metadata;
    if (shape.t * shape.z * shape.y * shape.x * 2 > MOST_PIXELS_AT_ONCE) {
      await this._writing;
    }
  }

  private async _compute(
    i: number,
    { reference, place }: BatchImage,
    signal: AbortSignal
  ): Promise<ComputedImage> {
    const { classifier, sink, io, exporters } = this._request;
    const { settings, origin, painter } = this._request;
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
      return { guest, request, input: await prepareExport(request) };
    } catch (error) {
      guest.dispose();
      throw error;
    }
  }

  /**
   * Writes what was computed; never rejects.
   *
   * @param spent milliseconds of computing
   */
  private async _finish(
    i: number,
    computed: ComputedImage,
    grown: IGrowingFile | null,
    spent: number
  ): Promise<void> {
    const begun = performance.now();
    const took = () => spent + performance.now() - begun;
    const written: string[] = [];
    try {
      const made = await this._write(computed, grown, written);
      const seconds = took() / 1000;
      this._note(i, { status: 'done', share: 1, seconds, ...made });
      await this._journal?.keep(
        this._rows[i],
        this._objectBytes,
        this._objects.columns
      );
    } catch (error) {
      this._fail(i, error, await this._takeBack(written), took());
    } finally {
      computed.guest.dispose();
    }
  }

  private async _write(
    { guest, request, input }: ComputedImage,
    grown: IGrowingFile | null,
    written: string[]
  ): Promise<Pick<BatchRow, 'result' | 'message' | 'picture'>> {
    await writeExport(request, input, path => written.push(path));
    const message = grown ? await this._grow(grown, input) : '';
    const result = summarise(input, this._request.classifier.project, written);
    const isEmpty = result.objectCount === 0 || result.areaPx === 0;
    return {
      result,
      picture: await this._drawPicture(guest, input, request.signal),
      message: [isEmpty ? 'Nothing was found.' : '', message]
        .filter(text => text !== '')
        .join(' ')
    };
  }

  /** @param left what to know of files that could not be taken back */
  private _fail(
    i: number,
    error: unknown,
    left: string,
    milliseconds: number
  ): void {
    const isCancelled = isAbort(error) && this._isCancelled;
    this._note(i, {
      status: isCancelled ? 'cancelled' : 'failed',
      message: [isCancelled ? '' : messageOf(error), left]
        .filter(text => text !== '')
        .join(' '),
      seconds: milliseconds / 1000
    });
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
      await this._writing;
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

  /** Of the images that are computed and written now. */
  private readonly _aborts = new Set<AbortController>();
  /** The image before the one that is computed. */
  private _writing: Promise<void> = Promise.resolve();
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
