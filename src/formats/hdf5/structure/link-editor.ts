import { PixelForestError } from '../../../errors';
import { FileBytes } from '../file-bytes';
import { Link, readGroupTable, tableMessage } from './group-table';
import { findLiveParts } from './live-parts';
import { buildGroupTable } from './new-table';
import { readObjectHeader } from './object-header';
import { Extent, RawFile, UNDEFINED } from './raw-file';

/** Largest file that is made anew; the library counts with 32 bits, and it grows a little. */
const MAX_NEW_BYTES = 1.75 * 2 ** 30;

/**
 * Takes members out of an HDF5 file, or gives them other names, without
 * touching what stays: objects keep every byte but the addresses of where they
 * lie. What nothing leads to any more is left out, so that a file that is
 * written again and again does not grow.
 */
export class LinkEditor {
  /**
   * @param name file name for messages
   * @throws PixelForestError `project` if the file is of a newer layout, `format` if it is damaged
   */
  constructor(bytes: FileBytes, name: string) {
    this._file = new RawFile(bytes, name);
    const address = this._file.offset(this._file.rootEntry + 8);
    const root = this._open(address);
    if (!root) {
      throw this._file.unsupported('its groups are of the newer kind');
    }
    this.root = root;
  }

  readonly root: EditedGroup;

  /** A member group to be edited; null without it. Its parent counts as edited, too. */
  group(parent: EditedGroup, name: string): EditedGroup | null {
    const link = parent.links.get(name);
    return link?.kind === 'hard' ? this._open(link.address) : null;
  }

  /**
   * The new file. Where something is stored in a way that cannot be moved,
   * everything stays in its place and the file grows instead.
   *
   * @param room bytes to grow by, which follow in the same buffer
   * @throws PixelForestError `format` if it is damaged, `memory` if there is no room for it
   */
  finish(room = 0): Uint8Array {
    const groups = this._reachable();
    const edited = new Set(groups.map(({ address }) => address));
    const roots = groups.flatMap(({ links }) =>
      [...links.values()].flatMap(link =>
        link.kind === 'hard' ? [link.address] : []
      )
    );
    let moved: MovedFile;
    try {
      moved = moveTogether(this._file, roots, edited);
    } catch (error) {
      if (!(error instanceof PixelForestError) || error.tag === 'access') {
        throw error;
      }
      moved = keepInPlace(this._file);
    }
    return this._addTables(groups, moved, room);
  }

  private _open(address: number): EditedGroup | null {
    const known = this._groups.get(address);
    if (known) {
      return known;
    }
    const message = tableMessage(readObjectHeader(this._file, address));
    if (message === null) {
      return null;
    }
    const { links } = readGroupTable(this._file, message);
    const group = new EditedGroup(address, message, links);
    this._groups.set(address, group);
    return group;
  }

  /** Edited groups that some link still leads to. */
  private _reachable(): EditedGroup[] {
    const found = new Set([this.root]);
    for (const group of found) {
      for (const link of group.links.values()) {
        const member =
          link.kind === 'hard' ? this._groups.get(link.address) : undefined;
        if (member) {
          found.add(member);
        }
      }
    }
    return [...found];
  }

  private _addTables(
    groups: readonly EditedGroup[],
    { pieces, end, newPlace }: MovedFile,
    room: number
  ): Uint8Array {
    let at = end;
    const tables = groups.map(group => {
      const links = new Map<string, Link>();
      group.links.forEach((link, name) =>
        links.set(
          name,
          link.kind === 'hard'
            ? { kind: 'hard', address: newPlace(link.address) }
            : link
        )
      );
      const table = buildGroupTable(this._file, links, at);
      const start = at;
      at += table.bytes.length;
      return { group, table, start };
    });
    const out = this._allocate(at + room).subarray(0, at);
    const view = new DataView(out.buffer);
    const put = (to: number, value: number | bigint): void =>
      view.setBigUint64(to, BigInt(value), true);
    pieces(out);
    for (const { group, table, start } of tables) {
      out.set(table.bytes, start);
      const message = newPlace(group.message);
      put(message, table.node);
      put(message + 8, table.heap);
    }
    const { stopAt, rootEntry } = this._file;
    put(stopAt - 8, UNDEFINED);
    put(stopAt, out.length);
    put(rootEntry + 8, newPlace(this.root.address));
    view.setUint32(rootEntry + 16, 1, true);
    put(rootEntry + 24, tables[0].table.node);
    put(rootEntry + 32, tables[0].table.heap);
    return out;
  }

