import { IDisposable } from '@lumino/disposable';
import {
  ColourResult,
  ComparedPrediction,
  CompareSegmentationsResult
} from '../engine/protocol';
import { applyClassChoices } from '../project/class-matching';
import { LabelClass } from '../project/classes';
import { Rgb } from '../project/images';
import { ProjectState } from '../project/project-state';
import { matchVersionClasses } from '../project/version-merge';
import { everyStep } from './coloured-tiles';
import { IPredictedState, IProjectStore, TileRegion } from './contract';

/** Classes of both states, and where those of each are in the list. */
type CommonClasses = {
  readonly classes: readonly LabelClass[];
  readonly places: readonly [readonly number[], readonly number[]];
};

/** The first or the second state. */
export type Side = 0 | 1;

/** Two states of a project with what they predict, in one list of classes. */
export class ComparedPair implements IDisposable {
  /** @param states null = the present one */
  constructor(
    private readonly _store: IProjectStore,
    states: readonly [ProjectState | null, ProjectState | null]
  ) {
    this.sides = [
      _store.predictState(states[0]),
      _store.predictState(states[1])
    ];
    this._common = this._matchClasses();
  }

  readonly sides: readonly [IPredictedState, IPredictedState];
  isDisposed = false;

  /** Of both states: those of the second, then what only the first has. */
  get classes(): readonly LabelClass[] {
    return this._common.classes;
  }

  /** The present state may have got, lost or renamed classes. @returns whether it has */
  renewClasses(): boolean {
    const common = this._matchClasses();
    const isOther = JSON.stringify(common) !== JSON.stringify(this._common);
    this._common = common;
    return isOther;
  }

  /**
   * The segmentation of one state; a class has the same colour in both.
   *
   * @returns null where nothing is predicted yet
   */
  async colour(
    side: Side,
    region: TileRegion,
    signal: AbortSignal
  ): Promise<ColourResult | null> {
    const read = this._read(side, region);
    if (!read) {
      return null;
    }
    const { values: probabilities, height, width } = read;
    const { classes, places } = this._common;
    return this._store.runJob(
      {
        kind: 'colourProbability',
        probabilities,
        height,
        width,
        classColors: places[side].map(place => classes[place].probabilityColor),
        mode: 'segmentation',
        classIndex: -1
      },
      { signal, isShown: true }
    );
  }

  /**
   * Where both differ: counted and painted.
   *
   * @param colors  (class × class) colour of what was of the row's class and is of the column's
   * @param isShown whether the user waits for the picture
   * @returns null where one is not predicted yet
   */
  async compare(
    region: TileRegion,
    colors: readonly Rgb[],
    isShown: boolean,
    signal: AbortSignal
  ): Promise<CompareSegmentationsResult | null> {
    const [first, second] = [this._read(0, region), this._read(1, region)];
    if (!first || !second) {
      return null;
    }
    const { classes, places } = this._common;
    const [was, is] = [first, second].map(
      ({ values: probabilities }, i): ComparedPrediction => ({
        probabilities,
        places: places[i]
      })
    );
    return this._store.runJob(
      {
        kind: 'compareSegmentations',
        first: was,
        second: is,
        height: first.height,
        width: first.width,
        classCount: classes.length,
        colors
      },
      { signal, isShown }
    );
  }

  dispose(): void {
    if (!this.isDisposed) {
      this.isDisposed = true;
      this.sides.forEach(side => side.dispose());
    }
  }

  /** Probabilities of a state, every step-th pixel; null where nothing of it is known. */
  private _read(
    side: Side,
    { imageId, plane, box, step }: TileRegion
  ): ReturnType<typeof everyStep> | null {
    const found = this.sides[side].read(imageId, plane, box);
    if (!found || found.classCount !== this._common.places[side].length) {
      return null;
    }
    return everyStep(
      found.probabilities,
      found.classCount,
      box.y1 - box.y0,
      box.x1 - box.x0,
      step
    );
  }

  private _matchClasses(): CommonClasses {
    const [first, second] = this.sides.map(({ classes }) => classes);
    const { classes, numbers } = applyClassChoices(
      second,
      first,
      matchVersionClasses(second, first)
    );
    return {
      classes,
      places: [numbers.map(number => number - 1), second.map((_, i) => i)]
    };
  }

  private _common: CommonClasses;
}
