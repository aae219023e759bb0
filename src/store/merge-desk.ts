import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import { PixelForestError } from '../errors';
import { placeOfBlock } from '../project/block-grid';
import { ClassChoice, matchClasses } from '../project/class-matching';
import { LabelClass } from '../project/classes';
import { PlaneIndex } from '../project/grid';
import { ImageMatch, isSameSize, matchImages } from '../project/image-matching';
import { ImageReference } from '../project/images';
import {
  DisputeRule,
  DISAGREES,
  LabelAgreement,
  mapAgreement
} from '../project/label-comparison';
import {
  agreementOf,
  authorsOfLabels,
  mergedLabels,
  MergeAuthors,
  MergePlan,
  planMerge
} from '../project/label-merge';
import { LABEL_BLOCK_SIZE, LabelImage } from '../project/labels';
import { agreementLayer } from './agreement-layer';
import { IProjectStore, Layer, StoreChange } from './contract';

/** Another project whose labels are compared with ours. */
export type ForeignProject = {
  /** File name, for the user. */
  readonly name: string;
  /** Images that have labels. */
  readonly images: readonly ImageReference[];
  readonly classes: readonly LabelClass[];
  /** By id of their images. */
  readonly labels: ReadonlyMap<string, LabelImage>;
};

/** A pixel where both differ. */
export type DisputedPlace = {
  readonly imageId: string;
  readonly plane: PlaneIndex;
  readonly y: number;
  readonly x: number;
};

/** What the words of the agreement layer are made of. */
export type AgreementWords = {
  readonly name: string;
  readonly explanation: string;
};

/** While a stroke is painted, comparisons wait so long. */
const DELAY_MS = 150;

/**
 * Compares the labels of another project with ours while both are on screen:
 * which images and classes belong together, how far the labels agree, a layer
 * that shows where. Merging is one undoable step of the store.
 */
export class MergeDesk implements IDisposable {
  constructor(
    private readonly _store: IProjectStore,
    readonly theirs: ForeignProject,
    private readonly _words: AgreementWords,
    authors: MergeAuthors
  ) {
    const { images, classes } = _store.project;
    this._matches = matchImages(images, theirs.images);
    this._choices = matchClasses(classes, theirs.classes);
    const found = authorsOfLabels(theirs.labels.values());
    this._authors = {
      mine: authors.mine,
      theirs: found.length > 0 ? found.join(', ') : authors.theirs
    };
    this.areAuthorsKnown = found.length > 0;
    this._classCount = classes.length;
    // labels and maps would cover what the comparison shows
    this._hidden = _store.layers.filter(
      ({ kind, isVisible }) => isVisible && kind !== 'raw'
    );
    this._hidden.forEach(({ id }) => _store.setLayer(id, { isVisible: false }));
    _store.changed.connect(this._storeChanged, this);
    this._refresh();
  }

  /** Whether their project says who drew. */
  readonly areAuthorsKnown: boolean;

  /** Emitted after anything that is shown changed. */
  get changed(): ISignal<MergeDesk, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get matches(): readonly ImageMatch[] {
    return this._matches;
  }

  /** One per class of theirs. */
  get choices(): readonly ClassChoice[] {
    return this._choices;
  }

  get authors(): MergeAuthors {
    return this._authors;
  }

  /** null while something does not fit, see {@link problem}. */
  get agreement(): LabelAgreement | null {
    return this._agreement;
  }

  /** Classes after the merge; ours while something does not fit. */
  get classes(): readonly LabelClass[] {
    return this._plan?.classes ?? this._store.classes;
  }

  /** Ours before the merge. */
  get myClasses(): readonly LabelClass[] {
    return this._store.classes;
  }

  /** Why nothing can be compared, in words; '' if all fits. */
  get problem(): string {
    return this._problem;
  }

  /** Our images that theirs can lie on. */
  candidates(theirs: ImageReference): ImageReference[] {
    return this._store.project.images.filter(
      mine => isSameSize(mine, theirs) && this._fitsLabels(mine, theirs)
    );
  }

  /** @param myId null = leave the image out */
  matchImage(theirId: string, myId: string | null): void {
    const { images } = this._store.project;
    const mine = images.find(({ id }) => id === myId) ?? null;
    this._matches = this._matches.map(match =>
      match.theirs.id === theirId
        ? { ...match, mine, reason: null }
        : // an image of ours takes labels of one of theirs
          mine && match.mine?.id === mine.id
          ? { ...match, mine: null, reason: null }
          : match
    );
    this._refresh();
  }

  chooseClass(theirIndex: number, choice: ClassChoice): void {
    this._choices = this._choices.map((old, i) =>
      i === theirIndex ? choice : old
    );
    this._refresh();
  }

  setAuthors(authors: Partial<MergeAuthors>): void {
    this._authors = { ...this._authors, ...authors };
    this._changed.emit();
  }

