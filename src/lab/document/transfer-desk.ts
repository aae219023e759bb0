import { PixelForestError } from '../../errors';
import type { StoredFile } from './stored-file';

/**
 * How a write ended: the new file is there; the file is as it was; or neither,
 * and something incomplete may be there.
 */
export type WriteOutcome = 'written' | 'unchanged' | 'broken';

/** A document whose bytes are fetched when the file is written. */
export interface IWritableDocument {
  /** The file as it must be on disk for this path. */
  serialize(localPath: string): Promise<Uint8Array>;
  /** Told what became of the bytes that {@link serialize} gave last. */
  noteWritten(outcome: WriteOutcome): Promise<void>;
}

/**
 * A ticket is not base64: should a server be handed one as content, it answers
 * an error instead of writing nonsense.
 */
const TICKET = /^⟨pixel-forest:(\d+)⟩$/;

/**
 * Where files wait while JupyterLab hands a ticket around. Its document context
 * knows contents as strings only, and a project of 300 MB must never become one.
 */
export class TransferDesk {
  /** @returns the ticket by which {@link take} finds the file once */
  deposit(file: StoredFile): string {
    const ticket = this._nextTicket();
    this._arrivals.set(ticket, file);
    return ticket;
  }

  /** The deposited file, or null if the text is no ticket or was used. */
  take(ticket: string): StoredFile | null {
    const file = this._arrivals.get(ticket) ?? null;
    this._arrivals.delete(ticket);
    return file;
  }

  /** @returns the ticket by which {@link document} finds the document, until {@link leave} */
  enrol(document: IWritableDocument): string {
    const ticket = this._nextTicket();
    this._documents.set(ticket, document);
    return ticket;
  }

  leave(ticket: string): void {
    this._documents.delete(ticket);
  }

  /**
   * The document behind a ticket, or null if the text is ordinary content.
   * @throws PixelForestError `access` if the document was closed meanwhile
   */
  document(content: unknown): IWritableDocument | null {
    if (typeof content !== 'string' || !TICKET.test(content)) {
      return null;
    }
    const document = this._documents.get(content);
    if (!document) {
      throw new PixelForestError(
        'access',
        'The project to be saved is not open any more. Open it again and repeat the change.'
      );
    }
    return document;
  }

  private _nextTicket(): string {
    this._count += 1;
    return `⟨pixel-forest:${this._count}⟩`;
  }

  private _count = 0;
  private readonly _arrivals = new Map<string, StoredFile>();
  private readonly _documents = new Map<string, IWritableDocument>();
}
