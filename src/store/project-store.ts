import { IDisposable } from '@lumino/disposable';
import { isAbort, PixelForestError } from '../errors';
import { Priority } from '../engine/job-queue';
import {
  ColourResult,
  FeatureSetup,
  ForestSetup,
  Job,
  ResultOf,
  StatisticsResult
} from '../engine/protocol';
import { IImageSource } from '../image/image-source';
import { checkImageFits } from '../pipeline/features/image-fit';
import { FeatureChoice } from '../project/features';
import { Forest } from '../project/forest';
import { PlaneIndex, TileBox } from '../project/grid';
import { ImageReference } from '../project/images';
import { ChannelView, createProject, Project } from '../project/project';
import { ProjectState } from '../project/project-state';
import { withTopic } from '../project/topics';
import { withChannelView } from './channel-views';
import { colourRaw, colourResult } from './coloured-tiles';
import {
  CustomLayer,
  ImageStatus,
  IPredictedState,
  IProjectStore,
  PredictionContext,
  ToolId
} from './contract';
import { LabellingStore } from './labelling-store';
import { ClassMaps, ImageObjects } from './object-contract';
import { FrozenClassifier } from './frozen-classifier';
import { IFrozenClassifier } from './guest-contract';
import { lackOfLabels } from './lack-of-labels';
import { segmentImage } from './segment-image';
import { PresentPrediction } from './present-prediction';
import { StoreOptions } from './store-options';

/** Opens a project: the one place with mutable state. */
export function createStore(options: StoreOptions): IProjectStore {
  return new ProjectStore(options);
}

/** Joins labels, images, classifier and view of one project; see the contract. */
class ProjectStore extends LabellingStore implements IProjectStore {
  constructor(private readonly _options: StoreOptions) {
    super(_options);
    this.setProject(_options.project ?? createProject());
  }

  // --- images

  imageStatus(imageId: string): ImageStatus {
    return this.desk.status(imageId);
  }

  addImages(references: readonly ImageReference[]): void {
    this.desk.add(references);
  }

  removeImage(imageId: string): void {
    if (!this.desk.find(imageId)) {
      return;
    }
    const hadLabels = this._hasLabels(imageId);
    this.book.endStroke();
    this.desk.remove(imageId);
    this.book.remove(imageId);
    this.emit({ kind: 'history' });
    if (hadLabels) {
      this.onTrainingChanged();
    }
  }

  relinkImage(imageId: string, path: string, innerPath: string): void {
    if (!this.desk.find(imageId)) {
      return;
    }
    // a file that was not open is taken for the one the forest was trained on,
    // and one with a fingerprint is compared when it is opened
    const isOther =
      this.source(imageId) !== null &&
      this._hasLabels(imageId) &&
      this.desk.find(imageId)?.metadata?.fingerprint === undefined;
    this.desk.relink(imageId, path, innerPath);
    if (isOther) {
      this.onTrainingChanged();
    }
  }

  acceptImage(imageId: string): void {
    if (this.desk.accept(imageId)) {
      this.onTrainingChanged();
    }
  }

  selectImage(imageId: string): void {
    this.desk.select(imageId);
  }

  stepImage(step: number): void {
    this.desk.step(step);
  }

  setPlane(plane: PlaneIndex): void {
    this.desk.setPlane(plane);
  }

  // --- tools

  setTool(tool: ToolId): void {
    if (tool !== this.viewState.tool) {
      this.viewState.tool = tool;
      this.emit({ kind: 'tool' });
    }
  }

  setBrushDiameter(diameter: number): void {
    this.viewState.brushDiameter = diameter;
    this.emit({ kind: 'tool' });
  }

  setEraserDiameter(diameter: number): void {
    this.viewState.eraserDiameter = diameter;
    this.emit({ kind: 'tool' });
  }

  // --- classifier

  chooseFeatures(features: FeatureChoice): void {
    this.change({ features }, { kind: 'features' });
    this.onTrainingChanged();
  }

  setTrainingChannels(trainingChannels: readonly number[] | null): void {
    if (trainingChannels?.length === 0) {
      throw new PixelForestError(
        'input',
        'At least one channel must take part in training. Tick a channel.'
      );
    }
    const wrong = trainingChannels?.find(
      channel =>
        !Number.isInteger(channel) ||
        channel < 0 ||
        channel >= this.channelCount
    );
    if (wrong !== undefined && this.channelCount > 0) {
      throw new PixelForestError(
        'input',
        `There is no channel ${wrong}: the images have ${this.channelCount}, counted from 0. Choose among those.`
      );
    }
    this.changeSettings({ trainingChannels }, { kind: 'channels' });
    this.onTrainingChanged();
  }

  setLiveUpdate(liveUpdate: boolean): void {
    this.changeSettings({ liveUpdate }, { kind: 'status' });
    if (liveUpdate) {
      this.classifier.refresh();
    } else {
      this.classifier.stop();
    }
  }

  async updateOnce(): Promise<void> {
    try {
      await this.classifier.update();
    } catch (error) {
      // newer work took its place and does the same
      if (!isAbort(error)) {
        throw error;
      }
    }
  }

  async ensureForest(signal?: AbortSignal): Promise<Forest> {
    return (await this.classifier.ensureForest(signal)).forest;
  }

