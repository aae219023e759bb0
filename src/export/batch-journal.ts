import { PixelForestError } from '../errors';
import { BatchResult } from './batch-contract';

/** Name of the journal while a run is not complete. */
export const JOURNAL_NAME = 'unfinished-run.jsonl';
/** No run writes more of an image: a line that is longer is none of ours. */
const LONGEST_LINE = 1e6;

/** What decides whether a run goes on with what another began. */
export type JournalHead = {
  /** See `IFrozenClassifier.identity`. */
  readonly classifier: string;
  /** Ids, in the order of the registry. */
  readonly exporters: readonly string[];
};

/** An image that was done, and where the table of all objects ended then. */
export type JournalEntry = {
  /** The image's nickname in the run. */
  readonly name: string;
  readonly message: string;
  readonly seconds: number;
  readonly result: BatchResult;
  /** Bytes of the table of all objects so far; 0 where there is none. */
  readonly objectBytes: number;
};

/** What is known of a run that was cut off. */
export type BatchJournal = {
  readonly head: JournalHead;
  readonly entries: readonly JournalEntry[];
  /** Ids of the columns of the table of all objects; null before its first image. */
  readonly columns: readonly string[] | null;
};

/** The first line. */
export function headLine(head: JournalHead): string {
  return `${JSON.stringify(head)}\n`;
}

/** A line per image that is done. */
export function entryLine(
  entry: JournalEntry,
  columns: readonly string[] | null
): string {
  return `${JSON.stringify({ ...entry, columns })}\n`;
}

/**
 * Reads a journal as far as it was written: a last line that was cut off does
 * not count.
 *
 * @throws PixelForestError `format` if it is no journal
 */
export function readJournal(text: string): BatchJournal {
  const lines = text.split('\n');
  lines.pop();
  const [first, ...others] = lines.map(parseLine);
  const head = toHead(first);
  if (!head) {
    throw new PixelForestError(
      'format',
      `${JOURNAL_NAME} does not begin with what a run keeps. Delete it, or choose another result folder.`
    );
  }
  const entries: JournalEntry[] = [];
  let columns: readonly string[] | null = null;
  for (const line of others) {
    const entry = toEntry(line, entries[entries.length - 1]?.objectBytes ?? 0);
    if (!entry) {
      // what follows cannot be relied on
      break;
    }
    entries.push(entry);
    columns ??= isTexts(line?.columns) ? line.columns : null;
  }
  return { head, entries, columns };
}

type Line = Readonly<Record<string, unknown>> | null;

function parseLine(text: string): Line {
  try {
    const value: unknown = text.length > LONGEST_LINE ? null : JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function toHead(line: Line | undefined): JournalHead | null {
  const { classifier, exporters } = line ?? {};
  return typeof classifier === 'string' && isTexts(exporters)
    ? { classifier, exporters }
    : null;
}

/** @param least bytes of the table before */
function toEntry(line: Line, least: number): JournalEntry | null {
  const { name, message, seconds, result, objectBytes } = line ?? {};
  const found = isRecord(result) ? toResult(result) : null;
  return found &&
    typeof name === 'string' &&
    typeof message === 'string' &&
    isAmount(seconds) &&
    isAmount(objectBytes) &&
    Number.isSafeInteger(objectBytes) &&
    objectBytes >= least
    ? { name, message, seconds, objectBytes, result: found }
    : null;
}

function toResult(value: NonNullable<Line>): BatchResult | null {
  const { pixelCount, objectCount, areaPx, areaUm2, files } = value;
  return isAmount(pixelCount) &&
    isAmountOrNull(objectCount) &&
    isAmountOrNull(areaPx) &&
    isAmountOrNull(areaUm2) &&
    isTexts(files)
    ? { pixelCount, objectCount, areaPx, areaUm2, files }
    : null;
}

function isRecord(value: unknown): value is NonNullable<Line> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isAmountOrNull(value: unknown): value is number | null {
  return value === null || isAmount(value);
}
