import { IDisposable } from '@lumino/disposable';
import { IEngine } from '../engine/engine';
import { ProjectState } from '../project/project-state';
import { StateHost, StatePrediction } from './state-prediction';

/** What other states of the project predict, while they are compared with this one. */
export class StatePredictions implements IDisposable {
  constructor(
    private readonly _engine: IEngine,
    private readonly _host: StateHost
  ) {}

  isDisposed = false;

  /** @returns dispose when the state is not looked at any more */
  create(state: ProjectState): StatePrediction {
    const prediction = new StatePrediction(
      this._engine,
      state,
      this._host,
      () => this._open.delete(prediction)
    );
    this._open.add(prediction);
    return prediction;
  }

  /** Another part of an image is looked at. */
  viewMoved(): void {
    this._open.forEach(prediction => prediction.viewMoved());
  }

  dispose(): void {
    this.isDisposed = true;
    this._open.forEach(prediction => prediction.dispose());
  }

  private readonly _open = new Set<StatePrediction>();
}
