import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import { isAbort, PixelForestError } from '../errors';
import { LabelClass } from '../project/classes';
import { TileBox } from '../project/grid';
import { ProjectState } from '../project/project-state';
import { ChangeCounter } from './change-counter';
import { ChangeTally } from './change-tally';
import { ComparedPair } from './compared-pair';
import {
  CustomLayer,
  IPredictedState,
  IProjectStore,
  PredictionNews,
  StoreChange
} from './contract';

/** A state by its name; null = the present one. */
export type NamedState = {
  readonly name: string;
  readonly state: ProjectState | null;
};

/** What a layer is called. */
export type LayerWords = Pick<CustomLayer, 'name' | 'explanation'>;

/** The three layers of a comparison. */
export type ComparisonWords = {
  readonly left: LayerWords;
  readonly right: LayerWords;
  readonly changes: LayerWords;
};

/** What is on screen: both states side by side, or where they differ. */
export type ComparisonView = 'curtain' | 'changes';

/** Ids of the layers. */
export const COMPARISON_LAYERS = {
  left: 'compared-left',
  right: 'compared-right',
  changes: 'compared-changes'
} as const;

/** Of a side, so that the image is still seen below. */
const OPACITY = 0.6;

/**
 * Predicts two states of the project and shows them: left and right of a
 * curtain, or as a map of what changed, with counts.
 */
export class StateComparison implements IDisposable {
  constructor(
    private readonly _store: IProjectStore,
    readonly left: NamedState,
    readonly right: NamedState,
    words: ComparisonWords
  ) {
    this._pair = new ComparedPair(_store, [left.state, right.state]);
    this._counter = new ChangeCounter(_store, this._pair, {
      onCounted: () => this._changed.emit(),
      onColored: () => this._stale.changes.emit(null),
      onError: error => this._fail(error)
    });
    // maps and labels would cover what the comparison shows
    this._hidden = _store.layers
      .filter(({ kind, isVisible }) => isVisible && kind !== 'raw')
      .map(({ id }) => id);
    this._hidden.forEach(id => _store.setLayer(id, { isVisible: false }));
    this._layers = this._createLayers(words).map(layer => {
      const added = _store.addLayer(layer);
      if (layer.side) {
        _store.setLayer(layer.id, { opacity: OPACITY });
      }
      return added;
    });
    this.view = 'curtain';
    this._pair.sides.forEach(side =>
      side.changed.connect(this._predicted, this)
    );
    _store.changed.connect(this._storeChanged, this);
  }

  /** Emitted after anything that is shown changed. */
  get changed(): ISignal<StateComparison, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Classes of both states. */
  get classes(): readonly LabelClass[] {
    return this._pair.classes;
  }

  /** Of the plane on screen. */
  get tally(): ChangeTally {
    return this._counter.tally;
  }

  /** Whether states are trained or predicted now. */
  get isRunning(): boolean {
    return this._run !== null;
  }

  /** 0…1 over both states. */
  get progress(): number {
    const shares = this._pair.sides.map(({ status }) =>
      status.state === 'ready' ? 1 : (status.progress ?? 0)
    );
    return (shares[0] + shares[1]) / 2;
  }

  /** Why a state cannot be predicted, in words; '' if all is well. */
  get problem(): string {
    return this._problem;
  }

  get view(): ComparisonView {
    return this._view;
  }

  set view(view: ComparisonView) {
    this._view = view;
    const { left, right, changes } = COMPARISON_LAYERS;
    const isCurtain = view === 'curtain';
    this._store.setLayer(left, { isVisible: isCurtain });
    this._store.setLayer(right, { isVisible: isCurtain });
    this._store.setLayer(changes, { isVisible: !isCurtain });
    this._changed.emit();
  }

