/**
 * Writes the licences of every package that the extension bundles, and of those
 * they bring along, beside the built scripts. The bundler's own list misses
 * packages that it merged into others.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..');
const TARGET = join(
  ROOT,
  'jupyterlab_pixelforest/labextension/static/third-party-notices.txt'
);
const LINE = '='.repeat(78);

const readJson = path => JSON.parse(readFileSync(path, 'utf8'));

/** Folder of a package as seen from another one, as Node finds it; null where it is not installed. */
function folderOf(name, from) {
  for (
    let folder = from;
    folder.startsWith(ROOT);
    folder = resolve(folder, '..')
  ) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) {
      return candidate;
    }
  }
  return null;
}

/** Adds a package and all it depends on to `found`: folder → its package.json. */
function collect(name, from, found) {
  const folder = folderOf(name, from);
  if (folder === null || found.has(folder)) {
    return;
  }
  const metadata = readJson(join(folder, 'package.json'));
  found.set(folder, metadata);
  for (const dependency of Object.keys(metadata.dependencies ?? {})) {
    collect(dependency, folder, found);
  }
}

function notice(folder, metadata) {
  const files = readdirSync(folder).filter(file =>
    /^(licen[cs]e|copying|notice)/i.test(file)
  );
  const texts = files.map(file => readFileSync(join(folder, file), 'utf8'));
  return [
    LINE,
    `${metadata.name} ${metadata.version}, licence: ${metadata.license}`,
    '',
    ...texts.map(text => text.trim()),
    ''
  ].join('\n');
}

const { jupyterlab } = readJson(join(ROOT, 'package.json'));
const found = new Map();
for (const [name, isShared] of Object.entries(jupyterlab.sharedPackages)) {
  if (isShared === false) {
    collect(name, ROOT, found);
  }
}
const notices = [...found]
  .sort(([, a], [, b]) => a.name.localeCompare(b.name))
  .map(([folder, metadata]) => notice(folder, metadata));
writeFileSync(TARGET, notices.join('\n'));
