/**
 * What can wait until the first image of a project is on the screen. A local
 * server answers one request after the other: twenty images at once would keep
 * the one that is looked at waiting.
 */
export class OpeningGate {
  /** Settles when others may go on; null if they need not wait. */
  get opened(): Promise<void> | null {
    return this._opened;
  }

  /** Closes until the first image is shown or failed, or {@link open} is called. */
  closeUntil(isShown: Promise<unknown>): void {
    this.open();
    this._opened = new Promise(resolve => {
      const open = (): void => {
        if (this._open === open) {
          this._opened = null;
          this._open = null;
        }
        resolve();
      };
      this._open = open;
      isShown.then(open, open);
    });
  }

  /** Lets everybody go on. */
  open(): void {
    this._open?.();
  }

  private _opened: Promise<void> | null = null;
  private _open: (() => void) | null = null;
}
