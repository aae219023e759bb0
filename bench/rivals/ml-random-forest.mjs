/** The forest of mljs, which most pages that classify in JavaScript use. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadRooms } from '../../scripts/node/load-rooms.mjs';
import { serve } from './measure.mjs';

/** Rows predicted; more take minutes. */
const PREDICTED_ROWS = 20_000;

const require = createRequire(import.meta.url);
const { RandomForestClassifier } = require('ml-random-forest');

await serve(async ({ stage, trees, rows: path, rowLabels, columns }) => {
  const { rooms } = await loadRooms();
  const read = file => rooms.readNpy(file, new Uint8Array(readFileSync(file)));
  const { shape, data } = read(path);
  const rows = split(data, shape[1]);
  const labels = Array.from(read(rowLabels).data);
  const grow = () => {
    const forest = new RandomForestClassifier({
      nEstimators: trees,
      maxFeatures: Math.round(Math.sqrt(shape[1])),
      replacement: true,
      // its check of itself fails where a row was drawn for every tree
      noOOB: true,
      seed: 1
    });
    forest.train(rows, labels);
    return forest;
  };
  const { version } = require('ml-random-forest/package.json');
  const facts = { version: `ml-random-forest ${version}`, trees };
  if (stage === 'train') {
    return { run: () => void grow(), facts };
  }
  const forest = grow();
  const held = read(columns);
  const wanted = split(held.data, shape[1], PREDICTED_ROWS);
  return {
    run: () => void forest.predict(wanted),
    facts: { ...facts, pixels: wanted.length }
  };
});

/** Rows as arrays of numbers. */
function split(data, length, most = Infinity) {
  const count = Math.min(most, data.length / length);
  return Array.from({ length: count }, (_, i) =>
    Array.from(data.subarray(i * length, (i + 1) * length))
  );
}
