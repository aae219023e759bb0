/**
 * The TypeScript rooms in Node, for tests and measurements: the browser's code
 * on threads of Node. Needs what `jlpm build:wasm` and `jlpm build:lib` make.
 *
 * Exit status: 0 done; 1 the image failed; 2 wrong arguments or unreadable project.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { inOneLine, WrongUseError } from './node/errors.mjs';
import { loadRooms } from './node/load-rooms.mjs';

const HELP = `\
node scripts/pixelforest.mjs predict PROJECT.ilp IMAGE --out FILE.npy [--source SOURCE] [--workers N]
node scripts/pixelforest.mjs objects PROJECT.ilp IMAGE --out FILE.npy [--workers N]
node scripts/pixelforest.mjs resave  PROJECT.ilp OTHER.ilp
node scripts/pixelforest.mjs retrain PROJECT.ilp OTHER.ilp [--seed N]
node scripts/pixelforest.mjs bench   [--project PROJECT.ilp] [--image FILE.npy] [--workers 1,2] [--repeat 5] [--json]

SOURCE: probabilities, segmentation, uncertainty, features or labels.
`;
const TEXT = { type: 'string' };
const COMMANDS = {
  predict: {
    options: { out: TEXT, source: TEXT, workers: TEXT },
    positionals: ['PROJECT.ilp', 'IMAGE'],
    run: runPredict
  },
  objects: {
    options: { out: TEXT, workers: TEXT },
    positionals: ['PROJECT.ilp', 'IMAGE'],
    run: runObjects
  },
  resave: {
    options: {},
    positionals: ['PROJECT.ilp', 'OTHER.ilp'],
    run: async ([project, out]) => {
      const { resave } = await import('./node/save.mjs');
      await resave(await loadRooms(), { project, out });
    }
  },
  retrain: {
    options: { seed: TEXT },
    positionals: ['PROJECT.ilp', 'OTHER.ilp'],
    run: async ([project, out], { seed: text }) => {
      const seed = text === undefined ? undefined : count('--seed', text, 0);
      const { retrain } = await import('./node/save.mjs');
      await retrain(await loadRooms(), { project, out, seed });
    }
  },
  bench: {
    options: {
      project: TEXT,
      image: TEXT,
      workers: TEXT,
      repeat: TEXT,
      json: { type: 'boolean' }
    },
    positionals: [],
    run: runBench
  }
};

async function runPredict([project, image], options) {
  const { predict, SOURCES } = await import('./node/predict.mjs');
  const { out, source = 'probabilities', workers } = options;
  if (!out) {
    throw new WrongUseError('--out FILE.npy is needed');
  }
  if (!SOURCES.includes(source)) {
    throw new WrongUseError(
      `--source should be one of ${SOURCES.join(', ')}, but is ${source}`
    );
  }
  await predict(await loadRooms(), {
    project,
    image,
    out,
    source,
    workers: threads(workers)
  });
}

async function runObjects([project, image], { out, workers }) {
  const { findObjects } = await import('./node/objects.mjs');
  if (!out?.endsWith('.npy')) {
    throw new WrongUseError(
      '--out FILE.npy is needed; FILE.csv comes beside it'
    );
  }
  await findObjects(await loadRooms(), {
    project,
    image,
    out,
    workers: threads(workers)
  });
}

function threads(text) {
  return text
    ? count('--workers', text, 1)
    : Math.min(8, availableParallelism());
}

async function runBench(_, { project, image, workers, repeat, json }) {
  const wanted = (workers ?? '1,2')
    .split(',')
    .map(text => count('--workers', text, 1));
  const { bench, formatBench } = await import('./node/bench.mjs');
  const result = await bench(await loadRooms(), {
    project,
    image,
    workers: [...new Set(wanted)],
    repeat: count('--repeat', repeat ?? '5', 1)
  });
  process.stdout.write(
    json ? `${JSON.stringify(result)}\n` : formatBench(result)
  );
}

function count(option, text, least) {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value < 2 ** 32)) {
    throw new WrongUseError(
      `${option} should be a whole number from ${least}, but is ${text}`
    );
  }
  return value;
}

function parse(command, rest) {
  const { options, positionals: wanted } = COMMANDS[command];
  let found;
  try {
    found = parseArgs({ args: rest, options, allowPositionals: true });
  } catch (error) {
    throw new WrongUseError(error.message, { cause: error });
  }
  if (found.positionals.length !== wanted.length) {
    throw new WrongUseError(
      `${command} wants ${wanted.join(' ') || 'options only'}, but found ${found.positionals.join(' ') || 'none'}`
    );
  }
  return found;
}

async function main([command, ...rest]) {
  if (command === '--help' || command === '-h') {
    process.stdout.write(HELP);
    return;
  }
  if (!Object.hasOwn(COMMANDS, command ?? '')) {
    throw new WrongUseError(
      `there is no command ${command ?? '(none given)'}; choose one of ${Object.keys(COMMANDS).join(', ')}`
    );
  }
  const { positionals, values } = parse(command, rest);
  await COMMANDS[command].run(positionals, values);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`pixelforest: ${inOneLine(error)}\n`);
  process.exitCode = error instanceof WrongUseError ? 2 : 1;
}
