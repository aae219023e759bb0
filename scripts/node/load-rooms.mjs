/** The built TypeScript rooms as modules Node can import. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync
} from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WrongUseError } from './errors.mjs';

/** The repository. */
export const ROOT = resolve(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, 'build/node');
const KERNELS = join(ROOT, 'wasm/kernels.wasm');
const LIB = join(ROOT, 'lib');
const ENTRIES = {
  rooms: 'scripts/node/rooms.mjs',
  computeWorker: 'scripts/node/compute-worker.mjs',
  fuzzWorker: 'scripts/node/fuzz-worker.mjs',
  stage: 'scripts/node/stage-worker.mjs'
};

/**
 * Bundles what is in `lib` unless that was done before.
 *
 * @returns `rooms`: what rooms.mjs exports; `kernels`: the compiled
 * kernels.wasm; `urlOf`: where the bundle of an entry is
 * @throws WrongUseError if something is not built
 */
export async function loadRooms() {
  const needed = [join(LIB, 'engine/worker/main.js'), KERNELS];
  const missing = needed.filter(path => !existsSync(path));
  if (missing.length > 0) {
    throw new WrongUseError(
      `${missing.join(' and ')} not found: build first (jlpm install, jlpm build:wasm, jlpm build:lib)`
    );
  }
  const folder = join(FOLDER, hashSources());
  if (!existsSync(folder)) {
    await bundleInto(folder);
  }
  const urlOf = name => pathToFileURL(join(folder, `${name}.mjs`));
  return {
    rooms: await import(urlOf('rooms').href),
    kernels: await WebAssembly.compile(readFileSync(KERNELS)),
    urlOf
  };
}

/** Of all that goes into the bundles. */
function hashSources() {
  const hash = createHash('sha256');
  const libFiles = readdirSync(LIB, { recursive: true })
    .filter(path => path.endsWith('.js'))
    .sort();
  const scripts = readdirSync(import.meta.dirname).sort();
  const paths = [
    ...libFiles.map(path => join(LIB, path)),
    ...scripts.map(path => join(import.meta.dirname, path)),
    join(ROOT, 'scripts/bundle.mjs'),
    join(ROOT, 'yarn.lock')
  ];
  for (const path of paths) {
    hash.update(path).update('\0').update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

/** Has its name only when it is whole: two commands may start at once. */
async function bundleInto(folder) {
  const { bundle } = await import('../bundle.mjs').catch(error => {
    throw new WrongUseError(
      `the bundler is not installed (run jlpm install): ${error.message}`
    );
  });
  const part = `${folder}.${process.pid}.part`;
  mkdirSync(part, { recursive: true });
  try {
    await bundle(
      ENTRIES,
      { path: part, filename: '[name].mjs', library: { type: 'module' } },
      {
        target: 'node20',
        experiments: { outputModule: true },
        // the worker's modules are there for their effects alone
        optimization: {
          minimize: false,
          splitChunks: false,
          sideEffects: false
        }
      }
    );
    if (!existsSync(folder)) {
      renameSync(part, folder);
    }
    removeOthers(folder);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/** Bundles of what `lib` was before. */
function removeOthers(folder) {
  readdirSync(FOLDER)
    .filter(name => !name.endsWith('.part') && join(FOLDER, name) !== folder)
    .forEach(name => rmSync(join(FOLDER, name), { recursive: true }));
}
