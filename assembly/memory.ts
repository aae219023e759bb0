/**
 * The arena: one linear memory, handed out from the bottom upwards.
 *
 * Long-lived data (feature plan, forest) lies at the bottom; a job remembers
 * the top with `mark`, allocates what it needs and gives everything back with
 * `release`. Nothing is ever freed singly. The memory may grow in `allocate`,
 * so hosts make their views anew after each call.
 */

/** Start of blocks: a cache line, and a multiple of every vector size. */
const ALIGNMENT: usize = 64;
/** Bytes after each block that belong to nobody: vectors may overhang into them. */
const SLACK: usize = 64;
const PAGE: usize = 65536;

let top: usize = alignUp(__heap_base);

function alignUp(address: usize): usize {
  return (address + (ALIGNMENT - 1)) & ~(ALIGNMENT - 1);
}

/** Gives everything back. */
export function reset(): void {
  top = alignUp(__heap_base);
}

/** The present top, to be handed to `release`. */
export function mark(): usize {
  return top;
}

/** Gives back everything that was allocated since `mark` returned `address`. */
export function release(address: usize): void {
  top = address;
}

/**
 * A block of at least `bytes` bytes, 64-byte aligned and not cleared; at least
 * 64 more bytes after it may be read and overwritten.
 *
 * @returns 0 if the memory cannot grow that far
 */
export function allocate(bytes: u32): usize {
  const start = reserve(bytes);
  if (start) {
    top = alignUp(start + <usize>bytes + SLACK);
  }
  return start;
}

/**
 * Makes sure that the next block can have so many bytes, without taking it.
 *
 * @returns where it will start, or 0 if the memory cannot grow that far
 */
export function reserve(bytes: u32): usize {
  const stop = <u64>top + <u64>bytes + <u64>SLACK + <u64>(ALIGNMENT - 1);
  const held = <u64>memory.size() * <u64>PAGE;
  if (stop > held) {
    const pages = (stop - held + <u64>(PAGE - 1)) / <u64>PAGE;
    if (pages > 65536 || memory.grow(<i32>pages) < 0) {
      return 0;
    }
  }
  return top;
}