  /** Predicts what is on screen of both, then the rest of the plane. Errors become the problem. */
  async start(): Promise<void> {
    this._run?.abort();
    const run = new AbortController();
    this._run = run;
    this._problem = '';
    this._changed.emit();
    const { sides } = this._pair;
    try {
      for (const reach of ['view', 'plane'] as const) {
        await update(sides[0], this.left.name, reach);
        run.signal.throwIfAborted();
        await update(sides[1], this.right.name, reach);
        run.signal.throwIfAborted();
      }
    } catch (error) {
      if (!run.signal.aborted) {
        this._fail(error);
      }
    }
    if (this._run === run) {
      this._run = null;
      this._changed.emit();
    }
  }

  /** Stops predicting; what is there stays. */
  cancel(): void {
    this._run?.abort();
    this._run = null;
    this._pair.sides.forEach(side => side.stop());
    this._changed.emit();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._run?.abort();
    this._counter.stop();
    this._store.changed.disconnect(this._storeChanged, this);
    this._pair.dispose();
    this._layers.forEach(layer => layer.dispose());
    if (!this._store.isDisposed) {
      this._hidden.forEach(id => this._store.setLayer(id, { isVisible: true }));
    }
    Signal.clearData(this);
  }

  private _createLayers(words: ComparisonWords): CustomLayer[] {
    const { _pair: pair, _stale: stale } = this;
    return [
      {
        ...words.changes,
        id: COMPARISON_LAYERS.changes,
        content: {
          kind: 'tiles',
          changed: stale.changes,
          colour: (region, signal) =>
            pair.compare(region, this._counter.book.colors, true, signal)
        }
      },
      {
        ...words.right,
        id: COMPARISON_LAYERS.right,
        side: 'right',
        content: {
          kind: 'tiles',
          changed: stale.right,
          colour: (region, signal) => pair.colour(1, region, signal)
        }
      },
      {
        ...words.left,
        id: COMPARISON_LAYERS.left,
        side: 'left',
        content: {
          kind: 'tiles',
          changed: stale.left,
          colour: (region, signal) => pair.colour(0, region, signal)
        }
      }
    ];
  }

  private _predicted(side: IPredictedState, news: PredictionNews): void {
    if (news !== 'status') {
      const box = news === 'all' ? null : news;
      const { left, right, changes } = this._stale;
      (side === this._pair.sides[0] ? left : right).emit(box);
      changes.emit(box);
      this._counter.countLater(box);
    }
    this._changed.emit();
  }

  private _storeChanged(_: IProjectStore, { kind }: StoreChange): void {
    if (kind === 'activeImage' || kind === 'plane') {
      this._counter.restart();
      this._changed.emit();
    } else if (kind === 'classes' && this._pair.renewClasses()) {
      this._counter.restart(true);
      Object.values(this._stale).forEach(stale => stale.emit(null));
      this._changed.emit();
    }
  }

  private _fail(error: unknown): void {
    this._problem = error instanceof Error ? error.message : String(error);
    this._changed.emit();
  }

  private readonly _changed = new Signal<StateComparison, void>(this);
  private readonly _stale = {
    left: new Signal<object, TileBox | null>({}),
    right: new Signal<object, TileBox | null>({}),
    changes: new Signal<object, TileBox | null>({})
  };
  private readonly _pair: ComparedPair;
  private readonly _counter: ChangeCounter;
  private readonly _layers: readonly IDisposable[];
  /** Layers that are shown again when the comparison is over. */
  private readonly _hidden: readonly string[];
  private _view: ComparisonView = 'curtain';
  private _run: AbortController | null = null;
  private _problem = '';
  private _isDisposed = false;
}

/** @throws what predicting failed with, under the name of the state */
async function update(
  side: IPredictedState,
  name: string,
  reach: 'view' | 'plane'
): Promise<void> {
  try {
    await side.update(reach);
  } catch (error) {
    // newer work of the store took its place and does the same
    if (!isAbort(error)) {
      const message = error instanceof Error ? error.message : String(error);
      throw new PixelForestError('mismatch', `${name}: ${message}`, {
        cause: error
      });
    }
  }
}
