import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import { ImageReference } from '../../project/images';
import { IProjectStore, StoreChange } from '../../store/contract';
import { MessageAction } from '../../viewer/overlay/message-area';
import { joinPath, nameOf } from '../images/file-path';
import { resolveImagePath } from '../images/image-path';
import type { LabParts } from '../lab-parts';

/** What finding files needs of the lab. */
type Parts = Pick<LabParts, 'trans'> & {
  readonly files: Pick<LabParts['files'], 'find'>;
};

/**
 * A project that was moved without the folders its images were in may have them
 * beside it: looks there for the image in front when its file is missing.
 */
export class BesideOffers implements IDisposable {
  /** @param _folder the project's folder from the server's root */
  constructor(
    private readonly _store: IProjectStore,
    private readonly _folder: () => string,
    private readonly _parts: Parts
  ) {
    _store.changed.connect(this._storeChanged, this);
    // the image may have been looked for before there was anything to show
    this._lookQuietly();
  }

  /** Emitted when a file was found. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** A button for the image in front, if its file lies beside the project. */
  actions(): MessageAction[] {
    const image = this._missing();
    const name = image && this._found.get(keyOf(image));
    if (!image || !name) {
      return [];
    }
    return [
      {
        label: this._parts.trans.__('Use %1 beside the project', name),
        run: () => this._store.relinkImage(image.id, name, image.innerPath)
      }
    ];
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._store.changed.disconnect(this._storeChanged, this);
      Signal.clearData(this);
    }
  }

  private _storeChanged(_: IProjectStore, { kind }: StoreChange): void {
    if (kind === 'images' || kind === 'activeImage' || kind === 'project') {
      this._lookQuietly();
    }
  }

  /** A server that does not answer says so where the image is opened. */
  private _lookQuietly(): void {
    this._look().catch(() => undefined);
  }

  private async _look(): Promise<void> {
    const image = this._missing();
    if (!image || this._found.has(keyOf(image))) {
      return;
    }
    this._found.set(keyOf(image), null);
    const folder = this._folder();
    const name = nameOf(image.path.replace(/\\/g, '/'));
    const beside = joinPath(folder, name);
    const meant = resolveImagePath(folder, image.path);
    const isElsewhere = meant.kind === 'outside' || meant.localPath !== beside;
    if (isElsewhere && name !== '' && (await this._parts.files.find(beside))) {
      this._found.set(keyOf(image), name);
      if (!this._isDisposed) {
        this._changed.emit();
      }
    }
  }

  private _missing(): ImageReference | null {
    const image = this._store.activeImage;
    return image && this._store.imageStatus(image.id).state === 'missing'
      ? image
      : null;
  }

  private readonly _changed = new Signal<this, void>(this);
  /** File names by image and path; null = nothing there, or not known yet. */
  private readonly _found = new Map<string, string | null>();
  private _isDisposed = false;
}

function keyOf({ id, path }: ImageReference): string {
  return `${id} ${path}`;
}
