/**
 * Live update in Chromium in turns with ilastik: a stroke in the browser, from
 * its end to the last tile of the new forest drawn; then ilastik's training on
 * as many labels and its prediction of the same pixels, whose columns it has.
 */
import { startLab } from './lab-session.mjs';
import { median, quiet, summary } from './machine.mjs';
import { SIDE } from './pictures.mjs';
import { afterStroke } from './probe.mjs';
import { Rival, whyMissing } from './rivals.mjs';

const WORKERS = 2;
const LABELS = [2000, 5000, 20_000, 100_000];
/** Training takes ilastik more than a minute with more. */
const MOST_LABELS_OF_ILASTIK = 5000;
const ROUNDS = 9;
/** After so long no further stroke begins. */
const SECONDS = 25;
const TREES = 100;

/**
 * The cases; all run in one `lab`, which the first one's `open` starts.
 *
 * @param inputs of inputs.mjs
 * @param blocks ilastik's best block sizes by stage
 * @param deadline time of `Date.now()` after which no further stroke begins
 */
export function liveCases(inputs, blocks, deadline) {
  return LABELS.map(labels => ({
    id: `live-${labels}`,
    open: startLab,
    run: (lab, tell) => strokes(lab, { inputs, blocks, deadline, labels, tell })
  }));
}

async function strokes(lab, { inputs, blocks, deadline, labels, tell }) {
  const training = { labels, classes: 2 };
  const files = await inputs.training(training);
  const size = { width: SIDE, height: SIDE };
  const project = await lab.openStored({
    files: [files.untrained, files.picture],
    size,
    workers: WORKERS
  });
  const isPaired = labels <= MOST_LABELS_OF_ILASTIK && !whyMissing('ilastik');
  const block = blocks.endToEnd?.best ?? 256;
  const image = await inputs.image({ y: SIDE, x: SIDE });
  const ilastik = isPaired
    ? new Rival('ilastik', {
        stage: 'live',
        workers: WORKERS,
        trees: TREES,
        block,
        ...image,
        ...files
      })
    : null;
  try {
    await project.settled();
    await ilastik?.ready();
    const until = Math.min(deadline, Date.now() + 1000 * SECONDS);
    const busyBefore = await quiet();
    const [repaint, first, other] = [[], [], []];
    // the first stroke is not counted: code is compiled during it
    for (
      let round = -1;
      round < 1 || (round < ROUNDS && Date.now() < until);
      round++
    ) {
      const { complete, firstTile } = await strokeAt(project, round + 1);
      if (round >= 0) {
        repaint.push(complete / 1000);
        first.push(firstTile / 1000);
        if (ilastik) {
          other.push(await ilastik.run());
        }
      }
    }
    const counted = await project.labelCount();
    tell(
      `live-${labels}: ${(1000 * median(repaint)).toFixed(0)} ms (${counted} labels)` +
        (ilastik
          ? `, ilastik ${(1000 * median(other.map(run => run.wallS))).toFixed(0)} ms`
          : '')
    );
    return {
      id: `live-${labels}`,
      stage: 'live',
      workers: WORKERS,
      size: { y: SIDE, x: SIDE, channels: 1 },
      training,
      trees: TREES,
      block,
      busyBefore,
      columnCount: files.columnCount,
      leavesPerTree: files.leavesPerTree,
      sides: [
        {
          name: 'Pixel Forest',
          rival: 'Pixel Forest',
          version: `Chromium ${lab.version}, headless`,
          labelsAtEnd: counted,
          wallS: summary(repaint, 4),
          firstTileS: summary(first, 4)
        },
        ...(ilastik
          ? [
              {
                name: 'ilastik',
                rival: 'ilastik',
                version: ilastik.facts.version,
                wallS: summary(
                  other.map(run => run.wallS),
                  4
                ),
                cpuS: summary(
                  other.map(run => run.cpuS),
                  4
                )
              }
            ]
          : [])
      ]
    };
  } finally {
    await ilastik?.close();
    await project.close();
  }
}

/** A short stroke, each time somewhere else. @returns the times after it */
async function strokeAt(project, round) {
  const [x, y] = [60 + 37 * round, 80 + 29 * round];
  await project.stroke([
    [x, y],
    [x + 8, y + 3]
  ]);
  await project.settled();
  return afterStroke(await project.events());
}
