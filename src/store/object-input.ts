import { IEngine } from '../engine/engine';
import { ProbabilityMap } from '../engine/probability-map';
import { PixelForestError } from '../errors';
import { IImageSource } from '../image/image-source';
import { wholePlane } from '../image/tile-grid';
import { PixelArray, PlaneIndex, sliceOf } from '../project/grid';
import { readObjectCorrections } from '../project/object-corrections';
import { ParentSettings } from '../project/parent-objects';
import { Project } from '../project/project';
import { SegmentationSettings } from '../project/segmentation';
import { ClassifierStatus, PredictionContext } from './contract';
import { predictClasses } from './predict-classes';
import { lackOfLabels } from './lack-of-labels';
import { ObjectInput } from './segment-volume';

/** What finding the objects of the plane on screen asks of the store. */
export interface IObjectSources {
  readonly engine: IEngine;
  project(): Project;
  /** The plane on screen; null without an image. */
  view(): { readonly imageId: string; readonly plane: PlaneIndex } | null;
  load(imageId: string): Promise<IImageSource>;
  readonly map: ProbabilityMap;
  classifierStatus(): ClassifierStatus;
  predictionContext(
    imageId: string,
    signal?: AbortSignal
  ): Promise<PredictionContext>;
}

/** How objects are cut, and which parents they are assigned to. */
export type ObjectWishes = {
  readonly objects: SegmentationSettings;
  readonly parents: ParentSettings;
};

/** There is nothing to compute yet; the message says what is waited for. */
export class NotYet extends Error {}

/**
 * All that cutting the plane on screen into objects needs.
 *
 * @throws NotYet while the maps are not complete; PixelForestError `input` if a class or channel is gone
 */
export async function planeInput(
  sources: IObjectSources,
  { objects: settings, parents }: ObjectWishes,
  view: { readonly imageId: string; readonly plane: PlaneIndex },
  signal: AbortSignal,
  onProgress: (share: number) => void
): Promise<ObjectInput> {
  const { imageId, plane } = view;
  const image = await sources.load(imageId);
  signal.throwIfAborted();
  const { shape } = image.metadata;
  const project = sources.project();
  checkSettings({ objects: settings, parents }, project, shape.c);
  const wanted = classesOf({ objects: settings, parents });
  // first what may have to be waited for
  const maps =
    wanted.length > 0
      ? await classMaps(sources, wanted, image, view, signal, onProgress)
      : [];
  const channels = await readChannels(image, plane, signal);
  return {
    grid: { depth: 1, height: shape.y, width: shape.x },
    sources: pixelsOf(settings, channels, wanted, maps),
    channels,
    settings,
    parents: parents.isOn
      ? {
          assignment: parents,
          settings: parents.segmentation,
          sources: pixelsOf(parents.segmentation, channels, wanted, maps)
        }
      : null,
    excluded: (settings.excluded[imageId] ?? [])
      .filter(({ z }) => z === null || z === plane.z)
      .map(({ points }) => ({ points, z: null })),
    corrections: (readObjectCorrections(project).get(imageId) ?? [])
      .filter(({ plane: { t, z } }) => t === plane.t && z === plane.z)
      .map(correction => ({ ...correction, plane: { t: plane.t, z: 0 } }))
  };
}

/** All channels of a plane, (y, x) each. */
export function readChannels(
  image: IImageSource,
  plane: PlaneIndex,
  signal: AbortSignal
): Promise<PixelArray[]> {
  const { shape } = image.metadata;
  const channels = [...new Array(shape.c).keys()];
  return image.readBox({ plane, box: wholePlane(shape), channels }, signal);
}

/** The classes whose probabilities are needed, each once. */
export function classesOf({ objects, parents }: ObjectWishes): number[] {
  const cuts = [objects, ...(parents.isOn ? [parents.segmentation] : [])];
  const indexes = cuts.flatMap(({ source }) =>
    source.kind === 'classes' ? source.classIndexes : []
  );
  return [...new Set(indexes)];
}

/**
 * What is cut: probabilities, or a channel.
 *
 * @param maps of the classes `wanted`, in that order
 */
export function pixelsOf(
  { source }: SegmentationSettings,
  channels: readonly PixelArray[],
  wanted: readonly number[],
  maps: readonly PixelArray[]
): PixelArray[] {
  return source.kind === 'channel'
    ? [channels[source.channel]]
    : source.classIndexes.map(index => maps[wanted.indexOf(index)]);
}

/**
 * @throws PixelForestError `input` if settings name a class or channel there is not
 */
export function checkSettings(
  { objects, parents }: ObjectWishes,
  project: Project,
  channelCount: number
): void {
  checkCut('Objects', objects, project, channelCount);
  if (parents.isOn) {
    checkCut('Parents', parents.segmentation, project, channelCount);
  }
}

function checkCut(
  what: string,
  { source, split }: SegmentationSettings,
  { classes }: Project,
  channelCount: number
): void {
  const missing =
    source.kind === 'classes'
      ? source.classIndexes.find(index => !classes[index])
      : undefined;
  if (missing !== undefined) {
    throw new PixelForestError(
      'input',
      `${what} are cut from class ${missing + 1}, but the project has ${classes.length} classes. Choose their source anew.`
    );
  }
  const channels = [
    ...(source.kind === 'channel' ? [source.channel] : []),
    ...(split?.on === 'intensity' ? [split.channel] : [])
  ];
  const none = channels.find(channel => channel >= channelCount);
  if (none !== undefined) {
    throw new PixelForestError(
      'input',
      `${what} are cut from channel ${none + 1}, but the image has ${channelCount}. Choose another channel.`
    );
  }
}

/** Probabilities of classes over the plane, from the tiles that are there. */
async function classMaps(
  sources: IObjectSources,
  classIndexes: readonly number[],
  image: IImageSource,
  { imageId, plane }: { readonly imageId: string; readonly plane: PlaneIndex },
  signal: AbortSignal,
  onProgress: (share: number) => void
): Promise<Float32Array[]> {
  const { state, message, progress } = sources.classifierStatus();
  if (state === 'training' || state === 'predicting') {
    throw new NotYet(
      progress === null
        ? message
        : `Waiting for the maps of the whole plane: ${Math.floor(100 * progress)} %`
    );
  }
  const { shape } = image.metadata;
  const box = wholePlane(shape);
  const tiles = sources.map.tilesIn(imageId, plane, box);
  const areSame = tiles.every(({ forestId }) => forestId === tiles[0].forestId);
  const found = areSame ? sources.map.read(imageId, plane, box) : null;
  if (
    found?.missing.length === 0 &&
    classIndexes.every(index => index < found.classCount)
  ) {
    const area = shape.y * shape.x;
    return classIndexes.map(index =>
      found.probabilities.slice(index * area, (index + 1) * area)
    );
  }
  if (state !== 'ready') {
    throw new NotYet(
      lackOfLabels(sources.project()) ??
        'Objects are cut from the maps of the whole plane: switch on Live update, or press Update once.'
    );
  }
  // more tiles than may be kept
  const context = await sources.predictionContext(imageId, signal);
  return predictClasses(
    sources.engine,
    context,
    { t: plane.t, slices: sliceOf(plane) },
    classIndexes,
    signal,
    onProgress
  );
}