  importForest(forest: Forest): void {
    this.classifier.checkFits(forest);
    this.classifier.adopt(forest, this.classes.length);
    this.change({ forest }, { kind: 'status' });
    this.classifier.refresh();
  }

  predictState(state: ProjectState | null): IPredictedState {
    return state
      ? this.predictions.create(state)
      : new PresentPrediction(this, this.classifier);
  }

  // --- display

  setChannelView(channel: number, view: Partial<ChannelView>): void {
    const channelViews = withChannelView(
      this.project.settings.channelViews,
      channel,
      view
    );
    this.changeSettings({ channelViews }, { kind: 'channels' });
  }

  setLayer(
    layerId: string,
    state: { isVisible?: boolean; opacity?: number }
  ): void {
    const layer = this.layers.find(({ id }) => id === layerId);
    if (layer) {
      this.viewState.setLayer(layer, state);
    }
  }

  customLayer(id: string): CustomLayer | null {
    return this.viewState.customLayer(id);
  }

  addLayer(layer: CustomLayer): IDisposable {
    return this.viewState.addLayer(layer);
  }

  setVisibleBox(box: TileBox): void {
    this.visibleBox = box;
    this.classifier.refreshView();
    this.predictions.viewMoved();
  }

  async colourTile(
    layerId: string,
    box: TileBox,
    step: number,
    signal: AbortSignal
  ): Promise<ColourResult | null> {
    const layer = this.layers.find(({ id }) => id === layerId);
    const image = this.activeImage;
    const source = image && this.source(image.id);
    if (!layer || !source) {
      return null;
    }
    const region = { plane: this.plane, box, step };
    const content = this.customLayer(layerId)?.content;
    if (content?.kind === 'tiles') {
      return content.colour({ ...region, imageId: image.id }, signal);
    }
    return layer.kind === 'raw'
      ? colourRaw(this.engine, source, region, this.channels, signal)
      : colourResult(
          this.engine,
          this.classifier.map,
          layer,
          image.id,
          region,
          this.classes,
          signal
        );
  }

  async thumbnail(
    imageId: string,
    side: number,
    signal: AbortSignal
  ): Promise<ColourResult> {
    const source = await this.desk.load(imageId);
    await this.display.whenMeasured(imageId);
    signal.throwIfAborted();
    const channels = this.channelsOf(imageId, source);
    return this.display.thumbnail(source, side, channels, signal);
  }

  async valuesAt(y: number, x: number): Promise<readonly number[] | null> {
    const source = this.activeSource;
    return source && this.display.valuesAt(source, this.plane, y, x);
  }

  probabilitiesAt(y: number, x: number): readonly number[] | null {
    const image = this.activeImage;
    return image && this.classifier.map.valuesAt(image.id, this.plane, y, x);
  }

  async channelStatistics(
    channel: number,
    signal?: AbortSignal
  ): Promise<StatisticsResult> {
    const image = this.activeImage;
    const source = await this.desk.load(image?.id ?? '');
    return this.display.statistics(source, this.plane, channel, signal);
  }

  // --- objects

  segmentImage(
    imageId: string,
    signal: AbortSignal,
    onProgress: (share: number) => void = () => undefined,
    known?: ClassMaps
  ): Promise<ImageObjects> {
    const sources = this.objectSources;
    return segmentImage(sources, imageId, signal, onProgress, known);
  }

  // --- whole images

  loadImage(imageId: string): Promise<IImageSource> {
    return this.desk.load(imageId);
  }

  async predictionContext(
    imageId: string,
    signal?: AbortSignal
  ): Promise<PredictionContext> {
    const source = await this.desk.load(imageId);
    const { features } = this.classifier;
    const nickname = this.desk.find(imageId)?.nickname ?? imageId;
    checkImageFits(features, source.metadata, nickname);
    const forest = await this.classifier.ensureForest(signal);
    return { source, features, forest };
  }

  runJob<J extends Job>(
    job: J,
    options: {
      signal?: AbortSignal;
      features?: FeatureSetup;
      forest?: ForestSetup;
      isShown?: boolean;
    }
  ): Promise<ResultOf<J>> {
    const { isShown, ...others } = options;
    const priority = isShown ? Priority.visible : Priority.rest;
    return this.engine.run(job, { ...others, priority });
  }

  async freezeClassifier(signal?: AbortSignal): Promise<IFrozenClassifier> {
    const isOfChannel = this.objects.settings.source.kind === 'channel';
    const { engine, loader } = this._options;
    const isUntrained =
      lackOfLabels(this.project) !== null && this.project.forest === null;
    const forest =
      isUntrained && isOfChannel
        ? null
        : await this.classifier.ensureForest(signal);
    const { project } = this;
    return new FrozenClassifier({
      engine,
      loader,
      project,
      features: this.classifier.features,
      forest,
      labelCounts: new Map(
        project.images.map(({ id }) => [id, this.labelCounts(id)])
      )
    });
  }

  // --- the file

  setTopics(topics: Project['topics']): void {
    this.change({ topics }, { kind: 'topics' });
  }

  noteTopic(name: string, value: unknown): void {
    this.note(withTopic(this.project, name, value));
  }

  replaceProject(project: Project): void {
    this.setProject(project);
  }

  // --- inside

  private _hasLabels(imageId: string): boolean {
    return this.labels(imageId)?.isEmpty === false;
  }
}
