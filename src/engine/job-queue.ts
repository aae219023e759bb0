/** What runs first. Among equals, what came first. */
export const Priority = {
  /** Training after a stroke. */
  stroke: 0,
  /** What is on the screen. */
  visible: 1,
  /** A margin around it, for panning. */
  neighbourhood: 2,
  /** All else: the rest of the plane, export. */
  rest: 3
} as const;
export type Priority = (typeof Priority)[keyof typeof Priority];

/** First in, first out within each priority. */
export class JobQueue<T> {
  push(priority: Priority, item: T): void {
    this._rows[priority].push(item);
  }

  /** Puts an item before all of its priority: it had its turn already. */
  unshift(priority: Priority, item: T): void {
    this._rows[priority].unshift(item);
  }

  /** The item that is next, or undefined. */
  peek(): T | undefined {
    return this._rows.find(row => row.length > 0)?.[0];
  }

  /** Takes the item that is next. */
  shift(): T | undefined {
    return this._rows.find(row => row.length > 0)?.shift();
  }

  /** Whether the item was there. */
  remove(priority: Priority, item: T): boolean {
    const row = this._rows[priority];
    const at = row.indexOf(item);
    if (at >= 0) {
      row.splice(at, 1);
    }
    return at >= 0;
  }

  /** Takes all items. */
  clear(): T[] {
    return this._rows.flatMap(row => row.splice(0));
  }

  private readonly _rows: readonly T[][] = [[], [], [], []];
}