  private _allocate(length: number): Uint8Array {
    if (length <= MAX_NEW_BYTES) {
      try {
        return new Uint8Array(length);
      } catch {
        // the tab has no piece of memory this large
      }
    }
    throw new PixelForestError(
      'memory',
      `The new ${this._file.name} has ${length} bytes, which must be in memory before the old file may be replaced; at most ${MAX_NEW_BYTES} are, and this tab has no room for it now. Nothing was changed. Remove images that lie inside the project and add them as files instead.`
    );
  }

  private readonly _file: RawFile;
  private readonly _groups = new Map<number, EditedGroup>();
}

/** A group whose links may be changed. */
export class EditedGroup {
  constructor(
    readonly address: number,
    /** Position of the message that leads to its table. */
    readonly message: number,
    links: ReadonlyMap<string, Link>
  ) {
    this._links = new Map(links);
  }

  get links(): ReadonlyMap<string, Link> {
    return this._links;
  }

  /** Takes a member out; harmless without it. */
  remove(name: string): void {
    this._links.delete(name);
  }

  /**
   * Keeps only these members, under new names.
   *
   * @param oldNames new name → name of now; those that are missing are passed over
   */
  rearrange(oldNames: ReadonlyMap<string, string>): void {
    const before = new Map(this._links);
    this._links.clear();
    oldNames.forEach((oldName, name) => {
      const link = before.get(oldName);
      if (link) {
        this._links.set(name, link);
      }
    });
  }

  private readonly _links: Map<string, Link>;
}

/** A file whose parts have (or keep) their places. */
type MovedFile = {
  /** Copies them to a new file. */
  readonly pieces: (out: Uint8Array) => void;
  /** Where the next part may lie. */
  readonly end: number;
  readonly newPlace: (old: number) => number;
};

/** Everything that is alive, one part behind the other. */
function moveTogether(
  file: RawFile,
  roots: readonly number[],
  edited: ReadonlySet<number>
): MovedFile {
  const { extents, pointers } = findLiveParts(file, roots, edited);
  let end = 0;
  const places = extents.map(({ start, stop }) => {
    const place = end;
    end = aligned(place + stop - start);
    return place;
  });
  const newPlace = (old: number): number => {
    const index = indexBefore(extents, old);
    if (index < 0 || old >= extents[index].stop) {
      throw file.damaged(`something leads to byte ${old}, where nothing lies`);
    }
    return places[index] + old - extents[index].start;
  };
  const patches = pointers.flatMap(pointer => {
    const value = file.u64(pointer);
    return value === UNDEFINED
      ? []
      : [{ at: newPlace(pointer), value: newPlace(Number(value)) }];
  });
  const pieces = (out: Uint8Array): void => {
    extents.forEach(({ start, stop }, i) =>
      file.copyInto(out.subarray(places[i]), { start, stop })
    );
    const view = new DataView(out.buffer);
    patches.forEach(({ at, value }) =>
      view.setBigUint64(at, BigInt(value), true)
    );
  };
  return { pieces, end, newPlace };
}

function keepInPlace(file: RawFile): MovedFile {
  return {
    pieces: out => file.copyInto(out, { start: 0, stop: file.length }),
    end: aligned(file.length),
    newPlace: old => old
  };
}

function aligned(position: number): number {
  return Math.ceil(position / 8) * 8;
}

/** The last piece that starts at or before a position. */
function indexBefore(extents: readonly Extent[], position: number): number {
  let low = 0;
  let high = extents.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (extents[middle].start <= position) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}
