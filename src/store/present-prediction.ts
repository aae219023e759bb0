import { ISignal, Signal } from '@lumino/signaling';
import { AssembledProbabilities } from '../engine/probability-map';
import { LabelClass } from '../project/classes';
import { PlaneIndex, TileBox } from '../project/grid';
import { Classifier } from './classifier';
import {
  ClassifierStatus,
  IPredictedState,
  IProjectStore,
  PredictionNews,
  StoreChange
} from './contract';

/** What the project predicts now: the store's own maps, which follow the strokes while live update is on. */
export class PresentPrediction implements IPredictedState {
  constructor(
    private readonly _store: IProjectStore,
    private readonly _classifier: Classifier
  ) {
    _store.changed.connect(this._storeChanged, this);
  }

  isDisposed = false;

  get classes(): readonly LabelClass[] {
    return this._store.classes;
  }

  get status(): ClassifierStatus {
    return this._classifier.status;
  }

  get changed(): ISignal<IPredictedState, PredictionNews> {
    return this._changed;
  }

  update(reach: 'view' | 'plane'): Promise<void> {
    return this._classifier.update(reach);
  }

  stop(): void {
    if (!this._store.isLive) {
      this._classifier.stop();
    }
  }

  read(
    imageId: string,
    plane: PlaneIndex,
    box: TileBox
  ): AssembledProbabilities | null {
    return this._classifier.map.read(imageId, plane, box);
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.isDisposed = true;
      this._store.changed.disconnect(this._storeChanged, this);
      Signal.clearData(this);
    }
  }

  private _storeChanged(_: IProjectStore, change: StoreChange): void {
    if (change.kind === 'prediction') {
      this._changed.emit(change.box ?? 'all');
    } else if (change.kind === 'classes') {
      this._changed.emit('all');
    } else if (change.kind === 'status') {
      this._changed.emit('status');
    }
  }

  private readonly _changed = new Signal<IPredictedState, PredictionNews>(this);
}
