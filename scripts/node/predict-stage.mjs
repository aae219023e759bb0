/** Times prediction without features on any number of threads. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Columns held at once by one thread. */
const HELD_BYTES = 2 ** 25;

/**
 * The whole plane, some tiles after the other: while columns are computed the
 * clock stands still.
 *
 * @returns seconds of each pass after one that warms up: `wallS`, `cpuS`
 */
export async function timePrediction(loaded, given, workers, repeat) {
  const { rooms, kernels, urlOf } = loaded;
  const { features, forest, columnCount } = given;
  const threads = Array.from(
    { length: workers },
    () =>
      new Worker(urlOf('predictStage'), {
        workerData: { module: kernels, features, forest }
      })
  );
  try {
    const tileBytes = rooms.COMPUTE_TILE ** 2 * 4 * columnCount;
    const tiles = Math.max(1, Math.floor(HELD_BYTES / tileBytes));
    const wallS = [];
    const cpuS = [];
    for (let pass = 0; pass <= repeat; pass++) {
      const { wall, cpu } = await timePass(rooms, threads, given, tiles);
      if (pass > 0) {
        wallS.push(wall);
        cpuS.push(cpu);
      }
    }
    return { wallS, cpuS };
  } finally {
    await Promise.all(threads.map(thread => thread.terminate()));
  }
}

async function timePass(rooms, threads, { image, features, halo }, tiles) {
  const bounds = rooms.wholePlane(image.metadata.shape);
  const waiting = rooms.tilesCovering(bounds, rooms.COMPUTE_TILE, bounds);
  const plane = { t: 0, z: 0 };
  const cut = async box => ({
    box,
    patch: await image.readPatch({
      plane,
      box,
      halo,
      channels: features.trainingChannels
    })
  });
  let [wall, cpu] = [0, 0];
  while (waiting.length > 0) {
    // as much for each thread, also at the end
    const share = Math.min(tiles, Math.ceil(waiting.length / threads.length));
    const shares = threads.map(() => waiting.splice(0, share));
    const jobs = await Promise.all(
      shares.map(boxes => Promise.all(boxes.map(cut)))
    );
    await askAll(threads, i => ({ kind: 'hold', jobs: jobs[i] }));
    const begun = performance.now();
    const used = process.cpuUsage();
    await askAll(threads, () => ({ kind: 'predict' }));
    const { user, system } = process.cpuUsage(used);
    wall += (performance.now() - begun) / 1000;
    cpu += (user + system) / 1e6;
  }
  return { wall, cpu };
}

/** An error in a thread rejects. */
function askAll(threads, messageOf) {
  return Promise.all(
    threads.map((thread, i) => {
      const answer = once(thread, 'message');
      thread.postMessage(messageOf(i));
      return answer;
    })
  );
}
