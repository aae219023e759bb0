/**
 * Lint rules. Those under "the path" make ARCHITECTURE.md run: an import that
 * goes up or sideways fails the build.
 */
import js from '@eslint/js';
import jupyterPlugin from '@jupyter/eslint-plugin';
import { defineConfig } from 'eslint/config';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import prettierRecommended from 'eslint-plugin-prettier/recommended';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** The path through the house, in order. A room imports only from rooms before it. */
const ROOMS = [
  'project',
  'formats',
  'image',
  'pipeline',
  'engine',
  'store',
  'export',
  'viewer',
  'panel',
  'lab'
];
/** See the store, never one another. */
const SIBLINGS = ['export', 'viewer', 'panel'];
/** Run in the page, in a worker and in a plain test. */
const ANYWHERE = ['project', 'formats', 'image', 'pipeline'];
/** Know JupyterLab. */
const LAB_ROOMS = ['panel', 'lab'];
/** Know widgets and forms. */
const SCREEN_ROOMS = ['viewer', 'panel', 'lab'];

const zone = (room, from) => ({
  target: `./src/${room}`,
  from: `./src/${from}`,
  message: `${room}/ must not import ${from}: see ARCHITECTURE.md, “The path”.`
});

const zones = ROOMS.flatMap((room, position) => [
  ...ROOMS.slice(position + 1).map(later => zone(room, later)),
  ...(SIBLINGS.includes(room)
    ? SIBLINGS.filter(sibling => ROOMS.indexOf(sibling) < position).map(
        sibling => zone(room, sibling)
      )
    : []),
  ...(room === 'engine' ? [] : [zone(room, 'engine/worker')]),
  ...(room === 'lab' ? [] : [zone(room, 'tokens.ts'), zone(room, 'index.ts')])
]);
zones.push(
  zone('index.ts', 'engine/worker'),
  zone('tokens.ts', 'engine/worker'),
  ...ROOMS.map(room => zone('errors.ts', room))
);

const filesOf = rooms => rooms.map(room => `src/${room}/**/*.{ts,tsx}`);
const others = rooms => ROOMS.filter(room => !rooms.includes(room));
const TESTS = [
  '**/__tests__/**/*.{ts,tsx}',
  'ui-tests/**/*.ts',
  'examples/**/*.spec.ts'
];

const noLab = {
  group: ['@jupyterlab/*', '@jupyterlab/**'],
  message: '@jupyterlab/* is known only to panel/ and lab/.'
};
const noScreen = {
  group: ['@lumino/widgets', '@lumino/dragdrop', 'react', 'react-dom'],
  message: 'Widgets and forms are known only to viewer/, panel/ and lab/.'
};

export default defineConfig([
  {
    ignores: [
      '**/node_modules',
      '**/lib',
      '**/labextension',
      'assembly/**/*.ts',
      '!assembly/__tests__/**',
      'coverage',
      'dist',
      'build',
      'wasm',
      'fixtures',
      'bench/results',
      'ui-tests/results',
      '**/*.d.ts'
    ]
  },
  // silencing a rule in a file is not possible: rules are changed here, in sight
  { linterOptions: { noInlineConfig: true } },
  {
    files: ['**/*.{js,cjs,mjs,ts,tsx}'],
    extends: [js.configs.recommended]
  },
  {
    files: ['**/*.{js,cjs,mjs}'],
    languageOptions: { globals: { ...globals.node } }
  },
  { files: ['**/*.{js,cjs}'], languageOptions: { sourceType: 'commonjs' } },
  { files: ['style/*.js'], languageOptions: { sourceType: 'module' } },
  { plugins: { jupyter: jupyterPlugin } },
  jupyterPlugin.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strict],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import-x/resolver-next': [createTypeScriptImportResolver()]
    },
    languageOptions: {
      parserOptions: {
        project: [
          'tsconfig.test.json',
          'tsconfig.worker.json',
          'ui-tests/tsconfig.json',
          'examples/plugin/tsconfig.json'
        ],
        tsconfigRootDir: import.meta.dirname
      }
    },
    rules: {
      '@typescript-eslint/naming-convention': [
        'error',
        {
          selector: 'interface',
          format: ['PascalCase'],
          custom: { regex: '^I[A-Z]', match: true }
        }
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { args: 'none' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true }
      ],
      curly: ['error', 'all'],
      eqeqeq: 'error',
      'max-lines': ['error', 400],
      'no-console': 'error',
      'prefer-arrow-callback': 'error',
      // the path
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': [
        'error',
        { basePath: import.meta.dirname, zones }
      ]
    }
  },
  {
    files: filesOf(others(SCREEN_ROOMS)),
    rules: {
      'no-restricted-imports': ['error', { patterns: [noLab, noScreen] }]
    }
  },
  {
    files: filesOf(
      others(LAB_ROOMS).filter(room => SCREEN_ROOMS.includes(room))
    ),
    rules: { 'no-restricted-imports': ['error', { patterns: [noLab] }] }
  },
  {
    files: filesOf([...ANYWHERE, 'export']),
    rules: {
      'no-restricted-globals': [
        'error',
        ...['window', 'document', 'self'].map(name => ({
          name,
          message:
            'This room runs in the page, in a worker and in a plain test alike.'
        }))
      ]
    }
  },
  {
    // loaded with the table of objects, by import()
    files: ['src/panel/object-grid.ts', 'src/panel/object-model.ts'],
    rules: {
      'jupyter/prefer-lazy-imports': [
        'warn',
        { ignoreImports: ['@lumino/datagrid'] }
      ]
    }
  },
  {
    files: ['src/lab/plugins/*.ts'],
    rules: {
      // what registering itself needs; all that is heavy comes by import()
      'jupyter/prefer-lazy-imports': [
        'warn',
        {
          ignoreImports: [
            '../commands/first-commands',
            '../document/*',
            '../images/image-files',
            '../open-projects',
            '../pixel-forest'
          ]
        }
      ]
    }
  },
  {
    // short on purpose: an example speaks one language
    files: ['examples/**/*.ts'],
    rules: { 'jupyter/no-untranslated-string': 'off' }
  },
  {
    files: TESTS,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
      // tests let go of what they made with their process, and show nothing to users
      'jupyter/no-untranslated-string': 'off',
      'jupyter/require-disposable-ownership': 'off',
      'jupyter/require-disposable-transfer': 'off'
    }
  },
  prettierRecommended
]);
