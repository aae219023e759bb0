import { IImageSource } from '../image/image-source';
import { createPixels, dtypeOf, PixelArray } from '../project/grid';
import { readObjectCorrections } from '../project/object-corrections';
import { Project } from '../project/project';
import {
  classesOf,
  ObjectWishes,
  pixelsOf,
  readChannels
} from './object-input';
import { ObjectInput } from './segment-volume';

/**
 * All that cutting a frame into objects needs: a stack in three dimensions. What
 * is exported and what is shown of a stack both come from here.
 *
 * @param maps of the classes of `classesOf`, (z, y, x) float32 each
 */
export async function frameInput(
  project: Project,
  image: IImageSource,
  { imageId, t }: { readonly imageId: string; readonly t: number },
  wishes: ObjectWishes,
  maps: readonly Float32Array[],
  signal: AbortSignal
): Promise<ObjectInput> {
  const { objects: settings, parents } = wishes;
  const { shape } = image.metadata;
  const wanted = classesOf(wishes);
  const channels: PixelArray[] = [];
  for (let z = 0; z < shape.z; z++) {
    const plane = await readChannels(image, { t, z }, signal);
    plane.forEach((values, c) => stack(channels, c, values, z, shape.z));
  }
  const corrections = readObjectCorrections(project).get(imageId) ?? [];
  return {
    grid: { depth: shape.z, height: shape.y, width: shape.x },
    sources: pixelsOf(settings, channels, wanted, maps),
    channels,
    settings,
    excluded: settings.excluded[imageId] ?? [],
    corrections: corrections.filter(({ plane }) => plane.t === t),
    parents: parents.isOn
      ? {
          assignment: parents,
          settings: parents.segmentation,
          sources: pixelsOf(parents.segmentation, channels, wanted, maps)
        }
      : null
  };
}

/** Puts a slice into the (z, y, x) array of its channel; a single slice is that array. */
function stack(
  channels: PixelArray[],
  channel: number,
  values: PixelArray,
  z: number,
  depth: number
): void {
  if (depth === 1) {
    channels[channel] = values;
    return;
  }
  channels[channel] ??= createPixels(dtypeOf(values), values.length * depth);
  channels[channel].set(values, z * values.length);
}
