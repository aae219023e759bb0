import { ENTRY_BYTES, Link } from './group-table';
import { RawFile, UNDEFINED } from './raw-file';

/** Where a table lies that was built. */
export type NewTable = {
  readonly node: number;
  readonly heap: number;
  readonly bytes: Uint8Array;
};

const HEAP_HEAD_BYTES = 32;
const NODE_HEAD_BYTES = 24;
/** Room for names to come, so that the heap need not move at once. */
const SPARE_BYTES = 256;
/** Marks the last free piece of a heap. */
const NO_FREE_PIECE = 1n;
const SOFT_LINK = 2;

/** A child of a node: where it lies, and its last name. */
type Child = { readonly address: number; readonly lastName: number };

/**
 * Builds the table of a group.
 *
 * @param links hard links already with their new addresses
 * @param start where the table will lie in the file, a multiple of 8
 */
export function buildGroupTable(
  { leafK, internalK }: Pick<RawFile, 'leafK' | 'internalK'>,
  links: ReadonlyMap<string, Link>,
  start: number
): NewTable {
  const sorted = [...links]
    .map(([name, link]) => ({ name: new TextEncoder().encode(name), link }))
    .sort((a, b) => compareBytes(a.name, b.name));
  const texts = sorted.flatMap(({ name, link }) =>
    link.kind === 'soft' ? [name, link.target] : [name]
  );
  const leafCount = Math.ceil(sorted.length / (2 * leafK));
  const nodeCounts = [Math.max(1, Math.ceil(leafCount / (2 * internalK)))];
  while (nodeCounts[nodeCounts.length - 1] > 1) {
    const below = nodeCounts[nodeCounts.length - 1];
    nodeCounts.push(Math.ceil(below / (2 * internalK)));
  }
  const leafBytes = 8 + 2 * leafK * ENTRY_BYTES;
  const nodeBytes = NODE_HEAD_BYTES + 32 * internalK + 8;
  const namesBytes =
    8 + texts.reduce((sum, text) => sum + room(text), 0) + SPARE_BYTES;
  const namesAt = HEAP_HEAD_BYTES;
  const leavesAt = namesAt + namesBytes;
  const nodesAt = leavesAt + leafCount * leafBytes;
  const nodeCount = nodeCounts.reduce((sum, count) => sum + count, 0);
  const bytes = new Uint8Array(nodesAt + nodeCount * nodeBytes);
  const view = new DataView(bytes.buffer);
  const put = (at: number, value: number | bigint): void =>
    view.setBigUint64(at, BigInt(value), true);
  const letters = (at: number, text: string): void =>
    bytes.set(new TextEncoder().encode(text), at);

  // names lie one after the other, behind an empty one
  let nextName = 8;
  const addText = (text: Uint8Array): number => {
    const offset = nextName;
    bytes.set(text, namesAt + offset);
    nextName += room(text);
    return offset;
  };
  const offsets = sorted.map(({ name }) => addText(name));
  const addLink = (at: number, index: number): void => {
    const { link } = sorted[index];
    put(at, offsets[index]);
    if (link.kind === 'hard') {
      put(at + 8, link.address);
    } else {
      put(at + 8, UNDEFINED);
      view.setUint32(at + 16, SOFT_LINK, true);
      view.setUint32(at + 24, addText(link.target), true);
    }
  };

  let children: Child[] = Array.from({ length: leafCount }, (_, leaf) => {
    const at = leavesAt + leaf * leafBytes;
    const first = leaf * 2 * leafK;
    const count = Math.min(2 * leafK, sorted.length - first);
    letters(at, 'SNOD');
    bytes[at + 4] = 1;
    view.setUint16(at + 6, count, true);
    for (let i = 0; i < count; i++) {
      addLink(at + 8 + i * ENTRY_BYTES, first + i);
    }
    return { address: start + at, lastName: offsets[first + count - 1] };
  });

  let nextNode = nodesAt;
  nodeCounts.forEach((count, level) => {
    const below = children;
    children = Array.from({ length: count }, (_, i) => {
      const at = nextNode;
      nextNode += nodeBytes;
      const first = i * 2 * internalK;
      const own = below.slice(first, first + 2 * internalK);
      letters(at, 'TREE');
      bytes[at + 5] = level;
      view.setUint16(at + 6, own.length, true);
      put(at + 8, i > 0 ? start + at - nodeBytes : UNDEFINED);
      put(at + 16, i < count - 1 ? start + at + nodeBytes : UNDEFINED);
      // names up to a key lie before it, later ones behind
      put(at + 24, first > 0 ? below[first - 1].lastName : 0);
      own.forEach(({ address, lastName }, k) => {
        put(at + 32 + k * 16, address);
        put(at + 40 + k * 16, lastName);
      });
      const lastName = own.length > 0 ? own[own.length - 1].lastName : 0;
      return { address: start + at, lastName };
    });
  });

  letters(0, 'HEAP');
  put(8, namesBytes);
  put(16, nextName);
  put(24, start + namesAt);
  put(namesAt + nextName, NO_FREE_PIECE);
  put(namesAt + nextName + 8, namesBytes - nextName);
  return { node: children[0].address, heap: start, bytes };
}

/** A text with its ending zero fills a multiple of 8 bytes. */
function room(text: Uint8Array): number {
  return Math.ceil((text.length + 1) / 8) * 8;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    if (a[i] !== b[i]) {
      return a[i] - b[i];
    }
  }
  return a.length - b.length;
}
