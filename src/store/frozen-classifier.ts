import { IEngine } from '../engine/engine';
import { Priority } from '../engine/job-queue';
import {
  ColourResult,
  FeatureSetup,
  ForestSetup,
  Job,
  ResultOf
} from '../engine/protocol';
import { PixelForestError } from '../errors';
import { IImageSource } from '../image/image-source';
import { checkImageFits } from '../pipeline/features/image-fit';
import { LabelClass } from '../project/classes';
import { PlaneIndex } from '../project/grid';
import { ImageReference } from '../project/images';
import { Project } from '../project/project';
import { classifierIdentity } from './classifier-identity';
import { IImageLoader, PredictionContext } from './contract';
import { IFrozenClassifier, IGuestImage } from './guest-contract';
import { ImageDisplay } from './image-display';
import { ClassMaps, ImageObjects } from './object-contract';
import { segmentImage } from './segment-image';

/** What is kept of the moment. */
export type FrozenParts = {
  readonly engine: IEngine;
  readonly loader: IImageLoader;
  /** Its labels are not read: they change as the user paints. */
  readonly project: Project;
  readonly features: FeatureSetup;
  /** Null where objects are cut from a raw channel and nothing was learnt. */
  readonly forest: ForestSetup | null;
  /** Labelled pixels per class, by image. */
  readonly labelCounts: ReadonlyMap<string, readonly number[]>;
};

/** Opens images beside a project; see {@link IFrozenClassifier}. */
export class FrozenClassifier implements IFrozenClassifier {
  constructor(private readonly _parts: FrozenParts) {}

  get project(): Project {
    return this._parts.project;
  }

  get identity(): string {
    const { project, features, forest } = this._parts;
    return classifierIdentity(project, features, forest);
  }

  async openGuest(
    reference: ImageReference,
    signal: AbortSignal
  ): Promise<IGuestImage> {
    const source = await this._parts.loader.load(reference, signal);
    try {
      signal.throwIfAborted();
      const { features } = this._parts;
      checkImageFits(features, source.metadata, reference.nickname);
    } catch (error) {
      source.dispose();
      throw error;
    }
    return new GuestImage(this._parts, reference, source);
  }
}

/** One image; the store's verbs answer for it alone. */
class GuestImage implements IGuestImage {
  constructor(
    private readonly _parts: FrozenParts,
    private readonly _reference: ImageReference,
    private readonly _source: IImageSource
  ) {
    const { project } = _parts;
    const others = project.images.filter(({ id }) => id !== _reference.id);
    const { metadata } = _source;
    this.project = {
      ...project,
      images: [...others, { ..._reference, metadata }]
    };
  }

  readonly project: Project;
  readonly activeImage = null;
  readonly plane: PlaneIndex = { t: 0, z: 0 };

  get classes(): readonly LabelClass[] {
    return this.project.classes;
  }

  get trainingChannels(): readonly number[] {
    return this._parts.features.trainingChannels;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._source.dispose();
    }
  }

  labels(): null {
    return null;
  }

  labelCounts(imageId?: string): readonly number[] {
    const { labelCounts } = this._parts;
    const none = this.classes.map(() => 0);
    return imageId === undefined
      ? none.map((_, i) =>
          [...labelCounts.values()].reduce((sum, one) => sum + (one[i] ?? 0), 0)
        )
      : (labelCounts.get(imageId) ?? none);
  }

  async loadImage(imageId: string): Promise<IImageSource> {
    this._check(imageId);
    return this._source;
  }

  async predictionContext(imageId: string): Promise<PredictionContext> {
    this._check(imageId);
    const { features, forest } = this._parts;
    if (!forest) {
      throw new PixelForestError(
        'mismatch',
        'These results need a trained classifier, and there was none when the run began. Label two classes, or write objects cut from a channel only.'
      );
    }
    return { source: this._source, features, forest };
  }

  segmentImage(
    imageId: string,
    signal: AbortSignal,
    onProgress: (share: number) => void = () => undefined,
    known?: ClassMaps
  ): Promise<ImageObjects> {
    const sources = {
      engine: this._parts.engine,
      project: () => this.project,
      load: (id: string) => this.loadImage(id),
      predictionContext: (id: string) => this.predictionContext(id)
    };
    return segmentImage(sources, imageId, signal, onProgress, known);
  }

  runJob<J extends Job>(
    job: J,
    options: {
      signal?: AbortSignal;
      features?: FeatureSetup;
      forest?: ForestSetup;
    }
  ): Promise<ResultOf<J>> {
    const { signal, features, forest } = options;
    const priority = Priority.rest;
    return this._parts.engine.run(job, { signal, features, forest, priority });
  }

  /** Nothing of it is on screen. */
  colourTile(): Promise<null> {
    return Promise.resolve(null);
  }

  async thumbnail(
    imageId: string,
    side: number,
    signal: AbortSignal
  ): Promise<ColourResult> {
    this._check(imageId);
    const display = new ImageDisplay(this._parts.engine, () => undefined);
    display.measureLater(imageId, this._source);
    await display.whenMeasured(imageId);
    signal.throwIfAborted();
    const { channelViews } = this.project.settings;
    const channels = display.channels(
      imageId,
      this._source,
      channelViews,
      this.trainingChannels
    );
    return display.thumbnail(this._source, side, channels, signal);
  }

  private _check(imageId: string): void {
    if (imageId !== this._reference.id) {
      throw new PixelForestError(
        'input',
        `The image “${imageId}” was asked for, but “${this._reference.id}” was opened. Open that image as a guest of its own.`
      );
    }
  }

  private _isDisposed = false;
}
