import { RawFile, Extent } from './raw-file';

/** Kinds of messages that are looked into. */
export const MESSAGE = {
  dataspace: 0x1,
  datatype: 0x3,
  oldFill: 0x4,
  fill: 0x5,
  layout: 0x8,
  filters: 0xb,
  attribute: 0xc,
  continuation: 0x10,
  symbolTable: 0x11
} as const;

/** Bit of a message's flags: its content lies elsewhere. */
export const SHARED_FLAG = 2;

/** One entry of an object header. */
export type HeaderMessage = {
  readonly type: number;
  readonly flags: number;
  /** Position of its content. */
  readonly start: number;
  readonly size: number;
};

/** What describes a group or a data set. */
export type ObjectHeader = {
  readonly messages: readonly HeaderMessage[];
  /** The pieces it lies in. */
  readonly extents: readonly Extent[];
};

const PREFIX_BYTES = 16;
const MESSAGE_HEAD_BYTES = 8;

/**
 * Reads an object header of version 1.
 *
 * @throws PixelForestError `format` if damaged, `project` if of a newer version
 * @source HDF5 File Format Specification, IV.A.1.a "Version 1 Data Object Header Prefix"
 */
export function readObjectHeader(file: RawFile, address: number): ObjectHeader {
  const version = file.u8(address);
  if (version !== 1) {
    throw file.unsupported(`the object at byte ${address} is of a newer kind`);
  }
  const count = file.u16(address + 2);
  const size = file.u32(address + 8);
  const start = address + PREFIX_BYTES;
  file.check(start, size);
  const messages: HeaderMessage[] = [];
  const extents = [{ start: address, stop: start + size }];
  const blocks = [{ start, stop: start + size }];
  for (let block = blocks.shift(); block; block = blocks.shift()) {
    let at = block.start;
    while (at + MESSAGE_HEAD_BYTES <= block.stop && messages.length < count) {
      const message = {
        type: file.u16(at),
        flags: file.u8(at + 4),
        start: at + MESSAGE_HEAD_BYTES,
        size: file.u16(at + 2)
      };
      at = message.start + message.size;
      if (at > block.stop) {
        throw file.damaged(`the header at byte ${address} is cut off`);
      }
      messages.push(message);
      if (message.type === MESSAGE.continuation) {
        const next = file.offset(message.start);
        const length = file.offset(message.start + 8);
        file.check(next, length);
        blocks.push({ start: next, stop: next + length });
        extents.push({ start: next, stop: next + length });
      }
    }
  }
  return { messages, extents };
}
