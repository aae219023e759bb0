/** Times one stage inside the kernels on any number of threads. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Held at once by one thread, at most: as many tiles as their columns would fill. */
const HELD_BYTES = 2 ** 25;

/** Threads that compute `features` or `predict`, each without the other. */
export class StageThreads {
  /** @param given of {@link prepareCase} */
  constructor({ rooms, kernels, urlOf }, given, workers) {
    const { features, forest } = given;
    this._rooms = rooms;
    this._given = given;
    this._threads = Array.from(
      { length: workers },
      () =>
        new Worker(urlOf('stage'), {
          workerData: { module: kernels, features, forest }
        })
    );
  }

  /**
   * The whole slab once, some tiles after the other: while patches are cut,
   * and for `predict` while columns are computed and coded, the clock stands still.
   *
   * @param stage `predict`: the forest, from codes of the columns;
   * `features`: the columns, left where the coder would read them
   * @returns seconds: `wallS`, `cpuS` of all threads
   */
  async run(stage) {
    const { image, features, needs } = this._given;
    const { t, slices } = this._given.slab;
    const { COMPUTE_TILE, tilesCovering, wholePlane } = this._rooms;
    const bounds = wholePlane(image.metadata.shape);
    const runPixels = (slices.z1 - slices.z0) * bounds.y1 * bounds.x1;
    const waiting = tilesCovering(bounds, COMPUTE_TILE, bounds);
    const sliceBytes = COMPUTE_TILE ** 2 * 4 * needs.columnCount;
    const tileBytes = (slices.z1 - slices.z0) * sliceBytes;
    const tiles = Math.max(1, Math.floor(HELD_BYTES / tileBytes));
    const cut = async box => ({
      slices,
      box,
      runPixels,
      patch: await image.readPatch({
        t,
        slices,
        box,
        halo: needs.halo,
        depthHalo: needs.depthHalo,
        channels: features.trainingChannels
      })
    });
    let [wallS, cpuS] = [0, 0];
    while (waiting.length > 0) {
      // as much for each thread, also at the end
      const threads = this._threads.length;
      const share = Math.min(tiles, Math.ceil(waiting.length / threads));
      const shares = this._threads.map(() => waiting.splice(0, share));
      const jobs = await Promise.all(
        shares.map(boxes => Promise.all(boxes.map(cut)))
      );
      await this._askAll(i => ({ kind: 'take', stage, jobs: jobs[i] }));
      const begun = performance.now();
      const used = process.cpuUsage();
      await this._askAll(() => ({ kind: 'run', stage }));
      const { user, system } = process.cpuUsage(used);
      wallS += (performance.now() - begun) / 1000;
      cpuS += (user + system) / 1e6;
    }
    return { wallS, cpuS };
  }

  async close() {
    await Promise.all(this._threads.map(thread => thread.terminate()));
  }

  /** An error in a thread rejects. */
  _askAll(messageOf) {
    return Promise.all(
      this._threads.map((thread, i) => {
        const answer = once(thread, 'message');
        thread.postMessage(messageOf(i));
        return answer;
      })
    );
  }
}
