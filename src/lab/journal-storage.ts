import { IJournalStorage, JournalBlock, JournalHead } from './journal';

const DATABASE = 'pixelforest-journal';
const HEADS = 'heads';
const BLOCKS = 'blocks';

/**
 * Journals in IndexedDB: unlike OPFS and `crypto.subtle` it is there on hubs
 * without https, too. Heads are kept by document name, blocks by
 * `[document, imageId, key]`.
 */
export class IndexedJournalStorage implements IJournalStorage {
  /** @param _factory the browser's `indexedDB` */
  constructor(private readonly _factory: IDBFactory) {}

  async read(
    document: string
  ): Promise<{ head: JournalHead; blocks: JournalBlock[] } | null> {
    const database = await this._open();
    const transaction = database.transaction([HEADS, BLOCKS], 'readonly');
    const head = transaction.objectStore(HEADS).get(document);
    const blocks = transaction.objectStore(BLOCKS).getAll(blocksOf(document));
    await finished(transaction);
    return head.result
      ? { head: head.result as JournalHead, blocks: blocks.result }
      : null;
  }

  async readHead(document: string): Promise<JournalHead | null> {
    const database = await this._open();
    const transaction = database.transaction([HEADS], 'readonly');
    const head = transaction.objectStore(HEADS).get(document);
    await finished(transaction);
    return (head.result as JournalHead | undefined) ?? null;
  }

  async write(
    document: string,
    head: JournalHead,
    blocks: readonly JournalBlock[],
    isWhole: boolean
  ): Promise<void> {
    const database = await this._open();
    const transaction = database.transaction([HEADS, BLOCKS], 'readwrite');
    transaction.objectStore(HEADS).put(head, document);
    const store = transaction.objectStore(BLOCKS);
    if (isWhole) {
      store.delete(blocksOf(document));
    }
    for (const block of blocks) {
      const name = [document, block.imageId, block.key];
      if (block.labels || block.text !== undefined) {
        store.put(block, name);
      } else {
        store.delete(name);
      }
    }
    await finished(transaction);
  }

  async clear(document: string): Promise<void> {
    const database = await this._open();
    const transaction = database.transaction([HEADS, BLOCKS], 'readwrite');
    transaction.objectStore(HEADS).delete(document);
    transaction.objectStore(BLOCKS).delete(blocksOf(document));
    await finished(transaction);
  }

  private _open(): Promise<IDBDatabase> {
    this._database ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = this._factory.open(DATABASE, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(HEADS);
        request.result.createObjectStore(BLOCKS);
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    }).catch((error: unknown) => {
      // the next change may find the browser in a better mood
      this._database = null;
      throw error;
    });
    return this._database;
  }

  private _database: Promise<IDBDatabase> | null = null;
}

/** All keys that begin with the document: arrays sort after strings. */
function blocksOf(document: string): IDBKeyRange {
  return IDBKeyRange.bound([document], [document, []]);
}

function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });
}
