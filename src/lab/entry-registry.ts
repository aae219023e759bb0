import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import { PixelForestError } from '../errors';
import { IEntryRegistry } from '../tokens';

/** See {@link IEntryRegistry}. */
export class EntryRegistry<
  T extends { readonly id: string }
> implements IEntryRegistry<T> {
  /** @param _what for messages: "tool" */
  constructor(private readonly _what: string) {}

  get entries(): readonly T[] {
    return [...this._entries.values()];
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  add(entry: T): IDisposable {
    if (this._entries.has(entry.id)) {
      throw new PixelForestError(
        'input',
        `A ${this._what} with the id “${entry.id}” exists already. Choose another id.`
      );
    }
    this._entries.set(entry.id, entry);
    this._changed.emit();
    return new DisposableDelegate(() => {
      if (this._entries.get(entry.id) === entry) {
        this._entries.delete(entry.id);
        this._changed.emit();
      }
    });
  }

  private readonly _entries = new Map<string, T>();
  private readonly _changed = new Signal<this, void>(this);
}
