/**
 * Proves that the import rules of ARCHITECTURE.md run: plants one fault of each
 * kind in a temporary copy of the house and asks the linter about it. Also
 * checks what the linter does not see: that assembly/ imports nothing outside
 * itself and that no source file is longer than 400 lines.
 */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { ESLint } from 'eslint';

const ROOT = resolve(import.meta.dirname, '..');
const MAX_LINES = 400;

const PATH_RULE = 'import-x/no-restricted-paths';
const use = (name, from) =>
  `import { ${name} } from '${from}';\n\nexport const again = ${name};\n`;
const useType = (name, from) =>
  `import type { ${name} } from '${from}';\n\nexport type Again = ${name};\n`;

/** Modules that the planted files import. */
const MODULES = {
  'src/errors.ts': 'export const wrong = 1;\n',
  'src/project/grid.ts': 'export const grid = 1;\nexport type Grid = number;\n',
  'src/formats/tiff.ts': 'export const tiff = 1;\n',
  'src/engine/pool.ts': 'export const pool = 1;\n',
  'src/engine/worker/jobs.ts': 'export const jobs = 1;\n',
  'src/engine/worker/main.ts': 'export const main = 1;\n',
  'src/engine/io-worker/main.ts': 'export const main = 1;\n',
  'src/store/store.ts':
    'export const store = 1;\nexport type Store = number;\n',
  'src/viewer/canvas.ts': 'export const canvas = 1;\n',
  'src/panel/forms.ts': 'export const forms = 1;\n',
  'src/tokens.ts': 'export const tokens = 1;\n'
};

/** Path of a planted file → its source and the rule that must report it; none for correct files. */
const PLANTED = [
  ['src/formats/up.ts', useType('Store', '../store/store'), PATH_RULE],
  ['src/pipeline/up.ts', use('pool', '../engine/pool'), PATH_RULE],
  ['src/panel/sideways.ts', use('canvas', '../viewer/canvas'), PATH_RULE],
  ['src/viewer/sideways.ts', use('forms', '../panel/forms'), PATH_RULE],
  ['src/export/sideways.ts', use('canvas', '../viewer/canvas'), PATH_RULE],
  ['src/store/reach.ts', use('jobs', '../engine/worker/jobs'), PATH_RULE],
  ['src/lab/reach.ts', use('jobs', '../engine/worker/jobs'), PATH_RULE],
  ['src/viewer/tokens.ts', use('tokens', '../tokens'), PATH_RULE],
  [
    'src/engine/lab.ts',
    use('PageConfig', '@jupyterlab/coreutils'),
    'no-restricted-imports'
  ],
  [
    'src/viewer/lab.ts',
    use('PageConfig', '@jupyterlab/coreutils'),
    'no-restricted-imports'
  ],
  [
    'src/store/widget.ts',
    use('Widget', '@lumino/widgets'),
    'no-restricted-imports'
  ],
  [
    'src/pipeline/screen.ts',
    'export const title = document.title;\n',
    'no-restricted-globals'
  ],
  [
    'src/project/screen.ts',
    'export const width = window.innerWidth;\n',
    'no-restricted-globals'
  ],
  [
    'src/image/screen.ts',
    'export const origin = self.origin;\n',
    'no-restricted-globals'
  ],
  [
    'src/store/loop-a.ts',
    "import { b } from './loop-b';\n\nexport const a = (): number => b();\n",
    'import-x/no-cycle'
  ],
  [
    'src/store/loop-b.ts',
    "import { a } from './loop-a';\n\nexport const b = (): number => a();\n",
    'import-x/no-cycle'
  ],
  [
    'src/store/any.ts',
    'export const anything: any = 1;\n',
    '@typescript-eslint/no-explicit-any'
  ],
  [
    'src/store/silenced.ts',
    '// eslint-disable-next-line @typescript-eslint/no-explicit-any\nexport const anything: any = 1;\n',
    '@typescript-eslint/no-explicit-any'
  ],
  [
    'src/store/__tests__/any.spec.ts',
    'export const anything: any = 1;\n',
    '@typescript-eslint/no-explicit-any'
  ],
  ['src/store/long.ts', 'export {};\n'.repeat(MAX_LINES + 1), 'max-lines'],
  ['src/formats/fine.ts', useType('Grid', '../project/grid')],
  ['src/engine/fine.ts', use('jobs', './worker/jobs')],
  ['src/viewer/fine.ts', use('Widget', '@lumino/widgets')],
  ['src/panel/fine.ts', use('PageConfig', '@jupyterlab/coreutils')],
  ['src/lab/fine.ts', use('tokens', '../tokens')],
  ['src/export/fine.ts', use('store', '../store/store')]
];

