/**
 * The buffers of all typed arrays within a result, each once: what
 * `postMessage` moves instead of copying.
 */
export function buffersOf(result: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  collect(result, buffers);
  return [...buffers];
}

function collect(value: unknown, buffers: Set<ArrayBuffer>): void {
  if (ArrayBuffer.isView(value)) {
    // nothing here is ever shared memory
    buffers.add(value.buffer);
  } else if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(part => collect(part, buffers));
  }
}
