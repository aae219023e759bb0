/**
 * Times moving the slider that splits objects, in a real JupyterLab in headless Chromium with
 * the course image: `bash bench/run.sh objects-slider`. From the key's `input` event to the
 * last draw of outlines or masks and to the new count. MOVES says how often (default 40).
 */
import { join } from 'node:path';
import { startLab } from './lab-session.mjs';
import { machine, quiet, ROOT, summary, writeResults } from './machine.mjs';

const MOVES = Number(process.env.MOVES ?? 40);
const PATIENCE = 10_000;

const lab = await startLab();
const project = await lab.openStored({
  files: ['hela-cells.ilp', 'hela-cells.tif'].map(name =>
    join(ROOT, 'examples', name)
  ),
  workers: 2
});
const { page, tab } = project;
const status = tab.getByRole('status', { name: 'Number of objects' });
const panel = tab.locator('.jp-PixelForest-objects');
const slider = panel.getByRole('slider', { name: 'Merge more to split more' });
await panel.getByRole('checkbox', { name: 'Find objects' }).check();
await tab.locator('.jp-mod-ready strong').waitFor();
await slider.focus();
await page.waitForTimeout(2000);
const busy = await quiet();
await status.evaluate(watchCount);

const drawn = [];
const counted = [];
const counts = [];
for (let move = 0; move < MOVES; move++) {
  const from = await page.evaluate(armSlider);
  // to and fro around the middle, where the number of objects changes
  await page.keyboard.press(move % 20 < 10 ? 'ArrowRight' : 'ArrowLeft');
  await page.waitForTimeout(700);
  const { at, events, count } = await page.evaluate(seenSince, from);
  const draws = events.filter(
    event =>
      event.what === 'drawn' &&
      event.layer !== 'raw' &&
      event.layer !== 'labels'
  );
  if (at === null || draws.length === 0) {
    throw new Error(`Nothing was drawn ${PATIENCE} ms after move ${move + 1}.`);
  }
  drawn.push(draws[draws.length - 1].at - at);
  counts.push(count.text);
  if (count.at > at) {
    counted.push(count.at - at);
  }
}
const tasks = (await project.tasks()).filter(({ kind }) => kind === 'longtask');
const path = writeResults('objects-slider', {
  measured: new Date().toISOString(),
  machine: machine(),
  browser: `Chromium ${lab.version}, headless`,
  busy,
  moves: MOVES,
  drawnMs: summary(drawn),
  countedMs: summary(counted),
  counts,
  longTasksMs: tasks.map(({ duration }) => Math.round(duration))
});
await lab.close();
console.log(path);

/** Runs in the page: notes when the count was last written. */
function watchCount(node) {
  globalThis.count = { at: 0, text: node.textContent };
  new globalThis.MutationObserver(() => {
    globalThis.count = { at: performance.now(), text: node.textContent };
  }).observe(node, { subtree: true, childList: true, characterData: true });
}

/** Runs in the page: the next `input` event's time is kept. @returns now */
function armSlider() {
  globalThis.moved = null;
  globalThis.addEventListener(
    'input',
    event => (globalThis.moved = event.timeStamp),
    { capture: true, once: true }
  );
  return performance.now();
}

/** Runs in the page. @returns the move's time, what was drawn, and the count */
function seenSince(from) {
  return {
    at: globalThis.moved,
    events: globalThis.probe.events.filter(({ at }) => at >= from),
    count: globalThis.count
  };
}