  /** The next pixel where both differ, block by block, round and round; null if there is none. */
  nextDispute(): DisputedPlace | null {
    const places = (this._plan?.pairs ?? []).flatMap(
      ({ imageId, mine, theirs }) =>
        disputes(mapAgreement(mine, theirs)).map(place => ({
          imageId,
          ...place
        }))
    );
    this._disputeIndex = (this._disputeIndex + 1) % Math.max(1, places.length);
    return places[this._disputeIndex] ?? null;
  }

  /**
   * Takes their labels into the project: one undoable step.
   *
   * @returns labelled pixels we have more than before
   * @throws PixelForestError `mismatch` if nothing fits
   */
  merge(rule: DisputeRule): number {
    const plan = this._plan;
    if (!plan || plan.pairs.length === 0) {
      throw new PixelForestError(
        'mismatch',
        this._problem ||
          `None of the ${this.theirs.images.length} images of ${this.theirs.name} is matched with one of yours. Choose which image of yours each of them is.`
      );
    }
    const before = labelled(plan.pairs.map(({ mine }) => mine));
    const merged = mergedLabels(plan, rule, this._authors);
    this._store.replaceLabels(merged, plan.classes);
    return labelled(merged.values()) - before;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      clearTimeout(this._timer);
      this._store.changed.disconnect(this._storeChanged, this);
      this._layer?.dispose();
      if (!this._store.isDisposed) {
        this._hidden.forEach(({ id }) =>
          this._store.setLayer(id, { isVisible: true })
        );
      }
      Signal.clearData(this);
    }
  }

  private _fitsLabels(mine: ImageReference, theirs: ImageReference): boolean {
    const labels = this.theirs.labels.get(theirs.id);
    const shape =
      this._store.labels(mine.id)?.shape ?? mine.metadata?.shape ?? null;
    return (
      !labels ||
      !shape ||
      (['t', 'z', 'y', 'x'] as const).every(
        axis => labels.shape[axis] === shape[axis]
      )
    );
  }

  private _storeChanged(_: IProjectStore, { kind }: StoreChange): void {
    if (kind === 'activeImage' || kind === 'plane') {
      this._showLayer();
    } else if (kind === 'labels') {
      this._timer ??= setTimeout(() => this._refresh(), DELAY_MS);
    } else if (kind === 'images' || kind === 'history' || kind === 'classes') {
      this._refresh();
    }
  }

  private _refresh(): void {
    const { classes } = this._store;
    if (classes.length !== this._classCount) {
      // indices mean other classes now
      this._classCount = classes.length;
      this._choices = matchClasses(classes, this.theirs.classes);
    }
    clearTimeout(this._timer);
    this._timer = undefined;
    this._plan = null;
    this._agreement = null;
    this._problem = '';
    try {
      this._plan = this._makePlan();
      this._agreement = agreementOf(this._plan);
    } catch (error) {
      if (!(error instanceof PixelForestError)) {
        throw error;
      }
      this._problem = error.message;
    }
    this._showLayer();
    this._changed.emit();
  }

  private _makePlan(): MergePlan {
    const { images, classes, labels } = this._store.project;
    const known = new Set(images.map(({ id }) => id));
    const matched = this._matches.flatMap(({ theirs, mine }) => {
      const image = this.theirs.labels.get(theirs.id);
      return mine && image && known.has(mine.id)
        ? [[mine.id, image] as const]
        : [];
    });
    return planMerge(
      { classes, labels },
      { classes: this.theirs.classes, labels: new Map(matched) },
      this._choices
    );
  }

  private _showLayer(): void {
    const { activeImage, plane } = this._store;
    const pair = this._plan?.pairs.find(
      ({ imageId }) => imageId === activeImage?.id
    );
    const old = this._layer;
    this._layer = pair
      ? this._store.addLayer(agreementLayer(pair, plane, this._words))
      : null;
    // a new one took the place of the old one already
    old?.dispose();
  }

  private readonly _changed = new Signal<MergeDesk, void>(this);
  private _matches: readonly ImageMatch[];
  private _choices: readonly ClassChoice[];
  private _authors: MergeAuthors;
  private _plan: MergePlan | null = null;
  private _agreement: LabelAgreement | null = null;
  private _problem = '';
  private _layer: IDisposable | null = null;
  private _disputeIndex = -1;
  private _classCount: number;
  /** Layers that are shown again when the comparison is over. */
  private readonly _hidden: readonly Layer[];
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}

/** One place per block in which both differ: blocks are about what a view shows. */
function disputes(agreement: LabelImage): Omit<DisputedPlace, 'imageId'>[] {
  const size = LABEL_BLOCK_SIZE;
  return [...agreement.entries()].flatMap(([key, block]) => {
    const at = block.indexOf(DISAGREES);
    if (at < 0) {
      return [];
    }
    const { plane, y, x } = placeOfBlock(key);
    return [{ plane, y: y + Math.floor(at / size), x: x + (at % size) }];
  });
}

function labelled(images: Iterable<LabelImage>): number {
  let total = 0;
  for (const image of images) {
    total += image.counts().reduce((sum, count) => sum + count, 0);
  }
  return total;
}
