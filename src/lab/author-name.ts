import { ISignal, Signal } from '@lumino/signaling';
import { authorName } from '../project/label-authors';

/** Where the name is kept, e.g. JupyterLab's settings. */
export interface IAuthorStorage {
  /** '' = the user set none. */
  read(): string;
  write(name: string): Promise<void>;
}

/** Jupyter gives everybody without an account such a name, another one each time. */
const MADE_UP = /^anonymous\b/i;

/**
 * The name that strokes are signed with: what the user set, else who the server
 * says they are, else ''.
 */
export class AuthorName {
  /** Emitted after the name changed. */
  get changed(): ISignal<AuthorName, string> {
    return this._changed;
  }

  get name(): string {
    return this._chosen || this._known;
  }

  /** Keeps the name there from now on. @returns called when the storage changed by itself */
  attach(storage: IAuthorStorage): () => void {
    this._storage = storage;
    const read = (): void =>
      this._take(() => (this._chosen = authorName(storage.read())));
    read();
    return read;
  }

  /** Who the server says the user is. */
  identify(name: string): void {
    const known = MADE_UP.test(name) ? '' : authorName(name);
    this._take(() => (this._known = known));
  }

  /** Sets the name by hand; '' goes back to what the server says. */
  async choose(name: string): Promise<void> {
    const chosen = authorName(name);
    if (chosen === this.name) {
      return;
    }
    this._take(() => (this._chosen = chosen));
    await this._storage?.write(chosen);
  }

  private _take(change: () => void): void {
    const before = this.name;
    change();
    if (this.name !== before) {
      this._changed.emit(this.name);
    }
  }

  private readonly _changed = new Signal<AuthorName, string>(this);
  private _storage: IAuthorStorage | null = null;
  private _chosen = '';
  private _known = '';
}