/** Lints the planted house. @returns one sentence per rule that did not do its work */
async function lintPlantedHouse() {
  const house = mkdtempSync(join(tmpdir(), 'pixelforest-rooms-'));
  try {
    for (const name of [
      'eslint.config.mjs',
      'package.json',
      'tsconfig.json',
      'tsconfig.test.json',
      'tsconfig.worker.json',
      'ui-tests/tsconfig.json'
    ]) {
      cpSync(join(ROOT, name), join(house, name));
    }
    symlinkSync(join(ROOT, 'node_modules'), join(house, 'node_modules'));
    for (const [path, source] of [...Object.entries(MODULES), ...PLANTED]) {
      mkdirSync(dirname(join(house, path)), { recursive: true });
      writeFileSync(join(house, path), source);
    }
    writeFileSync(join(house, 'ui-tests/empty.spec.ts'), 'export {};\n');
    const eslint = new ESLint({ cwd: house });
    const results = await eslint.lintFiles(PLANTED.map(([path]) => path));
    const reported = new Map(
      results.map(result => [
        relative(house, result.filePath),
        result.messages.filter(message => message.severity === 2)
      ])
    );
    return PLANTED.flatMap(([path, , rule]) =>
      judge(path, rule, reported.get(path))
    );
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
}

function judge(path, rule, messages) {
  const found = (messages ?? []).map(message => message.ruleId ?? 'parser');
  if (rule) {
    return found.includes(rule)
      ? []
      : [`${path}: wanted a report by ${rule}, found [${found}]`];
  }
  return found.length === 0
    ? []
    : [`${path} is correct, but was reported by [${found}]`];
}

/** Source files below a folder of the real house. */
function sourcesOf(folder, extension) {
  return readdirSync(join(ROOT, folder), {
    recursive: true,
    withFileTypes: true
  })
    .filter(entry => entry.isFile() && entry.name.endsWith(extension))
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
    .filter(path => !/node_modules|labextension/.test(path));
}

function checkAssembly() {
  const folder = join(ROOT, 'assembly');
  return sourcesOf('assembly', '.ts')
    .filter(path => !path.includes('__tests__'))
    .flatMap(path =>
      [...readFileSync(path, 'utf8').matchAll(/\bfrom\s+['"]([^'"]+)['"]/g)]
        .map(match => match[1])
        .filter(
          from =>
            !from.startsWith('.') ||
            relative(folder, resolve(dirname(path), from)).startsWith('..')
        )
        .map(
          from =>
            `${relative(ROOT, path)} imports ${from}: assembly/ imports nothing outside itself`
        )
    );
}

function checkLengths() {
  return [
    ...sourcesOf('assembly', '.ts'),
    ...sourcesOf('jupyterlab_pixelforest', '.py'),
    ...sourcesOf('style', '.css')
  ].flatMap(path => {
    const lines = readFileSync(path, 'utf8').split('\n').length - 1;
    return lines > MAX_LINES
      ? [`${relative(ROOT, path)} has ${lines} lines: stop at ${MAX_LINES}`]
      : [];
  });
}

const faults = [
  ...(await lintPlantedHouse()),
  ...checkAssembly(),
  ...checkLengths()
];
for (const fault of faults) {
  console.error(fault);
}
console.log(
  faults.length === 0
    ? `The import rules hold: ${PLANTED.length} planted files judged rightly.`
    : `${faults.length} faults.`
);
process.exitCode = faults.length === 0 ? 0 : 1;
