/** Gives the Python package the same kernels.wasm as the browser, byte for byte. */
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
copyFileSync(
  join(root, 'wasm/kernels.wasm'),
  join(root, 'jupyterlab_pixelforest/kernels.wasm')
);
