/** Takes buffers and nothing else: what is sent to a port whose other end is closed is dropped. */
let drain: MessagePort | null = null;

/**
 * Gives the memory of all typed arrays within a value back at once; they are
 * empty afterwards. The garbage collector would find them too, but only after
 * some hundred megabytes of tiles: they are large and hardly any of its own heap.
 *
 * @param value plain data that nobody else uses any more
 */
export function freeMemory(value: unknown): void {
  drain ??= openDrain();
  // an emptied buffer cannot be sent again
  const buffers = buffersOf(value).filter(({ byteLength }) => byteLength > 0);
  drain.postMessage(null, buffers);
}

/**
 * The buffers of all typed arrays within plain data, each once: what
 * `postMessage` moves instead of copying.
 */
export function buffersOf(value: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  collect(value, buffers);
  return [...buffers];
}

function openDrain(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port2.close();
  return port1;
}

function collect(value: unknown, buffers: Set<ArrayBuffer>): void {
  if (ArrayBuffer.isView(value)) {
    // nothing here is ever shared memory
    buffers.add(value.buffer);
  } else if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(part => collect(part, buffers));
  }
}
