/** Rooms 1–6 and the kernels are tested in Node; forms say `@jest-environment jsdom` at their top. */
const esModules = [
  '@codemirror',
  '@jupyter',
  '@jupyterlab',
  '@lumino',
  '@microsoft',
  'exenv-es6',
  'fast-png',
  'fflate',
  'iobuffer',
  'geotiff',
  'lib0',
  'nanoid',
  'quick-lru',
  'uplot',
  'vscode-ws-jsonrpc',
  'xml-utils',
  'y-protocols',
  'y-websocket',
  'yjs',
  'zstddec',
  'lerc',
  'web-worker',
  'pako'
].join('|');

module.exports = {
  testEnvironment: 'node',
  testRegex:
    '(src|assembly)/.*/__tests__/.*\\.spec\\.tsx?$|assembly/__tests__/.*\\.spec\\.ts$',
  modulePathIgnorePatterns: [
    '<rootDir>/jupyterlab_pixelforest/labextension',
    '<rootDir>/lib'
  ],
  transform: {
    '\\.[tj]sx?$': [
      'ts-jest',
      {
        tsconfig: 'tsconfig.test.json',
        diagnostics: false,
        isolatedModules: true
      }
    ]
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModules}))`],
  moduleNameMapper: {
    '\\.(css|svg)$': '<rootDir>/scripts/jest-empty.cjs',
    '^h5wasm$': '<rootDir>/scripts/jest-h5wasm.cjs'
  },
  setupFiles: []
};
