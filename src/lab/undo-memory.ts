import { IDisposable } from '@lumino/disposable';
import { Edit, HistorySteps } from '../store/history';
import { IProjectStore, StoreChange } from '../store/contract';

/** Where undo steps are kept between sessions. */
export interface IUndoStorage {
  read(document: string): Promise<HistorySteps | null>;
  /** Takes the place of what was kept of the document. */
  write(document: string, steps: HistorySteps): Promise<void>;
}

/** After a step this long, so that it is not in the way of the next stroke. */
const DELAY_MS = 500;

/** Most steps that are kept. */
const MAX_STEPS = 50;

/** Most blocks of labels in the kept steps: 4 MiB. Larger steps are taken back in this session only. */
const MAX_BLOCKS = 512;

/**
 * Lets undo survive a reload: the last steps of a document are kept in the
 * browser, and taken over where they still lead to what was opened. Nothing
 * depends on them, so a browser that keeps nothing goes unmentioned.
 */
export class UndoMemory implements IDisposable {
  constructor(
    private readonly _store: IProjectStore,
    private readonly _storage: IUndoStorage,
    private _document: string
  ) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Brings the steps of the last session back, if they fit, and keeps new ones from now on. */
  async recall(): Promise<void> {
    const steps = await this._storage.read(this._document).catch(() => null);
    if (this._isDisposed) {
      return;
    }
    if (steps) {
      this._store.adoptHistory(steps);
    }
    this._store.changed.connect(this._storeChanged, this);
  }

  /** The document has another path now. */
  move(document: string): void {
    if (document !== this._document) {
      this._document = document;
      this._note();
    }
  }

  /** Writes what was noted, now. */
  flush(): void {
    if (this._timer !== null) {
      clearTimeout(this._timer);
      this._timer = null;
      const steps = lastSteps(this._store.history);
      this._storage.write(this._document, steps).catch(() => undefined);
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this.flush();
      this._isDisposed = true;
      this._store.changed.disconnect(this._storeChanged, this);
    }
  }

  private _storeChanged(_: IProjectStore, { kind }: StoreChange): void {
    if (kind === 'history') {
      this._note();
    }
  }

  private _note(): void {
    this._timer ??= setTimeout(() => this.flush(), DELAY_MS);
  }

  private _timer: ReturnType<typeof setTimeout> | null = null;
  private _isDisposed = false;
}

/** The steps nearest to the state of now that are small enough to be kept. */
export function lastSteps({ done, undone }: HistorySteps): HistorySteps {
  let blocks = 0;
  let count = 0;
  const nearest = (edits: readonly Edit[]): Edit[] => {
    const kept: Edit[] = [];
    for (const edit of [...edits].reverse()) {
      const size = edit.labels.reduce(
        (sum, { change }) => sum + change.blocks.length,
        0
      );
      if (count === MAX_STEPS || blocks + size > MAX_BLOCKS) {
        break;
      }
      count += 1;
      blocks += size;
      kept.unshift(edit);
    }
    return kept;
  };
  // what was taken back is next to the state of now at its end, too
  return { done: nearest(done), undone: nearest(undone) };
}
