import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Loader = (
  this: {
    readonly resourcePath: string;
    readonly emitFile: (name: string, bytes: Buffer) => void;
  },
  source: string
) => string;

const ROOT = join(__dirname, '../../..');
const SCRIPT = join(ROOT, 'node_modules/h5wasm/dist/esm/hdf5_util.js');

async function separate(source: string) {
  const module = (await import(join(ROOT, 'scripts/separate-wasm.cjs'))) as {
    default: Loader;
  };
  const files = new Map<string, Buffer>();
  const script = module.default.call(
    {
      resourcePath: SCRIPT,
      emitFile: (name, bytes) => void files.set(name, bytes)
    },
    source
  );
  return { script, files };
}

describe('the loader that takes the HDF5 library out of its script', () => {
  it('gives the library as a file that compiles, and a script without it that asks for that file', async () => {
    const source = readFileSync(SCRIPT, 'utf8');
    const { script, files } = await separate(source);
    expect(files.size).toBe(1);
    const [[name, bytes]] = files;
    expect(name).toMatch(/^hdf5\.[0-9a-f]{10}\.wasm$/);
    const library = await WebAssembly.compile(new Uint8Array(bytes));
    const exported = WebAssembly.Module.exports(library).map(each => each.name);
    expect(exported).toContain('__wasm_call_ctors');
    // a script is long: only what was asked is shown
    expect(script.length).toBeLessThan(300_000);
    const asks = (text: string) => script.includes(text);
    expect(asks(`__webpack_public_path__+'${name}'`)).toBe(true);
    expect(asks('instantiateStreaming(answer, imports)')).toBe(true);
    expect(asks("binaryDecode('")).toBe(false);
  });

  it('stops the build when a release of h5wasm has it elsewhere', async () => {
    await expect(separate('export default 1;')).rejects.toThrow(
      /Adapt scripts\/separate-wasm/
    );
  });
});
