import { Priority } from '../engine/job-queue';
import { objectColumns } from '../pipeline/segmentation/object-table';
import {
  parentColumns,
  withParentColumns
} from '../pipeline/segmentation/parent-table';
import { parentsOf } from '../project/parent-objects';
import { segmentationOf } from '../project/segmentation';
import { frameInput } from './frame-input';
import { ClassMaps, ImageObjects } from './object-contract';
import { checkSettings, classesOf, IObjectSources } from './object-input';
import { predictClasses } from './predict-classes';
import { segmentVolume } from './segment-volume';

/** What of the store cutting a whole image reads. */
type ImageSegmenter = Pick<
  IObjectSources,
  'engine' | 'project' | 'load' | 'predictionContext'
>;

/**
 * The objects of a whole image, with the project's settings and corrections: a
 * stack is cut in three dimensions, every frame by itself. Maps are predicted
 * anew unless they are given: what is on screen is not asked.
 *
 * @param onProgress called with the share done, 0…1
 * @throws PixelForestError `mismatch` if classes are wanted and no labels are there; what a job failed with; the signal's reason if cancelled
 */
export async function segmentImage(
  sources: ImageSegmenter,
  imageId: string,
  signal: AbortSignal,
  onProgress: (share: number) => void,
  known: ClassMaps | null = null
): Promise<ImageObjects> {
  const project = sources.project();
  const settings = segmentationOf(project);
  const parents = parentsOf(project);
  const wishes = { objects: settings, parents };
  const wanted = classesOf(wishes);
  const image = await sources.load(imageId);
  const { shape, channelNames, pixelSizeUm } = image.metadata;
  checkSettings(wishes, project, shape.c);
  const context =
    wanted.length > 0 && !known
      ? await sources.predictionContext(imageId, signal)
      : null;
  const grid = { depth: shape.z, height: shape.y, width: shape.x };
  const frames: ImageObjects['frames'][number][] = [];
  for (let t = 0; t < shape.t; t++) {
    const slices = { z0: 0, z1: shape.z };
    const maps = context
      ? await predictClasses(
          sources.engine,
          context,
          { t, slices },
          wanted,
          signal,
          share => onProgress((t + share) / shape.t)
        )
      : (known?.[t] ?? []);
    const found = await segmentVolume(
      sources.engine,
      await frameInput(project, image, { imageId, t }, wishes, maps, signal),
      signal,
      Priority.rest
    );
    frames.push({ t, ...found });
    onProgress((t + 1) / shape.t);
  }
  const measured = { depth: shape.z, channelNames, pixelSizeUm };
  const columns = objectColumns({
    ...measured,
    hasProbability: settings.source.kind === 'classes'
  });
  return {
    imageId,
    grid,
    columns: parents.isOn ? withParentColumns(columns) : columns,
    parentColumns: parents.isOn
      ? parentColumns({
          ...measured,
          hasProbability: parents.segmentation.source.kind === 'classes'
        })
      : [],
    frames
  };
}
