/** A store on an image of three squares, cut from its raw channel. */
import { Engine } from '../../engine/engine';
import { ArrayImageSource } from '../../image/array-image-source';
import { IProjectStore } from '../contract';
import { createStore } from '../project-store';
import { reference, ShelfLoader, smallProject, until } from './small-project';

export const HEIGHT = 60;
export const WIDTH = 80;

/** Squares of side 6 on a dark image: left and right ones touch along x = 20. */
const SQUARES = [
  { y: 10, x: 14 },
  { y: 10, x: 20 },
  { y: 40, x: 50 }
];

export function squares(z = 1): ArrayImageSource {
  const data = new Uint16Array(z * HEIGHT * WIDTH).fill(100);
  for (let slice = 0; slice < z; slice++) {
    for (const { y, x } of SQUARES) {
      for (let row = y; row < y + 6; row++) {
        for (let column = x; column < x + 6; column++) {
          data[(slice * HEIGHT + row) * WIDTH + column] = 1000;
        }
      }
    }
  }
  return new ArrayImageSource({
    shape: { t: 1, z, y: HEIGHT, x: WIDTH, c: 1 },
    data
  });
}

/** A store on the squares, cut from the raw channel. */
export async function openSquares(
  engine: Engine,
  z = 1
): Promise<IProjectStore> {
  const loader = new ShelfLoader();
  loader.files.set('a.tif', () => squares(z));
  loader.files.set('b.tif', () => squares(z));
  const opened = createStore({
    engine,
    loader,
    project: smallProject({ liveUpdate: false })
  });
  opened.addImages([reference('a'), reference('b')]);
  opened.objects.changeSettings({
    source: { kind: 'channel', channel: 0 },
    threshold: { kind: 'single', value: 500 },
    smoothing: 0,
    split: null
  });
  await until(opened, () => opened.imageStatus('a').state === 'ready');
  return opened;
}

/** Resolves when objects of now are there. */
export async function found(opened: IProjectStore): Promise<void> {
  await until(opened, () => {
    const { state, message } = opened.objects.status;
    if (state === 'failed') {
      throw new Error(message);
    }
    return state === 'ready';
  });
}

/** Resolves when objects were found once more. */
export async function foundAnew(opened: IProjectStore): Promise<void> {
  const { result } = opened.objects;
  await until(opened, () => opened.objects.result !== result);
  await found(opened);
}
