import { HistorySteps } from '../store/history';
import { IUndoStorage } from './undo-memory';

const DATABASE = 'pixelforest-undo';
const STEPS = 'steps';
const BY_TIME = 'savedAt';

/** Documents whose steps are kept; those used longest ago are forgotten. */
const MAX_DOCUMENTS = 20;

/** One document's steps as they are stored, by its name. */
type StoredSteps = HistorySteps & { readonly savedAt: number };

/** Undo steps in IndexedDB, apart from the journal: losing them loses no label. */
export class IndexedUndoStorage implements IUndoStorage {
  /** @param _factory the browser's `indexedDB` */
  constructor(private readonly _factory: IDBFactory) {}

  async read(document: string): Promise<HistorySteps | null> {
    return this._use('readonly', store => store.get(document)).then(
      found => (found as StoredSteps | undefined) ?? null
    );
  }

  async write(document: string, steps: HistorySteps): Promise<void> {
    await this._use('readwrite', store => {
      if (steps.done.length + steps.undone.length === 0) {
        return store.delete(document);
      }
      const stored: StoredSteps = { ...steps, savedAt: Date.now() };
      const put = store.put(stored, document);
      const count = store.count();
      count.onsuccess = () => {
        let tooMany = count.result - MAX_DOCUMENTS;
        const oldest = store.index(BY_TIME).openKeyCursor();
        oldest.onsuccess = () => {
          if (oldest.result && tooMany > 0) {
            tooMany -= 1;
            store.delete(oldest.result.primaryKey);
            oldest.result.continue();
          }
        };
      };
      return put;
    });
  }

  private async _use(
    mode: IDBTransactionMode,
    run: (store: IDBObjectStore) => IDBRequest
  ): Promise<unknown> {
    const database = await this._open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction([STEPS], mode);
      const request = run(transaction.objectStore(STEPS));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
  }

  private _open(): Promise<IDBDatabase> {
    this._database ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = this._factory.open(DATABASE, 1);
      request.onupgradeneeded = () =>
        request.result.createObjectStore(STEPS).createIndex(BY_TIME, BY_TIME);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return this._database;
  }

  private _database: Promise<IDBDatabase> | null = null;
}
