import { IFrozenClassifier } from '../store/guest-contract';
import { BatchRow, IBatchSink, IGrowingFile } from './batch-contract';
import { BatchJournal, entryLine, headLine } from './batch-journal';
import { IExporter } from './contract';

/** What of a run its journal tells. */
export type JournalledRun = {
  readonly classifier: IFrozenClassifier;
  readonly exporters: readonly IExporter[];
  readonly sink: IBatchSink;
  /** Of the run that this one continues. */
  readonly journal?: BatchJournal;
};

/** Keeps what a run needs to go on after it was cut off, a line per image. */
export class JournalWriter {
  constructor(
    private readonly _run: JournalledRun,
    private readonly _path: string
  ) {}

  /** Anew, with what is done already. @throws PixelForestError `access` if the server refuses */
  async begin(): Promise<void> {
    const { classifier, exporters, journal, sink } = this._run;
    const file = await sink.grow(this._path);
    const lines = [
      headLine({
        classifier: classifier.identity,
        exporters: exporters.map(({ id }) => id)
      }),
      ...(journal?.entries.map(entry => entryLine(entry, journal.columns)) ??
        [])
    ];
    await file.append(new TextEncoder().encode(lines.join('')));
    this._file = file;
  }

  /**
   * Notes an image that is done. A run that cannot go on with its journal goes
   * on without: only continuing it is lost.
   *
   * @param objectBytes of the table of all objects so far
   * @param columns     of that table
   */
  async keep(
    { name, message, seconds, result }: BatchRow,
    objectBytes: number,
    columns: readonly string[] | null
  ): Promise<void> {
    if (!this._file || !result || seconds === null) {
      return;
    }
    const line = entryLine(
      { name, message, seconds, result, objectBytes },
      columns
    );
    try {
      await this._file.append(new TextEncoder().encode(line));
    } catch {
      this._file = null;
    }
  }

  /** The run is complete. */
  async discard(): Promise<void> {
    await this._file?.discard();
  }

  private _file: IGrowingFile | null = null;
}
