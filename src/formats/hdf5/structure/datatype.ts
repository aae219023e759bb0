import { RawFile } from './raw-file';

/** A type as far as moving its values asks for it. */
export type StoredType = {
  /** Bytes of its description. */
  readonly length: number;
  /** Bytes of one value. */
  readonly size: number;
  /**
   * Where in a value an address of a heap lies: values of variable length are
   * kept apart, and 4 bytes of length come before the address.
   */
  readonly heapAddresses: readonly number[];
};

const CLASS = {
  integer: 0,
  float: 1,
  time: 2,
  text: 3,
  bits: 4,
  opaque: 5,
  record: 6,
  enumeration: 8,
  variable: 9,
  array: 10
} as const;

const HEAD_BYTES = 8;
const MAX_DEPTH = 16;
/** Most addresses in one value: an array of texts in a record. */
const MAX_ADDRESSES = 10_000;

/**
 * Reads the description of a type.
 *
 * @throws PixelForestError `project` for types whose values cannot be moved (references to objects, nested variable lengths)
 * @source HDF5 File Format Specification, IV.A.2.d "The Datatype Message"
 */
export function readStoredType(
  file: RawFile,
  at: number,
  depth = 0
): StoredType {
  const head = file.u8(at);
  const version = head >> 4;
  const size = file.u32(at + 4);
  const body = at + HEAD_BYTES;
  const plain = (extra: number): StoredType => ({
    length: HEAD_BYTES + extra,
    size,
    heapAddresses: []
  });
  if (depth > MAX_DEPTH || version < 1 || version > 3) {
    throw file.unsupported(`the type at byte ${at} is of version ${version}`);
  }
  switch (head & 15) {
    case CLASS.integer:
    case CLASS.bits:
      return plain(4);
    case CLASS.float:
      return plain(12);
    case CLASS.time:
      return plain(2);
    case CLASS.text:
      return plain(0);
    case CLASS.opaque:
      return plain(file.u8(at + 1));
    case CLASS.enumeration:
      return readEnumeration(file, at, version, depth);
    case CLASS.record:
      return readRecord(file, at, version, depth);
    case CLASS.array:
      return readArray(file, at, version, depth);
    case CLASS.variable: {
      const base = readStoredType(file, body, depth + 1);
      if (base.heapAddresses.length > 0 || size !== 16) {
        throw file.unsupported('values of variable length hold others of it');
      }
      return { length: HEAD_BYTES + base.length, size, heapAddresses: [4] };
    }
    default:
      throw file.unsupported(`the type at byte ${at} refers to objects`);
  }
}

function readEnumeration(
  file: RawFile,
  at: number,
  version: number,
  depth: number
): StoredType {
  const count = file.u16(at + 1);
  const base = readStoredType(file, at + HEAD_BYTES, depth + 1);
  let end = at + HEAD_BYTES + base.length;
  for (let i = 0; i < count; i++) {
    end = afterName(file, end, version);
  }
  end += count * base.size;
  return { length: end - at, size: base.size, heapAddresses: [] };
}

function readRecord(
  file: RawFile,
  at: number,
  version: number,
  depth: number
): StoredType {
  const count = file.u16(at + 1);
  const size = file.u32(at + 4);
  const offsetBytes = version < 3 ? 4 : bytesFor(size);
  const heapAddresses: number[] = [];
  let next = at + HEAD_BYTES;
  for (let i = 0; i < count; i++) {
    next = afterName(file, next, version);
    let offset = 0;
    for (let k = 0; k < offsetBytes; k++) {
      offset += file.u8(next + k) * 256 ** k;
    }
    next += offsetBytes;
    let copies = 1;
    if (version === 1) {
      const dimensions = file.u8(next);
      for (let k = 0; k < Math.min(dimensions, 4); k++) {
        copies *= file.u32(next + 12 + 4 * k);
      }
      next += 28;
    }
    const member = readStoredType(file, next, depth + 1);
    next += member.length;
    heapAddresses.push(...repeat(file, member, copies, offset));
  }
  return { length: next - at, size, heapAddresses };
}

function readArray(
  file: RawFile,
  at: number,
  version: number,
  depth: number
): StoredType {
  const dimensions = file.u8(at + HEAD_BYTES);
  const sizes = at + HEAD_BYTES + (version < 3 ? 4 : 1);
  let copies = 1;
  for (let i = 0; i < dimensions; i++) {
    copies *= file.u32(sizes + 4 * i);
  }
  const baseAt = sizes + dimensions * (version < 3 ? 8 : 4);
  const base = readStoredType(file, baseAt, depth + 1);
  return {
    length: baseAt + base.length - at,
    size: file.u32(at + 4),
    heapAddresses: repeat(file, base, copies, 0)
  };
}

function repeat(
  file: RawFile,
  { size, heapAddresses }: StoredType,
  copies: number,
  offset: number
): number[] {
  if (heapAddresses.length === 0) {
    return [];
  }
  if (copies * heapAddresses.length > MAX_ADDRESSES) {
    throw file.unsupported('a value holds very many of variable length');
  }
  return Array.from({ length: copies }, (_, i) =>
    heapAddresses.map(address => offset + i * size + address)
  ).flat();
}

/** Names end with a zero; up to version 2 they fill multiples of 8 bytes. */
function afterName(file: RawFile, at: number, version: number): number {
  const stop = file.zeroFrom(at);
  if (stop < 0) {
    throw file.damaged(`a name at byte ${at} has no end`);
  }
  const length = stop + 1 - at;
  return at + (version < 3 ? Math.ceil(length / 8) * 8 : length);
}

/** How many bytes a number up to this one takes. */
function bytesFor(size: number): number {
  return size < 2 ** 8 ? 1 : size < 2 ** 16 ? 2 : size < 2 ** 24 ? 3 : 4;
}
