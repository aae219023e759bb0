/**
 * What an idle extension costs: loads the built labextension as JupyterLab does
 * at start (the remote entry, then "./extension" and "./style") and sums the
 * scripts this fetches. Heavy parts must come by dynamic import.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import vm from 'node:vm';

const BUDGET_BYTES = 50_000;
const ROOT = resolve(import.meta.dirname, '..');
const BUILT = join(ROOT, 'jupyterlab_pixelforest/labextension');
const ORIGIN = 'http://localhost/';

/** A page just real enough for script loading. @returns the page and the scripts it fetched */
function makePage() {
  const fetched = new Map();
  const page = { console, setTimeout, clearTimeout, URL };
  const run = url => {
    const path = join(BUILT, new URL(url).pathname);
    fetched.set(path, statSync(path).size);
    document.currentScript = { src: url, tagName: 'SCRIPT' };
    vm.runInContext(readFileSync(path, 'utf8'), page, { filename: path });
    document.currentScript = null;
  };
  const document = {
    currentScript: null,
    getElementsByTagName: () => [],
    createElement: () => ({ setAttribute() {}, getAttribute: () => null }),
    head: {
      appendChild(script) {
        if (script.src) {
          queueMicrotask(() => {
            run(script.src);
            script.onload?.({ type: 'load', target: script });
          });
        }
      }
    }
  };
  Object.assign(page, {
    document,
    self: page,
    window: page,
    location: { href: ORIGIN, toString: () => ORIGIN }
  });
  vm.createContext(page);
  return { page, run, fetched };
}

/** The packages JupyterLab itself would provide, as empty modules. */
function providedPackages(metadata) {
  const notShared = metadata.jupyterlab.sharedPackages ?? {};
  const scope = {};
  for (const name of Object.keys(metadata.dependencies)) {
    if (notShared[name] !== false) {
      const { version } = JSON.parse(
        readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')
      );
      const module = () => ({});
      scope[name] = {
        [version]: { get: async () => module, from: 'lab', loaded: 1 }
      };
    }
  }
  return scope;
}

const description = join(BUILT, 'package.json');
const metadata = existsSync(description)
  ? JSON.parse(readFileSync(description, 'utf8'))
  : null;
const build = metadata?.jupyterlab._build;
if (!build) {
  console.error('No built labextension found. Run `jlpm build:prod` first.');
  process.exit(1);
}
const { page, run, fetched } = makePage();
run(ORIGIN + build.load);
const container = page._JUPYTERLAB[metadata.name];
await container.init(providedPackages(metadata));
for (const part of [build.extension, build.style]) {
  if (part) {
    await container.get(part);
  }
}

let total = 0;
for (const [path, bytes] of fetched) {
  total += bytes;
  console.log(`${String(bytes).padStart(8)}  ${path.slice(BUILT.length + 1)}`);
}
console.log(
  `${total} bytes are added to JupyterLab's start; allowed: ${BUDGET_BYTES}.`
);
process.exitCode = total < BUDGET_BYTES ? 0 : 1;
