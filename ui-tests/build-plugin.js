/**
 * Builds examples/plugin against this clone, without installing anything.
 * Use: node ui-tests/build-plugin.js; it prints a folder for JUPYTER_PATH.
 */
const { execFileSync } = require('child_process');
const { cpSync, mkdirSync, rmSync, symlinkSync } = require('fs');
const path = require('path');

const ROOT = path.resolve(__dirname, '..');
const NAME = 'pixelforest-example-plugin';

/** @returns a data folder of Jupyter with the plugin as its labextension */
function buildPlugin() {
  const target = path.join(ROOT, 'build', NAME);
  const data = path.join(ROOT, 'build', `${NAME}-data`);
  rmSync(target, { recursive: true, force: true });
  rmSync(data, { recursive: true, force: true });
  for (const part of ['package.json', 'schema', 'src', 'tsconfig.json']) {
    cpSync(
      path.join(ROOT, 'examples', 'plugin', part),
      path.join(target, part),
      { recursive: true }
    );
  }
  // so that the builder uses the packages of the root
  mkdirSync(path.join(target, 'node_modules'));
  run(process.execPath, [
    path.join(ROOT, 'node_modules', 'typescript', 'lib', 'tsc.js'),
    '--project',
    target
  ]);
  run('jupyter-builder', ['build', '--development', 'True', target]);
  const labextensions = path.join(data, 'labextensions');
  mkdirSync(labextensions, { recursive: true });
  symlinkSync(
    path.join(target, 'labextension'),
    path.join(labextensions, NAME),
    'dir'
  );
  return data;
}

/** Shows what the program said only if it fails. */
function run(command, args) {
  try {
    execFileSync(command, args, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    throw new Error(
      `Building ${NAME} failed at “${command} ${args.join(' ')}”:\n${error.stdout}${error.stderr}\nBuild Pixel Forest first (jlpm build).`,
      { cause: error }
    );
  }
}

module.exports = { buildPlugin };

if (require.main === module) {
  process.stdout.write(`${buildPlugin()}\n`);
}
