import { TraceRingsJob, TraceRingsResult } from '../protocol';
import { Kernels } from './kernels';

/** Lines around the objects of a plane, see {@link TraceRingsJob}. */
export function traceRings(
  kernels: Kernels,
  { labels, height, width }: TraceRingsJob
): TraceRingsResult {
  const { exports } = kernels;
  const source = kernels.place(labels);
  const visited = kernels.allocate(height * width);
  // once to know how long they are, once to keep them
  const length = exports.traceRings(source, height, width, visited, 0, 0);
  const rings = kernels.allocate(length * 4);
  exports.traceRings(source, height, width, visited, rings, length);
  const found = new Int32Array(kernels.ints.buffer, rings, length);
  return { rings: found.slice() };
}
