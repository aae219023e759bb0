import { Sha256 } from '../formats/sha256';
import { AXES, PlaneIndex, Shape } from '../project/grid';
import { IImageSource } from './image-source';

/** Raised when the same pixels would get another fingerprint. */
const VERSION = 'v1';
/** Values read of one channel of one plane: all of an image of 1024 × 1024. */
const MAX_VALUES = 2 ** 20;
/** Bytes hashed before others get their turn: about 2 ms. */
const STEP_BYTES = 2 ** 18;

/**
 * A fingerprint of an image's pixels: the same for a copy, under any name and
 * in any file format that keeps size and value type; another one for another
 * image. Reads the first, the middle and the last plane, of large planes
 * every second, third, … row.
 *
 * @throws as {@link IImageSource.readBox}
 */
export async function fingerprintOf(
  source: IImageSource,
  signal?: AbortSignal
): Promise<string> {
  const { shape, dtype } = source.metadata;
  const hash = new Sha256();
  const sizes = AXES.map(axis => `${axis}${shape[axis]}`).join(' ');
  hash.update(new TextEncoder().encode(`${sizes} ${dtype}`));
  const step = Math.ceil((shape.y * shape.x) / MAX_VALUES);
  const channels = Array.from({ length: shape.c }, (_, channel) => channel);
  let waiting = 0;
  for (const plane of samplePlanes(shape)) {
    for (let y = 0; y < shape.y; y += step) {
      const box = { y0: y, x0: 0, y1: y + 1, x1: shape.x };
      const rows = await source.readBox({ plane, box, channels }, signal);
      for (const { buffer, byteOffset, byteLength } of rows) {
        hash.update(new Uint8Array(buffer, byteOffset, byteLength));
        waiting += byteLength;
      }
      if (waiting > STEP_BYTES) {
        waiting = 0;
        await othersFirst();
        signal?.throwIfAborted();
      }
    }
  }
  return `${VERSION}:${hash.digest()}`;
}

/** First, middle and last plane; fewer if there are fewer. */
function samplePlanes({ t, z }: Shape): PlaneIndex[] {
  const last = t * z - 1;
  const numbers = new Set([0, Math.floor(last / 2), last]);
  return [...numbers].map(n => ({ t: Math.floor(n / z), z: n % z }));
}

function othersFirst(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 0));
}
