import { Priority } from '../engine/job-queue';
import { IImageSource } from '../image/image-source';
import { PlaneIndex, Shape } from '../project/grid';
import { OBJECT_TOPICS } from '../project/object-topics';
import { PARENT_TOPIC } from '../project/parent-objects';
import { PredictionContext } from './contract';
import { frameInput } from './frame-input';
import { FrameMaps } from './frame-maps';
import { PlaneObjects } from './object-contract';
import {
  checkSettings,
  classesOf,
  IObjectSources,
  ObjectWishes
} from './object-input';
import { ObjectInput, SegmentedVolume, segmentVolume } from './segment-volume';

/** Voxels of a frame up to which a stack is cut while one looks: about a gigabyte is held meanwhile. */
export const MOST_VOXELS = 2 ** 25;

/** What is wanted of a stack, and the classifier for it, if one is needed. */
export type StackRequest = {
  readonly image: IImageSource;
  readonly imageId: string;
  readonly t: number;
  readonly wishes: ObjectWishes;
  readonly context: PredictionContext | null;
};

/**
 * The objects of a whole stack, cut in three dimensions as exports cut it; kept
 * by what they were cut from, so that looking at another slice, or taking a
 * setting back, computes nothing.
 */
export class StackObjects {
  constructor(private readonly _sources: IObjectSources) {
    this._maps = new FrameMaps(_sources.engine);
  }

  /** What was found before, or null. */
  known(request: StackRequest): SegmentedVolume | null {
    return this._kept.find(each => this._isOf(each, request))?.found ?? null;
  }

  /**
   * Cuts the stack.
   *
   * @param onProgress called with what is done
   * @throws what a job failed with; the signal's reason if cancelled
   */
  async find(
    request: StackRequest,
    signal: AbortSignal,
    onProgress: (message: string) => void
  ): Promise<SegmentedVolume> {
    const key = this._keyOf(request);
    const input = await this.input(request, signal, onProgress);
    onProgress('This slice only. Finding the objects of the whole stack…');
    const found = await segmentVolume(
      this._sources.engine,
      input,
      signal,
      Priority.rest
    );
    signal.throwIfAborted();
    this._keep({ request, key, found });
    return found;
  }

  /** All that cutting the stack needs; see {@link find}. */
  async input(
    request: StackRequest,
    signal: AbortSignal,
    onProgress: (message: string) => void
  ): Promise<ObjectInput> {
    const { image, t, wishes, context } = request;
    const project = this._sources.project();
    checkSettings(wishes, project, image.metadata.shape.c);
    const classIndexes = classesOf(wishes);
    const maps = context
      ? await this._maps.of({ context, t, classIndexes }, signal, share =>
          onProgress(
            `This slice only. Predicting the whole stack: ${Math.floor(100 * share)} %`
          )
        )
      : [];
    const input = await frameInput(
      project,
      image,
      request,
      wishes,
      maps,
      signal
    );
    signal.throwIfAborted();
    return input;
  }

  /** Ends what is under way; what was found stays. */
  stop(): void {
    this._maps.stop();
  }

  /** Forgets all. */
  forget(): void {
    this.stop();
    this._kept = [];
  }

  private _keep(found: Kept): void {
    this._kept = [found, ...this._kept];
    let voxels = 0;
    this._kept = this._kept.filter((each, i) => {
      voxels += each.found.labels.length;
      return i === 0 || voxels <= MOST_VOXELS;
    });
  }

  private _isOf({ request, key }: Kept, wanted: StackRequest): boolean {
    return (
      request.image === wanted.image &&
      request.context?.forest.id === wanted.context?.forest.id &&
      request.context?.features.id === wanted.context?.features.id &&
      key === this._keyOf(wanted)
    );
  }

  /** All in the project that decides which objects there are, as text. */
  private _keyOf({ imageId, t }: StackRequest): string {
    const { topics } = this._sources.project();
    const texts = [...OBJECT_TOPICS, PARENT_TOPIC].map(
      name => topics?.get(name) ?? null
    );
    return JSON.stringify([imageId, t, ...texts]);
  }

  private readonly _maps: FrameMaps;
  private _kept: readonly Kept[] = [];
}

type Kept = {
  readonly request: StackRequest;
  readonly key: string;
  readonly found: SegmentedVolume;
};

/** The slice of a stack's objects that is looked at. */
export function sliceOfStack(
  found: Pick<SegmentedVolume, 'labels' | 'table' | 'pieceCount' | 'parents'>,
  imageId: string,
  plane: PlaneIndex,
  { y: height, x: width }: Pick<Shape, 'y' | 'x'>
): PlaneObjects {
  const from = plane.z * height * width;
  const cut = (labels: Uint32Array): Uint32Array =>
    labels.slice(from, from + height * width);
  const { labels, parents } = found;
  return {
    ...found,
    imageId,
    plane,
    height,
    width,
    labels: cut(labels),
    parents: parents && { ...parents, labels: cut(parents.labels) },
    scope: 'stack',
    stack: found
  };
}
