// h5wasm ships ES modules that jest's loader cannot import; its IIFE build is the same code.
const { readFileSync } = require('fs');
const { join } = require('path');

const file = join(
  __dirname,
  '..',
  'node_modules',
  'h5wasm',
  'dist',
  'iife',
  'h5wasm.js'
);
module.exports = new Function(`${readFileSync(file, 'utf8')};return h5wasm;`)();
