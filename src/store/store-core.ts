import { ISignal, Signal } from '@lumino/signaling';
import { IEngine } from '../engine/engine';
import { IImageSource } from '../image/image-source';
import { LabelClass } from '../project/classes';
import { PlaneIndex, TileBox } from '../project/grid';
import { ImageReference } from '../project/images';
import { LabelImage } from '../project/labels';
import { withObjectCorrections } from '../project/object-corrections';
import { createProject, Project, ProjectSettings } from '../project/project';
import { withSetup } from '../project/project-state';
import { withTopicTexts } from '../project/topics';
import { Classifier } from './classifier';
import { IClassifierHost, PredictionView } from './classifier-host';
import { ResolvedChannel, resolveTrainingChannels } from './channel-views';
import {
  ClassifierStatus,
  IImageLoader,
  IProjectStore,
  Layer,
  PredictionContext,
  StoreChange,
  ToolId
} from './contract';
import { firstFeatures } from './first-features';
import { ImageDesk } from './image-desk';
import { ImageDisplay } from './image-display';
import { LabelBook } from './label-book';
import { IObjectHost, ObjectDesk } from './object-desk';
import { IObjectSources } from './object-input';
import { StatePredictions } from './state-predictions';
import { StoreOptions } from './store-options';
import { TileNews } from './tile-news';
import { ViewState } from './view-state';

/**
 * The parts of a store (labels, images, classifier, view), how they tell one
 * another what happened, and the state one can read. The verbs are in
 * `project-store.ts`.
 */
export abstract class StoreCore {
  constructor({ engine, loader }: StoreOptions) {
    this.engine = engine;
    this.display = new ImageDisplay(engine, () =>
      this.emit({ kind: 'channels' })
    );
    this.viewState = new ViewState(() => this.emit({ kind: 'layers' }));
    this.book = this._createBook();
    this.desk = this._createDesk(loader);
    const host = this._createClassifierHost();
    this.classifier = new Classifier(engine, host);
    this.predictions = new StatePredictions(engine, host);
    this.objects = new ObjectDesk(this._createObjectHost());
  }

  readonly objects: ObjectDesk;

  get changed(): ISignal<IProjectStore, StoreChange> {
    return this._changed;
  }

  get edited(): ISignal<IProjectStore, void> {
    return this._edited;
  }

  get project(): Project {
    return this._project;
  }

  get isLive(): boolean {
    const { classes, images, settings } = this._project;
    const counts = this.book.counts(classes.length, images);
    return settings.liveUpdate ?? counts.filter(count => count > 0).length >= 2;
  }

  get channelCount(): number {
    const known = this._project.images.find(({ metadata }) => metadata);
    return known?.metadata?.shape.c ?? 0;
  }

  /** Slices of the images; 1 until one is known. */
  get depth(): number {
    const known = this._project.images.find(({ metadata }) => metadata);
    return known?.metadata?.shape.z ?? 1;
  }

  get trainingChannels(): readonly number[] {
    const { trainingChannels } = this._project.settings;
    return resolveTrainingChannels(trainingChannels, this.channelCount);
  }

  get classes(): readonly LabelClass[] {
    return this.project.classes;
  }

  get activeImage(): ImageReference | null {
    return this.desk.active;
  }

  get plane(): PlaneIndex {
    return this.desk.plane;
  }

  get tool(): ToolId {
    return this.viewState.tool;
  }

  get brushDiameter(): number {
    return this.viewState.brushDiameter;
  }

  get eraserDiameter(): number {
    return this.viewState.eraserDiameter;
  }

  get layers(): readonly Layer[] {
    const { isOn, settings } = this.objects;
    const isRaw = settings.source.kind === 'channel';
    return this.viewState.layers(this.classes, { isOn, isRaw });
  }

  get status(): ClassifierStatus {
    return this.classifier.status;
  }

  get canUndo(): boolean {
    return this.book.canUndo;
  }

  get canRedo(): boolean {
    return this.book.canRedo;
  }

