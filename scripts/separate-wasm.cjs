/**
 * A loader for h5wasm's script, which carries the compiled HDF5 library as one
 * text of 4 MB (8 MB when bundled). The library becomes a file of its own: half
 * the bytes, compiled while it arrives, and by browsers kept compiled.
 */
const { createHash } = require('node:crypto');

const LIBRARY =
  /function findWasmBinary\(\)\{return binaryDecode\(('[^]*?')\)\}(?=function getBinarySync)/;
const INSTANTIATE =
  /async function instantiateAsync\([^]*?\}(?=function getWasmImports)/;

/** Fetches and compiles; some servers know no content type for .wasm. */
const INSTANTIATE_SEPARATE = `async function instantiateAsync(_, url, imports) {
  const answer = await fetch(url);
  if (!answer.ok) {
    throw new Error(url + ': the server answered ' + answer.status);
  }
  const type = answer.headers.get('Content-Type') ?? '';
  return type.startsWith('application/wasm')
    ? WebAssembly.instantiateStreaming(answer, imports)
    : WebAssembly.instantiate(await answer.arrayBuffer(), imports);
}`;

module.exports = function separateWasm(source) {
  const literal = LIBRARY.exec(source)?.[1];
  if (!literal || !INSTANTIATE.test(source)) {
    throw new Error(
      `${this.resourcePath}: the compiled library was not found where h5wasm 0.10 has it. Adapt scripts/separate-wasm.cjs to the new release.`
    );
  }
  const text = Function(`return ${literal}`)();
  // a zero is written as the character 256
  const bytes = Buffer.from(text, 'latin1');
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) > 255) {
      bytes[i] = 0;
    }
  }
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 10);
  const name = `hdf5.${hash}.wasm`;
  this.emitFile(name, bytes);
  return source
    .replace(
      LIBRARY,
      () =>
        `function findWasmBinary(){return __webpack_public_path__+'${name}'}`
    )
    .replace(INSTANTIATE, () => INSTANTIATE_SEPARATE);
};
