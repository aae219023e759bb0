import { Kernels } from './kernels';

/** Export of a compiled forest: votes of some blocks of codes; see assembly/forest/emit.ts. */
type CompiledForestExports = { readonly walk: () => void };

/**
 * A forest as WebAssembly code of its own: the same bits as packets in about
 * 40 % of their time, once it is compiled.
 *
 * @param pointer packed forest
 * @returns what `predictTile` calls, or null if the forest is too deep or too
 *          large for code of its own, or memory is used up: then packets do
 */
export function compileForest(
  kernels: Kernels,
  pointer: number
): (() => void) | null {
  const bytes = emit(kernels, pointer);
  return bytes.length > 0
    ? instantiate(kernels, new WebAssembly.Module(bytes))
    : null;
}

/** {@link compileForest} beside this thread, which may go on meanwhile. */
export async function compileForestAside(
  kernels: Kernels,
  pointer: number
): Promise<(() => void) | null> {
  const bytes = emit(kernels, pointer);
  return bytes.length > 0
    ? instantiate(kernels, await WebAssembly.compile(bytes))
    : null;
}

function emit(kernels: Kernels, pointer: number): Uint8Array {
  return kernels.withScratch(() => {
    const byteCount = kernels.exports.emitForest(pointer) >>> 0;
    const start = kernels.exports.emittedModule() >>> 0;
    return kernels.bytes.slice(start, start + byteCount);
  });
}

function instantiate(kernels: Kernels, module: WebAssembly.Module): () => void {
  const instance = new WebAssembly.Instance(module, {
    kernels: kernels.exports
  });
  return (instance.exports as CompiledForestExports).walk;
}