  get channels(): readonly ResolvedChannel[] {
    const image = this.activeImage;
    const source = image && this.source(image.id);
    return source ? this.channelsOf(image.id, source) : [];
  }

  source(imageId: string): IImageSource | null {
    return this.desk.source(imageId);
  }

  labels(imageId: string): LabelImage | null {
    return this.book.labels.get(imageId) ?? null;
  }

  labelCounts(imageId?: string): readonly number[] {
    const { classes, images } = this.project;
    return this.book.counts(classes.length, images, imageId);
  }

  get activeClassIndex(): number {
    return this._activeClassIndex;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._tileNews.dispose();
      this.objects.dispose();
      this.predictions.dispose();
      this.classifier.dispose();
      this.desk.dispose();
      Signal.clearData(this);
    }
  }

  /** The channels of any image as they are shown. */
  protected channelsOf(
    imageId: string,
    source: IImageSource
  ): ResolvedChannel[] {
    const { channelViews } = this.project.settings;
    const { trainingChannels } = this;
    return this.display.channels(
      imageId,
      source,
      channelViews,
      trainingChannels
    );
  }

  protected emit(change: StoreChange): void {
    this._changed.emit(change);
    // parts speak before all of them are there
    this.objects?.storeChanged(change);
  }

  /** Changes a part that belongs to the file. */
  protected change(part: Partial<Project>, change: StoreChange): void {
    this._project = { ...this._project, ...part };
    this.emit(change);
    this._edited.emit();
  }

  protected note(project: Project): void {
    this._project = project;
  }

  protected changeSettings(
    part: Partial<ProjectSettings>,
    change: StoreChange
  ): void {
    const settings = { ...this._project.settings, ...part };
    this.change({ settings }, change);
  }

  /** What the forest was trained on is no longer what the project holds. */
  protected onTrainingChanged(): void {
    this.note({ ...this._project, forest: null });
    this.classifier.invalidate();
    this.emit({ kind: 'status' });
    this.classifier.refresh();
  }

  /** What is on the screen; null without an image. */
  protected get view(): PredictionView | null {
    const { active: image, plane } = this.desk;
    return image && { imageId: image.id, plane, visibleBox: this.visibleBox };
  }

  protected setActiveClass(classIndex: number): void {
    this._activeClassIndex = classIndex;
    this.emit({ kind: 'classes' });
  }

  protected setProject(project: Project): void {
    this.book.replace(project.labels);
    this.classifier.reset();
    this._project = { ...project, labels: this.book.labels };
    this._activeClassIndex = 0;
    this.visibleBox = null;
    this.classifier.adopt(project.forest, project.classes.length);
    this.desk.reset();
    this.emit({ kind: 'project' });
    this.classifier.refresh();
  }

  /** The class list changed, by hand or by undo. */
  private _setClasses(classes: readonly LabelClass[]): void {
    const isSameCount = classes.length === this._project.classes.length;
    this._project = { ...this._project, classes };
    this._activeClassIndex = Math.min(
      this._activeClassIndex,
      classes.length - 1
    );
    if (!isSameCount) {
      this.classifier.map.forget();
    }
    this.emit({ kind: 'classes' });
    this.emit({ kind: 'layers' });
    this.emit({ kind: 'prediction', imageId: null, plane: null, box: null });
  }

  private _setObjects(project: Project): void {
    const { kind } = this.objects.settings.source;
    this._project = project;
    if (kind !== this.objects.settings.source.kind) {
      this.emit({ kind: 'layers' });
    }
    this.objects.refresh();
    this.emit({ kind: 'objects' });
  }

  private _createBook(): LabelBook {
    return new LabelBook({
      onLabels: (imageId, plane, box) =>
        this.emit({ kind: 'labels', imageId, plane, box }),
      onClasses: classes => this._setClasses(classes),
      onCorrections: corrections =>
        this._setObjects(withObjectCorrections(this._project, corrections)),
      onObjects: objects =>
        this._setObjects(withTopicTexts(this._project, objects)),
      onSetup: setup => {
        this._project = withSetup(this._project, setup);
        this.emit({ kind: 'features' });
        this.emit({ kind: 'channels' });
      },
      onNothing: () => this.classifier.refresh(),
      onStep: isTraining => {
        this.emit({ kind: 'history' });
        this._edited.emit();
        if (isTraining) {
          this.onTrainingChanged();
        }
      }
    });
  }

  private _createDesk(loader: IImageLoader): ImageDesk {
    const host = {
      project: () => this._project,
      labels: (imageId: string) => this.book.labels.get(imageId) ?? null,
      setImages: (images: Project['images'], isEdit: boolean) => {
        const features = firstFeatures(this._project, images);
        this._project = { ...this._project, images };
        this.emit({ kind: 'images' });
        if (features) {
          this.change({ features }, { kind: 'features' });
        }
        if (isEdit) {
          this._edited.emit();
        }
      },
      emit: (change: StoreChange) => this.emit(change),
      onReady: this.display.measureLater,
      onForgotten: (imageId: string) => {
        this.display.forget(imageId);
        this.classifier.forgetImage(imageId);
        this.emit({ kind: 'prediction', imageId, plane: null, box: null });
      },
      onMoved: () => {
        this.visibleBox = null;
        this.classifier.refresh();
        this.predictions.viewMoved();
      }
    };
    return new ImageDesk(host, loader);
  }

  /** What objects are found from. */
  protected get objectSources(): IObjectSources {
    return {
      engine: this.engine,
      map: this.classifier.map,
      project: () => this._project,
      view: () => {
        const image = this.desk.active;
        return image && { imageId: image.id, plane: this.desk.plane };
      },
      load: imageId => this.desk.load(imageId),
      classifierStatus: () => this.classifier.status,
      predictionContext: (imageId, signal) =>
        this.predictionContext(imageId, signal)
    };
  }

  abstract predictionContext(
    imageId: string,
    signal?: AbortSignal
  ): Promise<PredictionContext>;

  private _createObjectHost(): IObjectHost {
    return {
      ...this.objectSources,
      metadata: () => this.desk.metadataOf(this.activeImage?.id ?? ''),
      setTopics: ({ topics }) => this.change({ topics }, { kind: 'objects' }),
      book: this.book,
      emit: change => this.emit(change)
    };
  }

  private _createClassifierHost(): IClassifierHost {
    return {
      project: () => this._project,
      channelCount: () => this.channelCount,
      depth: () => this.depth,
      trainingChannels: () => this.trainingChannels,
      isLive: () => this.isLive,
      view: () => this.view,
      load: imageId => this.desk.loadToCompute(imageId),
      onTrained: forest => this.note({ ...this._project, forest }),
      onTile: tile => this._tileNews.add(tile),
      onStatus: () => {
        // the classifier is not there yet when it says its first word
        if (this.classifier?.status.state !== 'predicting') {
          this._tileNews.flush();
        }
        this.emit({ kind: 'status' });
      }
    };
  }

  private readonly _tileNews = new TileNews(({ imageId, plane, box }) =>
    this.emit({ kind: 'prediction', imageId, plane, box })
  );
  protected readonly engine: IEngine;
  protected readonly book: LabelBook;
  protected readonly desk: ImageDesk;
  protected readonly display: ImageDisplay;
  protected readonly viewState: ViewState;
  protected readonly classifier: Classifier;
  protected readonly predictions: StatePredictions;
  /** What the viewer shows; null until it has said. */
  protected visibleBox: TileBox | null = null;
  private readonly _changed = new Signal<IProjectStore, StoreChange>(
    this as unknown as IProjectStore
  );
  private readonly _edited = new Signal<IProjectStore, void>(
    this as unknown as IProjectStore
  );
  private _project = createProject();
  private _activeClassIndex = 0;
  private _isDisposed = false;
}
