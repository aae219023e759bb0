import { ISignal, Signal } from '@lumino/signaling';
import { IEngine } from '../engine/engine';
import { MEMORY_SHARES } from '../engine/memory-shares';
import { AssembledProbabilities } from '../engine/probability-map';
import { LabelClass } from '../project/classes';
import { PlaneIndex, TileBox } from '../project/grid';
import { Project } from '../project/project';
import { ProjectState, withSetup } from '../project/project-state';
import { resolveTrainingChannels } from './channel-views';
import { Classifier } from './classifier';
import { IClassifierHost } from './classifier-host';
import { ClassifierStatus, IPredictedState, PredictionNews } from './contract';
import { TileNews } from './tile-news';

/** Two states may be compared beside the present one: half of its share each. */
const BUDGET_BYTES = MEMORY_SHARES.probabilityBytes / 2;

/** What a prediction asks of the store. */
export type StateHost = Pick<
  IClassifierHost,
  'project' | 'channelCount' | 'depth' | 'view' | 'load'
>;

/** Trains and predicts a state of the project with a classifier of its own. */
export class StatePrediction implements IPredictedState {
  constructor(
    engine: IEngine,
    private readonly _state: ProjectState,
    private readonly _host: StateHost,
    private readonly _onDisposed: () => void
  ) {
    this._classifier = new Classifier(engine, this._createHost(), {
      budgetBytes: BUDGET_BYTES
    });
  }

  get classes(): readonly LabelClass[] {
    return this._state.classes;
  }

  get status(): ClassifierStatus {
    return this._classifier.status;
  }

  get changed(): ISignal<IPredictedState, PredictionNews> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  update(reach: 'view' | 'plane'): Promise<void> {
    this._reach = reach;
    return this._classifier.update(reach);
  }

  stop(): void {
    this._reach = null;
    this._classifier.stop();
  }

  read(
    imageId: string,
    plane: PlaneIndex,
    box: TileBox
  ): AssembledProbabilities | null {
    return this._classifier.map.read(imageId, plane, box);
  }

  /** Goes on where the user looks now. Training goes on as it is. */
  viewMoved(): void {
    const { state } = this.status;
    if (this._reach && state !== 'training' && state !== 'failed') {
      // the status says what went wrong
      this._classifier.update(this._reach).catch(() => undefined);
    }
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._news.dispose();
      this._classifier.dispose();
      this._onDisposed();
      Signal.clearData(this);
    }
  }

  private _createHost(): IClassifierHost {
    const { _host: host, _state: state } = this;
    const { setup } = state;
    return {
      ...host,
      project: (): Project => {
        const { classes, labels } = state;
        const project = withSetup(host.project(), setup);
        return { ...project, classes, labels, forest: null };
      },
      trainingChannels: () =>
        resolveTrainingChannels(setup.trainingChannels, host.channelCount()),
      isLive: () => true,
      onTrained: () => undefined,
      onTile: tile => this._news.add(tile),
      onStatus: () => {
        if (this.status.state !== 'predicting') {
          this._news.flush();
        }
        this._changed.emit('status');
      }
    };
  }

  private readonly _changed = new Signal<IPredictedState, PredictionNews>(this);
  private readonly _news = new TileNews(({ box }) => this._changed.emit(box));
  private readonly _classifier: Classifier;
  /** How far it is to predict; null = it is stopped. */
  private _reach: 'view' | 'plane' | null = null;
  private _isDisposed = false;
}
