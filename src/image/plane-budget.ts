/** Who holds decoded planes. */
export interface IPlaneHolder {
  readonly heldBytes: number;
  /** Lets go of the plane that was not used for longest. @returns false if there is none */
  dropOldest(): boolean;
}

/** Bytes of decoded planes that several images share: the one looked at takes room from the others. */
export class PlaneBudget {
  constructor(private readonly _bytes: number) {}

  /** Whether all holders together hold more than they may. */
  get isExceeded(): boolean {
    let held = 0;
    for (const { heldBytes } of this._holders) {
      held += heldBytes;
    }
    return held > this._bytes;
  }

  /** Takes note that a holder is in use, and makes room at the cost of others, longest unused first. */
  use(user: IPlaneHolder): void {
    this._holders.delete(user);
    this._holders.add(user);
    for (const holder of this._holders) {
      while (holder !== user && this.isExceeded && holder.dropOldest()) {
        // one plane after the other
      }
    }
  }

  /** The holder holds nothing any more. */
  leave(holder: IPlaneHolder): void {
    this._holders.delete(holder);
  }

  /** The holder used last is at the end. */
  private readonly _holders = new Set<IPlaneHolder>();
}
