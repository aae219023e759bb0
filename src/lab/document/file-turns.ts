import { Contents } from '@jupyterlab/services';
import { cancelledSave } from './cancelled-save';

/** A move or deletion that the server is carrying out. */
type Move = {
  /** Files and folders it touches. */
  readonly paths: readonly string[];
  /** Where the first of them goes: null = it is deleted, itself = it stays. */
  readonly target: string | null;
  /** Settles when it is over: whether it succeeded. */
  readonly done: Promise<boolean>;
};

/**
 * Writing and moving the same file take turns. A server knows files by name
 * only: what is sent to a name that has just changed makes a second file of the
 * old name, and of a large file, half a one. Paths are local to the drive.
 */
export class FileTurns {
  /**
   * Writes a file. Moves of it wait until that is done. One that is under way
   * comes first, and the write follows it. May be nested.
   *
   * @param write gets the path that the file has by now
   * @throws what JupyterLab takes for a cancelled save if the file was deleted while the write waited
   */
  async write<T>(
    localPath: string,
    write: (localPath: string) => Promise<T>
  ): Promise<T> {
    let path = localPath;
    for (;;) {
      const move = this._moves.find(({ paths }) => isAtAny(path, paths));
      if (!move) {
        break;
      }
      const [from] = move.paths;
      if ((await move.done) && isAt(path, from)) {
        if (move.target === null) {
          throw cancelledSave(
            `${localPath} was not saved: it was deleted at that moment.`
          );
        }
        path = move.target + path.slice(from.length);
      }
    }
    const result = write(path);
    const entry = { path, done: result.catch(() => undefined) };
    this._writes.add(entry);
    try {
      return await result;
    } finally {
      this._writes.delete(entry);
    }
  }

  /**
   * Lets the server move or delete a file or folder once nobody writes to it.
   *
   * @param paths  what it touches, the thing itself first
   * @param target where that goes; null = it is deleted
   */
  async move<T>(
    paths: readonly string[],
    target: string | null,
    move: () => Promise<T>
  ): Promise<T> {
    const writes = () =>
      [...this._writes].filter(({ path }) => isAtAny(path, paths));
    for (let under = writes(); under.length > 0; under = writes()) {
      await Promise.all(under.map(({ done }) => done));
    }
    const result = move();
    const done = result.then(
      () => true,
      () => false
    );
    const entry: Move = { paths, target, done };
    this._moves.push(entry);
    try {
      return await result;
    } finally {
      this._moves.splice(this._moves.indexOf(entry), 1);
    }
  }

  private readonly _writes = new Set<{
    readonly path: string;
    readonly done: Promise<unknown>;
  }>();
  private readonly _moves: Move[] = [];
}

/** What {@link takeTurns} changes of a drive. */
export type MovingDrive = Pick<Contents.IDrive, 'rename' | 'delete' | 'copy'>;

/**
 * Makes renaming, moving, deleting and copying wait for their turn. JupyterLab
 * has no place to ask before them, so the drive's own methods are replaced.
 */
export function takeTurns(drive: MovingDrive, turns: FileTurns): void {
  const rename = drive.rename.bind(drive);
  const remove = drive.delete.bind(drive);
  const copy = drive.copy.bind(drive);
  drive.rename = (from, to) =>
    turns.move([from, to], to, () => rename(from, to));
  drive.delete = path => turns.move([path], null, () => remove(path));
  drive.copy = (from, folder) =>
    turns.move([from], from, () => copy(from, folder));
}

/** Whether a path is this file, or inside this folder. */
function isAt(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

function isAtAny(path: string, places: readonly string[]): boolean {
  return places.some(place => isAt(path, place));
}
