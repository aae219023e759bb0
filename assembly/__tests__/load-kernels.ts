import { readFileSync } from 'fs';
import { join } from 'path';
import { instantiateKernels, Kernels } from '../../src/engine/worker/kernels';

const ROOT = join(__dirname, '..', '..');

/** The compiled module; `npm run build:wasm` makes the file. */
export function compileKernels(): WebAssembly.Module {
  return new WebAssembly.Module(readFileSync(join(ROOT, 'wasm/kernels.wasm')));
}

/** A fresh instance. */
export function loadKernels(): Kernels {
  return instantiateKernels(compileKernels());
}

/** Path of a file in `fixtures/`. */
export function fixturePath(name: string): string {
  return join(ROOT, 'fixtures', name);
}
