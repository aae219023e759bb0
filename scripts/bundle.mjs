/** Bundles product code for Node or a bare page: its modules import without extensions, which neither understands. */
import { resolve } from 'node:path';
import { rspack } from '@rspack/core';

const ROOT = resolve(import.meta.dirname, '..');

/**
 * @param entry  path from the repository, or paths by name
 * @param output rspack's `output`
 * @param more   other options of rspack
 */
export async function bundle(entry, output, more = {}) {
  const named = typeof entry === 'string' ? { main: entry } : entry;
  const compiler = rspack({
    mode: 'production',
    context: ROOT,
    entry: Object.fromEntries(
      Object.entries(named).map(([name, path]) => [name, `./${path}`])
    ),
    output,
    resolve: { extensions: ['.ts', '.js'] },
    module: {
      rules: [
        {
          test: /\.ts$/,
          loader: 'builtin:swc-loader',
          options: { jsc: { parser: { syntax: 'typescript' } } }
        },
        { test: /\.m?js$/, resolve: { fullySpecified: false } }
      ]
    },
    ...more
  });
  await new Promise((done, fail) => {
    compiler.run((error, stats) => {
      if (error || stats.hasErrors()) {
        fail(error ?? new Error(stats.toString({ all: false, errors: true })));
      } else {
        done();
      }
    });
  });
}
