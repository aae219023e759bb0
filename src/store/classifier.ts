import { isAbort, messageOf, PixelForestError } from '../errors';
import { IEngine } from '../engine/engine';
import { Priority } from '../engine/job-queue';
import { ProbabilityMap } from '../engine/probability-map';
import { FeatureSetup, ForestSetup } from '../engine/protocol';
import { trainForest } from '../engine/train-forest';
import { TrainingRows } from '../engine/training-rows';
import { IImageSource } from '../image/image-source';
import { growBox, wholePlane } from '../image/tile-grid';
import { checkImageFits } from '../pipeline/features/image-fit';
import { createFeatureSetup } from '../pipeline/features/feature-setup';
import { columnCount } from '../pipeline/features/columns';
import {
  checkForestFits,
  createForestSetup
} from '../pipeline/forest/forest-setup';
import { forestSignature } from '../pipeline/forest/forest-signature';
import { trainingPixels } from '../pipeline/forest/training-pixels';
import { Forest } from '../project/forest';
import { IClassifierHost, PredictionView } from './classifier-host';
import { ClassifierStatus } from './contract';
import { lackOfLabels } from './lack-of-labels';

/** Margin around the view that is predicted next, for panning: one tile. */
const NEIGHBOURHOOD_PX = 128;

/** Forests kept for undo and redo. */
const KEPT_FORESTS = 8;

/** All projects of a page share one engine, which tells forests apart by id: each gets its own number. */
let forestCount = 0;

/** Trains when labels changed and predicts what is on the screen, newest work only. */
export class Classifier {
  /** @param options.budgetBytes for predicted tiles; default as {@link ProbabilityMap} */
  constructor(
    private readonly _engine: IEngine,
    private readonly _host: IClassifierHost,
    options: { budgetBytes?: number } = {}
  ) {
    this._rows = new TrainingRows(_engine);
    this.map = new ProbabilityMap(_engine, options);
    this.map.tileReady.connect((_, tile) => {
      _host.onTile(tile);
      this._showProgress();
    });
  }

  /** The predicted tiles. */
  readonly map: ProbabilityMap;

  get status(): ClassifierStatus {
    return this._status;
  }

  /** The columns of now. @throws PixelForestError `input` if nothing is chosen */
  get features(): FeatureSetup {
    return createFeatureSetup(
      this._host.project().features,
      this._host.channelCount(),
      this._host.trainingChannels(),
      this._host.depth()
    );
  }

  /** Labels, features or channels changed: the forest no longer matches. */
  invalidate(): void {
    this._revision += 1;
    this._forest = null;
    this.pause();
    if (!this._host.isLive()) {
      this._rest();
    }
  }

  /**
   * Uses a forest from a file; it counts as matching until something changes.
   *
   * @throws PixelForestError `mismatch` if it knows more classes than there are
   */
  adopt(forest: Forest | null, classCount: number): void {
    const setup =
      forest && createForestSetup(nextForestId(), forest, classCount);
    this._revision += 1;
    this.pause();
    this._forest = setup;
  }

  /**
   * Columns are known once an image is.
   *
   * @throws PixelForestError `mismatch` if a forest was trained on other columns than those of now
   */
  checkFits(forest: Forest): void {
    if (this._host.channelCount() > 0) {
      checkForestFits(forest, columnCount(this.features));
    }
  }

  /** Forgets everything, e.g. for another project. */
  reset(): void {
    this.pause();
    this._rows.forget();
    this._grown.clear();
    this.map.forget();
    this._forest = null;
    this._setStatus('idle', '');
  }

  /** Forgets what is known of one image. */
  forgetImage(imageId: string): void {
    this._rows.forget(imageId);
    this._grown.clear();
    this.map.forget(imageId);
  }

  /** Stops what is running, so that painting has the machine to itself. */
  pause(): void {
    this._run?.abort();
    this._run = null;
    this.map.cancel();
  }

  /** Stops what is running for good. */
  stop(): void {
    this.pause();
    this._restIfStopped();
  }

  /** Brings the view up to date: trains first if live and needed. Errors become the status. */
  refresh(): void {
    if (!this._host.isLive() && !this._forest) {
      return;
    }
    const lack = this._forest ? null : lackOfLabels(this._host.project());
    if (lack) {
      // live update was switched on before there is anything to learn from
      this.pause();
      this._setStatus('idle', lack);
      return;
    }
    // the status says what went wrong, and newer work speaks for itself
    this.update().catch(() => undefined);
  }

  /** Another part of the plane is looked at. Training that failed is not tried again for that. */
  refreshView(): void {
    const { state } = this._status;
    if (state !== 'training' && (state !== 'failed' || this._forest)) {
      this.refresh();
    }
  }

  /**
   * Trains if needed, then predicts the view and, unless only that is wanted,
   * the rest of the plane. Resolves when it is complete or newer work has begun.
   *
   * @throws what training or prediction failed with, which the status says too
   */
  async update(reach: 'view' | 'plane' = 'plane'): Promise<void> {
    if (!this._host.view()) {
      return;
    }
    this.pause();
    const run = new AbortController();
    this._run = run;
    if (this._forest) {
      this._setStatus('predicting', 'Predicting…', 0);
    }
    try {
      await this._predict(await this._train(run.signal), reach, run.signal);
    } catch (error) {
      if (this._run === run && !isAbort(error)) {
        this._setStatus('failed', messageOf(error));
      }
      throw error;
    } finally {
      if (this._run === run) {
        this._run = null;
      }
      this._restIfStopped();
    }
  }

