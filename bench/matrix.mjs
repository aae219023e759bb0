/**
 * Measures a matrix of cases: `bash bench/run.sh --matrix quick|full`. See
 * bench/README.md for the options and for what the environment names.
 */
import { copyFileSync, existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadRooms } from '../scripts/node/load-rooms.mjs';
import { casesOf } from './cases.mjs';
import { ratio, takeTurns } from './compare.mjs';
import { forgetInputs, Inputs } from './inputs.mjs';
import { liveCases } from './live-pairs.mjs';
import { machine, writeResults } from './machine.mjs';
import { Rival, whyMissing } from './rivals.mjs';

const TREES = 100;
/** Sides of the blocks ilastik is asked for: its best one is taken. */
const BLOCKS = [128, 256, 512, 1024];
/** A case that takes so many times longer than planned is stopped. */
const PATIENCE = 8;
const MINUTES = { quick: 12, full: 60 };

const { values: options } = parseArgs({
  options: {
    matrix: { type: 'string', default: 'quick' },
    minutes: { type: 'string' },
    only: { type: 'string', default: '.' },
    name: { type: 'string' }
  }
});
const { matrix } = options;
if (!Object.hasOwn(MINUTES, matrix)) {
  process.stderr.write(`--matrix should be quick or full, but is ${matrix}\n`);
  process.exit(2);
}
const begun = Date.now();
const deadline = begun + 60_000 * Number(options.minutes ?? MINUTES[matrix]);
const isWanted = ({ id }) => new RegExp(options.only).test(id);
const tell = line => process.stdout.write(`${line}\n`);
const elapsed = () => `${((Date.now() - begun) / 60_000).toFixed(1)} min`;

/** Files and settings of one side of a case. */
async function configure(inputs, one, side, block) {
  const { stage, workers, size, training, trees } = { ...one, ...side };
  const files = await inputs.training(training);
  const grown =
    training.grownBy === 'ilastik' ? await grownByIlastik(files) : files;
  const columns =
    stage === 'predict' && size.channels === 1 && !size.z
      ? await inputs.columns(files.project)
      : undefined;
  return {
    stage,
    workers,
    trees: trees ?? TREES,
    block,
    columns,
    ...(await inputs.image(size)),
    ...grown
  };
}

/** A copy of the project with the forest that ilastik grows on two threads. */
async function grownByIlastik(files) {
  const project = files.project.replace('-trained.ilp', '-ilastik.ilp');
  if (!existsSync(project)) {
    copyFileSync(files.project, project);
    const config = { stage: 'storeForest', workers: 2, trees: TREES, block: 0 };
    const made = new Rival('ilastik', { ...config, ...files, project });
    await made.ready();
    await made.close();
  }
  return { ...files, project };
}

/** The block in which ilastik takes the least processor time for a stage. */
async function bestBlock(inputs, stage) {
  const [usual] = casesOf('quick');
  const size = { y: 1024, x: 1024, channels: 1 };
  const one = { ...usual, stage, size };
  const sides = [];
  for (const block of BLOCKS) {
    const config = await configure(inputs, one, {}, block);
    sides.push({ name: String(block), rival: 'ilastik', config });
  }
  const measured = await takeTurns(sides, {
    rounds: stage === 'features' ? 3 : 1,
    until: Infinity,
    limit: deadline
  });
  const found = measured.sides.filter(side => side.cpuS);
  found.sort((a, b) => a.cpuS.median - b.cpuS.median);
  const best = found.length > 0 ? Number(found[0].name) : 256;
  tell(`ilastik's best block for ${stage}: ${best}`);
  return { best, sides: measured.sides };
}

async function measure(inputs, one, blocks) {
  const { id, sides, rounds, seconds, wantsDigest } = one;
  const block = (blocks[one.stage] ?? blocks.endToEnd)?.best ?? 256;
  const seated = [];
  for (const side of sides) {
    const config = await configure(inputs, one, side, block);
    seated.push({ ...side, config });
  }
  const now = Date.now();
  const result = await takeTurns(seated, {
    rounds,
    wantsDigest,
    until: Math.min(deadline, now + seconds * 1000),
    limit: Math.min(deadline + 60_000, now + PATIENCE * seconds * 1000)
  });
  const { training, size, megapixels } = one;
  const { columnCount, leavesPerTree } = seated[0].config;
  const { stage, workers } = one;
  tell(`${elapsed()} ${id}: ${result.sides.map(inWords).join('; ')}`);
  const facts = { columnCount, leavesPerTree, trees: TREES, block };
  const work = { id, stage, workers, megapixels, size, training };
  return { ...work, ...facts, ...result };
}

function inWords(side, _, [first]) {
  if (!side.wallS) {
    return `${side.name}: ${side.failed}`;
  }
  const times =
    side === first || !first.wallS
      ? ''
      : `, × ${ratio(first, side, 'cpuS').median.toFixed(2)} (wall × ${ratio(first, side, 'wallS').median.toFixed(2)})`;
  return `${side.name} ${side.wallS.median.toFixed(3)} s, ${side.cpuS.median.toFixed(3)} s of the processor${times}`;
}

const where = machine();
forgetInputs();
const inputs = new Inputs(await loadRooms());
const blocks = {};
if (!whyMissing('ilastik')) {
  for (const stage of ['features', 'endToEnd']) {
    blocks[stage] = await bestBlock(inputs, stage);
  }
}
const results = { machine: where, matrix, blocks, cases: [], notRun: [] };
const finish = () =>
  tell(
    `written to ${writeResults(options.name ?? `matrix-${matrix}`, results)}`
  );
/** A case that fails says so and does not stop the others. */
async function attempt(id, work) {
  if (Date.now() > deadline) {
    results.notRun.push({ id, reason: 'the time was up' });
    return;
  }
  try {
    results.cases.push(await work());
  } catch (error) {
    results.notRun.push({ id, reason: error.message });
    tell(`${elapsed()} ${id}: ${error.message}`);
  }
}

const cases = casesOf(matrix).filter(isWanted);
const isTarget = new Set(casesOf('quick').map(({ id }) => id));
for (const one of cases.filter(({ id }) => isTarget.has(id))) {
  await attempt(one.id, () => measure(inputs, one, blocks));
}
const live = liveCases(inputs, blocks, deadline).filter(isWanted);
if (live.length > 0) {
  const lab = await live[0].open();
  try {
    for (const { id, run } of live) {
      await attempt(id, () => run(lab, line => tell(`${elapsed()} ${line}`)));
    }
  } finally {
    await lab.close();
  }
}
for (const one of cases.filter(({ id }) => !isTarget.has(id))) {
  await attempt(one.id, () => measure(inputs, one, blocks));
}
finish();
