/**
 * Writes the measured part of docs/performance.md and its plots:
 * `node bench/report.mjs [RESULTS.json]`, by default from the newest results of
 * a matrix (targets) and of a full one (growth).
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync
} from 'node:fs';
import { basename, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { growthPlots, growthTables } from './growth.mjs';
import { ROOT } from './machine.mjs';
import { drawLines } from './plots.mjs';
import { judge } from './targets.mjs';

const RESULTS = join(ROOT, 'bench/results');
const PAGE = join(ROOT, 'docs/performance.md');
const PLOTS = join(ROOT, 'docs/images');
const BEGIN = '<!-- measured: written by bench/report.mjs -->';
const END = '<!-- end of what bench/report.mjs writes -->';

/** The newest results of a name, or null. */
function newest(pattern) {
  const names = readdirSync(RESULTS).filter(name => pattern.test(name));
  const found = names
    .map(name => {
      const path = join(RESULTS, name);
      return { path, ...JSON.parse(readFileSync(path, 'utf8')) };
    })
    .sort((a, b) => b.measured.localeCompare(a.measured));
  return found[0] ?? null;
}

/** A full matrix with what was measured later under the name `matrix-full-more`: that takes the place of its cases. */
function withMore(full) {
  const more = newest(/-matrix-full-more\.json$/);
  if (full?.matrix !== 'full' || !more || more.measured < full.measured) {
    return full;
  }
  const isNew = ({ id }) => more.cases.some(one => one.id === id);
  const stays = one => !isNew(one);
  return {
    ...full,
    more: more.path,
    cases: [...full.cases.filter(stays), ...more.cases],
    notRun: [...full.notRun.filter(stays), ...more.notRun]
  };
}

function describeMachine({ path, more, machine, measured, blocks, cases }) {
  const { cpu, cores, memoryGiB, system, node, note } = machine;
  const versions = new Map(
    cases
      .flatMap(({ sides }) => sides)
      .filter(({ version }) => version)
      .map(({ rival, version }) => [rival, version])
  );
  const others = [...versions].map(([name, text]) =>
    name === 'Pixel Forest' ? '' : `${name}: ${text}`
  );
  const busy = cases.map(({ busyBefore }) => busyBefore ?? 0);
  const share = Math.round(
    (100 * busy.reduce((sum, value) => sum + value, 0)) / busy.length
  );
  const chosen = Object.entries(blocks)
    .map(([stage, { best }]) => `${best} for ${stage}`)
    .join(', ');
  return [
    `**Machine**: ${cores} cores of an ${cpu}, ${memoryGiB} GiB, ${system}, Node ${node}. ` +
      `${others.filter(Boolean).join('; ')}. ` +
      (chosen ? `ilastik’s best blocks: ${chosen}. ` : '') +
      `Before each case ${share} % of the cores were busy with something else${note ? `; ${note}` : ''}. ` +
      `Measured on ${measured.slice(0, 10)}, every value: \`bench/results/${basename(path)}\`${more ? `, some cases again or later: \`bench/results/${basename(more)}\`` : ''}.`
  ];
}

function targetTable({ cases }) {
  const rows = judge(cases).map(
    ({ what, unit, target, found, range, verdict }) =>
      `| ${what} | ${UNITS[unit]} | ${found ? `${found} (${range})` : '—'} | ${target} | ${verdict} |`
  );
  return [
    '## Targets',
    'At 2048², one channel of the course image mirrored to that size, 2,000 labels, two classes, 100 trees, where nothing else is said. ' +
      'The programs took turns in one run; ratios are medians over the turns, in brackets least and most. After the semicolon: with what it is compared.',
    '',
    '| What | by | measured | target | |',
    '| --- | --- | --- | --- | --- |',
    ...rows
  ];
}

const UNITS = { cpuS: 'processor', wallS: 'clock', peakRssMiB: 'memory' };

async function drawAll(cases) {
  mkdirSync(PLOTS, { recursive: true });
  const lines = [];
  for (const { name, alternative, parts } of growthPlots(cases)) {
    if (parts.length === 0) {
      continue;
    }
    const file = `performance-${name}.svg`;
    writeFileSync(join(PLOTS, file), await drawLines(parts));
    lines.push('', `![${alternative}](images/${file})`);
  }
  return lines;
}

function notRun({ notRun: left, cases }) {
  const failed = cases.flatMap(({ id, sides }) =>
    sides
      .filter(side => side.failed)
      .map(({ name, failed: reason }) => ({ id: `${id}, ${name}`, reason }))
  );
  const all = [...left, ...failed];
  return all.length === 0
    ? []
    : [
        '',
        'Not measured:',
        '',
        ...all.map(({ id, reason }) => `- ${id}: ${reason}`)
      ];
}

const [given] = process.argv.slice(2);
const targets = given
  ? { path: given, ...JSON.parse(readFileSync(given, 'utf8')) }
  : withMore(newest(/-matrix-(quick|full)\.json$/));
const growth =
  targets?.matrix === 'full'
    ? targets
    : withMore(newest(/-matrix-full\.json$/));
if (!targets || !existsSync(PAGE)) {
  throw new Error(
    `No results of a matrix in ${RESULTS}: run bash bench/run.sh --matrix quick first.`
  );
}
const measured = [
  BEGIN,
  '',
  ...describeMachine(targets),
  '',
  ...targetTable(targets),
  ...(growth
    ? [
        '',
        '## How cost grows',
        ...(growth === targets ? [] : ['', ...describeMachine(growth)]),
        ...(await drawAll(growth.cases)),
        ...growthTables(growth.cases)
      ]
    : []),
  ...notRun(targets),
  '',
  END
].join('\n');
const page = readFileSync(PAGE, 'utf8');
const [before, rest] = page.split(BEGIN);
const [, after] = rest.split(END);
const text = await format(`${before}${measured}${after}`, {
  ...(await resolveConfig(PAGE)),
  filepath: PAGE
});
writeFileSync(PAGE, text);
process.stdout.write(`written to ${PAGE}\n`);
