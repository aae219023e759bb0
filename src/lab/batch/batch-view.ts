import { BatchRow, BatchState } from '../../export/batch-contract';
import { SpotCheck } from './spot-check';
import type { SpotDetails } from './spot-details';

/** What the user chose. */
export type BatchChoice = {
  /** From the server's root; '' is the root. */
  readonly folder: string;
  readonly pattern: string;
  readonly hasSubfolders: boolean;
  /** Instead of the folder: these files, from the server's root. */
  readonly files: readonly string[] | null;
  readonly output: string;
  /** Ids. */
  readonly exporters: readonly string[];
};

/** What the form shows. */
export type BatchView = {
  readonly choice: BatchChoice;
  readonly state: BatchState;
  readonly rows: readonly BatchRow[];
  /** Why nothing can be done, or what came of it. */
  readonly message: string;
  readonly isError: boolean;
  /** Folders are listed, or the classifier is trained. */
  readonly isBusy: boolean;
  /** Pictures instead of the table. */
  readonly isMontage: boolean;
  /** Instead of table and montage; null = none is made. */
  readonly spotCheck: SpotCheck | null;
  /** Its large pictures, as far as they are made. */
  readonly spotDetails: Pick<SpotDetails, 'get' | 'isAwaited'> | null;
};

/** Whether images are computed, or will be as soon as the user resumes. */
export function isUnderWay(state: BatchState): boolean {
  return state === 'running' || state === 'pausing' || state === 'paused';
}

/** How many images are done, failed, and how many there are. */
export function tally(rows: readonly BatchRow[]): {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
} {
  const count = (status: BatchRow['status']): number =>
    rows.filter(row => row.status === status).length;
  return { done: count('done'), failed: count('failed'), total: rows.length };
}
