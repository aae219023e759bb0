/** ilastik's forests on ilastik's features: what is left is the forest alone. */
import { readFileSync } from 'node:fs';

import { train } from '../../src/engine/worker/train-jobs';
import { openHdf5 } from '../../src/formats/hdf5/open-file';
import { readProject } from '../../src/formats/ilp/read';
import { checkForest, Forest } from '../../src/project/forest';
import {
  FeatureTile,
  predictTile,
  seededRandom,
  trainJob
} from './forest-cases';
import { fixturePath, loadKernels } from './load-kernels';
import { readChannels } from './npy';

/** Where the planes of a project were cut: y0, x0 and time frame. */
const CASES = [
  ['f01_rgb_uint8_tif', 48, 72, 0],
  ['f03_gray_unused_class_internal', 0, 0, 0],
  ['f04_time_tyx', 0, 0, 2]
] as const;

function readTile(project: string): FeatureTile {
  const name = `ilastik/${project.slice(0, 3)}-planes.npy`;
  const { height, width, channels } = readChannels(name);
  return {
    width,
    height,
    planes: channels.map(plane => Float32Array.from(plane))
  };
}

async function readForest(project: string): Promise<Forest> {
  const name = `${project}.ilp`;
  const bytes = readFileSync(fixturePath(`ilastik/${project}/${name}`));
  const { forest } = (await readProject(new Uint8Array(bytes), name)).project;
  if (forest === null) {
    throw new Error(`${name} should hold a forest`);
  }
  return forest;
}

/** (class, y, x) probabilities of the tile as ilastik exported them. */
async function readExpected(
  project: string,
  y0: number,
  x0: number,
  frame: number,
  tile: FeatureTile
): Promise<{ classCount: number; probabilities: Float32Array }> {
  const bytes = readFileSync(fixturePath(`ilastik/${project}/expected.h5`));
  const file = await openHdf5(new Uint8Array(bytes), 'expected.h5');
  try {
    const data = file.root.dataset('probabilities')!;
    const [height, width, classCount] = data.shape.slice(-3);
    const values = data.array();
    const area = tile.width * tile.height;
    const probabilities = Float32Array.from(
      { length: classCount * area },
      (_, i) => {
        const y = y0 + Math.floor((i % area) / tile.width);
        const x = x0 + (i % tile.width);
        const pixel = (frame * height + y) * width + x;
        return Number(values[pixel * classCount + Math.floor(i / area)]);
      }
    );
    return { classCount, probabilities };
  } finally {
    file.close();
  }
}

describe('forest kernels against ilastik', () => {
  it.each(CASES)(
    'give the probabilities of %s within 1e-6',
    async (project, y0, x0, frame) => {
      const tile = readTile(project);
      const forest = await readForest(project);
      checkForest(forest);
      const expected = await readExpected(project, y0, x0, frame, tile);
      const { classCount } = expected;
      const found = predictTile(loadKernels(), forest, tile, { classCount });
      expect(found).toHaveLength(expected.probabilities.length);
      let largest = 0;
      found.forEach((value, i) => {
        const difference = Math.abs(value - expected.probabilities[i]);
        largest = Math.max(largest, difference);
      });
      expect(largest).toBeLessThanOrEqual(1e-6);
    }
  );

  it.each(CASES)(
    'learn the classes of %s from 300 pixels',
    async (project, y0, x0, frame) => {
      const tile = readTile(project);
      const expected = await readExpected(project, y0, x0, frame, tile);
      const { classCount, probabilities } = expected;
      const area = tile.width * tile.height;
      const classAt = (values: Float32Array, pixel: number): number => {
        const each = Array.from(
          { length: classCount },
          (_, i) => values[i * area + pixel]
        );
        return 1 + each.indexOf(Math.max(...each));
      };
      const random = seededRandom(1);
      const pixels = Array.from({ length: 300 }, () =>
        Math.floor(random() * area)
      );
      const kernels = loadKernels();
      const { forest } = train(
        kernels,
        trainJob(
          pixels.map(pixel => tile.planes.map(plane => plane[pixel])),
          pixels.map(pixel => classAt(probabilities, pixel)),
          { treeStop: 100 }
        )
      );
      const found = predictTile(kernels, forest, tile, { classCount });
      let right = 0;
      for (let pixel = 0; pixel < area; pixel++) {
        const isRight = classAt(found, pixel) === classAt(probabilities, pixel);
        right += isRight ? 1 : 0;
      }
      expect(right / area).toBeGreaterThan(0.93);
    }
  );
});