  /**
   * The forest that matches the labels of now.
   *
   * @throws PixelForestError `mismatch` if fewer than two classes have labels
   */
  async ensureForest(signal?: AbortSignal): Promise<ForestSetup> {
    try {
      return await this._train(signal);
    } finally {
      this._restIfStopped();
    }
  }

  dispose(): void {
    this.pause();
    this.map.dispose();
  }

  private async _predict(
    forest: ForestSetup,
    reach: 'view' | 'plane',
    signal: AbortSignal
  ): Promise<void> {
    const opened = await this._openView();
    signal.throwIfAborted();
    if (!opened) {
      return;
    }
    const { view, source } = opened;
    const features = this.features;
    this._checkImage(view.imageId, source, features);
    const { shape } = source.metadata;
    const bounds = wholePlane(shape);
    const visible = view.visibleBox ?? bounds;
    this._setStatus('predicting', 'Predicting…', 0);
    const isComplete = await this.map.request(
      { imageId: view.imageId, source, plane: view.plane, features, forest },
      [
        { box: visible, priority: Priority.visible },
        {
          box: growBox(visible, NEIGHBOURHOOD_PX, bounds),
          priority: Priority.neighbourhood
        },
        { box: bounds, priority: Priority.rest }
      ].slice(0, reach === 'view' ? 1 : 3)
    );
    if (isComplete && reach === 'plane') {
      this._setStatus('ready', 'Up to date', 1);
    }
  }

  /** The image that is looked at, also if another one was chosen while it was opened. */
  private async _openView(): Promise<{
    view: PredictionView;
    source: IImageSource;
  } | null> {
    for (;;) {
      const begun = this._host.view();
      const source = begun && (await this._host.load(begun.imageId));
      const view = this._host.view();
      if (!source || !view) {
        return null;
      }
      if (view.imageId === begun.imageId) {
        return { view, source };
      }
    }
  }

  private async _train(signal?: AbortSignal): Promise<ForestSetup> {
    if (this._forest) {
      this.checkFits(this._forest.forest);
      return this._forest;
    }
    const project = this._host.project();
    const revision = this._revision;
    const lack = lackOfLabels(project);
    if (lack) {
      throw new PixelForestError('mismatch', lack);
    }
    const pixels = trainingPixels(project.images, project.labels);
    if (this._host.channelCount() === 0) {
      // channels and slices, and with them columns, are known once an image is open
      await this._host.load(pixels[0].imageId);
      signal?.throwIfAborted();
    }
    const features = this.features;
    const { seed, treeCount } = project.settings;
    const classCount = project.classes.length;
    const origin = { pixels, features, seed, treeCount };
    const key = `${forestSignature(origin)} ${classCount}`;
    const known = this._grown.get(key);
    if (known) {
      return this._use(known);
    }
    this._setStatus('training', 'Learning from the labels…');
    const set = await this._rows.collect(
      pixels,
      async imageId => {
        const source = await this._host.load(imageId);
        this._checkImage(imageId, source, features);
        return source;
      },
      features,
      signal
    );
    const forest = await trainForest(this._engine, set, {
      features,
      seed,
      treeCount,
      signal
    });
    signal?.throwIfAborted();
    const setup = createForestSetup(nextForestId(), forest, classCount);
    // an edit meanwhile makes this forest a thing of the past
    if (revision === this._revision) {
      this._keep(key, setup);
      this._use(setup);
    }
    return setup;
  }

  private _use(setup: ForestSetup): ForestSetup {
    this._forest = setup;
    this._host.onTrained(setup.forest);
    return setup;
  }

  private _keep(key: string, setup: ForestSetup): void {
    this._grown.set(key, setup);
    const [oldest] = this._grown.keys();
    if (this._grown.size > KEPT_FORESTS) {
      this._grown.delete(oldest);
    }
  }

  private _checkImage(
    imageId: string,
    { metadata }: IImageSource,
    features: FeatureSetup
  ): void {
    const image = this._host.project().images.find(({ id }) => id === imageId);
    checkImageFits(features, metadata, image?.nickname ?? imageId);
  }

  private _showProgress(): void {
    const { done, total } = this.map.progress;
    if (this._status.state === 'predicting' && total > 0) {
      this._setStatus('predicting', 'Predicting…', done / total);
    }
  }

  /** Work was stopped with nothing in its place: the status must not say that it goes on. */
  private _restIfStopped(): void {
    const { state } = this._status;
    if (!this._run && (state === 'training' || state === 'predicting')) {
      this._rest();
    }
  }

  private _rest(): void {
    const isOld =
      !this._host.isLive() && !this._forest && this.map.heldBytes > 0;
    this._setStatus(
      'idle',
      isOld ? 'The maps show an older state. Update to refresh.' : ''
    );
  }

  private _setStatus(
    state: ClassifierStatus['state'],
    message: string,
    progress: number | null = null
  ): void {
    this._status = { state, message, progress };
    this._host.onStatus();
  }

  private readonly _rows: TrainingRows;
  private _forest: ForestSetup | null = null;
  private _revision = 0;
  /** By what they were grown from, so that undo and redo need no training. */
  private readonly _grown = new Map<string, ForestSetup>();
  private _run: AbortController | null = null;
  private _status: ClassifierStatus = {
    state: 'idle',
    message: '',
    progress: null
  };
}

function nextForestId(): string {
  forestCount += 1;
  return `forest ${forestCount}`;
}
