import { MESSAGE, ObjectHeader } from './object-header';
import { Extent, RawFile } from './raw-file';

/** Bytes of one link in a leaf. */
export const ENTRY_BYTES = 40;

/** A name in a group and what it leads to. */
export type Link =
  | { readonly kind: 'hard'; readonly address: number }
  /** A path, as bytes with their ending zero. */
  | { readonly kind: 'soft'; readonly target: Uint8Array };

/** The table of a group, with everything that is needed to move it. */
export type GroupTable = {
  readonly links: ReadonlyMap<string, Link>;
  readonly extents: readonly Extent[];
  /** Positions of addresses in the table, and in the header that leads to it. */
  readonly pointers: readonly number[];
};

/** What the scratch space of a link holds. */
const CACHED_TABLE = 1;
const SOFT_LINK = 2;

/** More levels than any table has. */
const MAX_LEVELS = 12;

/** Links of all groups of a file; no project has as many. */
const MAX_LINKS = 2_000_000;

/** Where the message lies that leads to a group's table; null if the object is no group. */
export function tableMessage(header: ObjectHeader): number | null {
  const found = header.messages.find(
    ({ type }) => type === MESSAGE.symbolTable
  );
  return found?.start ?? null;
}

/**
 * Reads the table of a group.
 *
 * @param message position of the symbol table message
 * @throws PixelForestError `format` if damaged
 * @source HDF5 File Format Specification, III.A.1 "Version 1 B-trees", III.B "Group Symbol Table Nodes", III.D "Local Heaps"
 */
export function readGroupTable(file: RawFile, message: number): GroupTable {
  const links = new Map<string, Link>();
  const extents: Extent[] = [];
  const pointers = [message, message + 8];
  const heap = readLocalHeap(file, file.offset(message + 8));
  extents.push(...heap.extents);
  pointers.push(heap.pointer);
  const nodeBytes = 24 + file.internalK * 32 + 8;
  const leafBytes = 8 + file.leafK * 2 * ENTRY_BYTES;
  const seen = new Set<number>();

  const visit = (start: number, length: number, letters: string): void => {
    if (seen.has(start)) {
      throw file.damaged(`two branches lead to byte ${start}`);
    }
    seen.add(start);
    file.expect(start, letters);
    file.check(start, length);
    extents.push({ start, stop: start + length });
  };
  const readNode = (node: number, level: number): void => {
    visit(node, nodeBytes, 'TREE');
    const used = file.u16(node + 6);
    if (file.u8(node + 4) !== 0 || file.u8(node + 5) !== level) {
      throw file.damaged(`the node at byte ${node} is of a wrong kind`);
    }
    if (used > file.internalK * 2) {
      throw file.damaged(`the node at byte ${node} has ${used} children`);
    }
    pointers.push(node + 8, node + 16);
    for (let i = 0; i < used; i++) {
      const pointer = node + 32 + i * 16;
      pointers.push(pointer);
      const child = file.offset(pointer);
      if (level > 0) {
        readNode(child, level - 1);
      } else {
        readLeaf(child);
      }
    }
  };
  const readLeaf = (leaf: number): void => {
    visit(leaf, leafBytes, 'SNOD');
    const used = file.u16(leaf + 6);
    if (used > file.leafK * 2 || links.size > MAX_LINKS) {
      throw file.damaged(`the leaf at byte ${leaf} has ${used} links`);
    }
    for (let i = 0; i < used; i++) {
      readEntry(leaf + 8 + i * ENTRY_BYTES);
    }
  };
  const readEntry = (entry: number): void => {
    const name = new TextDecoder().decode(heap.textAt(file.offset(entry)));
    const cache = file.u32(entry + 16);
    if (cache === SOFT_LINK) {
      const text = heap.textAt(file.u32(entry + 24));
      const target = new Uint8Array(text.length + 1);
      target.set(text);
      links.set(name, { kind: 'soft', target });
      return;
    }
    links.set(name, { kind: 'hard', address: file.offset(entry + 8) });
    pointers.push(entry + 8);
    if (cache === CACHED_TABLE) {
      pointers.push(entry + 24, entry + 32);
    }
  };

  const root = file.offset(message);
  const levels = file.u8(root + 5);
  if (levels > MAX_LEVELS) {
    throw file.damaged(`the table at byte ${root} has ${levels} levels`);
  }
  readNode(root, levels);
  return { links, extents, pointers };
}

/** The names of a group. */
function readLocalHeap(
  file: RawFile,
  address: number
): {
  readonly extents: Extent[];
  readonly pointer: number;
  readonly textAt: (offset: number) => Uint8Array;
} {
  file.expect(address, 'HEAP');
  const size = file.offset(address + 8);
  const start = file.offset(address + 24);
  file.check(start, size);
  const textAt = (offset: number): Uint8Array => {
    const at = start + offset;
    const stop = file.zeroFrom(at, start + size);
    if (stop < 0) {
      throw file.damaged(`a name at byte ${at} has no end`);
    }
    return file.slice(at, stop);
  };
  return {
    extents: [
      { start: address, stop: address + 32 },
      { start, stop: start + size }
    ],
    pointer: address + 24,
    textAt
  };
}
