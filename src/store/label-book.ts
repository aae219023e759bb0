import { LabelClass } from '../project/classes';
import { PlaneIndex, Shape, TileBox } from '../project/grid';
import { ImageReference } from '../project/images';
import { ObjectCorrections } from '../project/object-corrections';
import { LabelChange, LabelImage } from '../project/labels';
import { isSameSetup, TrainingSetup } from '../project/project-state';
import { TopicChange, TopicTexts } from '../project/topics';
import { ClassEdit } from './class-edits';
import { IStrokeInProgress } from './contract';
import { Edit, History, HistorySteps } from './history';
import { StrokeInProgress } from './stroke';

/** What changing labels and classes tells the store. */
export interface ILabelBookHost {
  onLabels(imageId: string, plane: PlaneIndex | null, box: TileBox): void;
  onClasses(classes: readonly LabelClass[]): void;
  onCorrections(corrections: ObjectCorrections): void;
  /** What is learnt with became another. */
  onSetup(setup: TrainingSetup): void;
  /** Topics that say how objects are found became others. */
  onObjects(objects: TopicTexts): void;
  /** A stroke ended without changing anything. */
  onNothing(): void;
  /** An undoable step is complete; `isTraining` if it changed what is trained on. */
  onStep(isTraining: boolean): void;
}

/** The labels of all images with their undo history, and the edits of classes that touch both. */
export class LabelBook {
  constructor(private readonly _host: ILabelBookHost) {}

  /** By image id. */
  get labels(): ReadonlyMap<string, LabelImage> {
    return this._labels;
  }

  get canUndo(): boolean {
    return this._history.canUndo;
  }

  get canRedo(): boolean {
    return this._history.canRedo;
  }

  /** What can be taken back and made again. */
  get steps(): HistorySteps {
    return this._history.steps;
  }

  /** Takes over steps that lead to the labels of now. */
  restoreSteps(steps: HistorySteps): void {
    this._history.restore(steps);
  }

  /** Takes the labels of another project; the history starts anew. */
  replace(labels: ReadonlyMap<string, LabelImage>): void {
    this._stroke?.cancel();
    this._labels = new Map(labels);
    this._history.clear();
  }

  /** The labels of an image, made when first needed. */
  of(imageId: string, shape: Shape): LabelImage {
    let labels = this._labels.get(imageId);
    if (!labels) {
      labels = new LabelImage(shape);
      this._labels.set(imageId, labels);
    }
    return labels;
  }

  /** Forgets the labels of an image and what steps did to them. */
  remove(imageId: string): void {
    this._labels.delete(imageId);
    this._history.forgetImage(imageId);
  }

  /** Who draws from now on; '' = not said. */
  author = '';

  /** @param label class number from 1, 0 erases */
  beginStroke(
    imageId: string,
    shape: Shape,
    plane: PlaneIndex,
    label: number,
    diameter: number
  ): IStrokeInProgress {
    this.endStroke();
    this._stroke = new StrokeInProgress(
      this.of(imageId, shape),
      plane,
      label,
      diameter,
      this.author,
      {
        onChange: change => this._tell(imageId, change),
        onEnd: change => {
          this._stroke = null;
          if (change) {
            this._push({ labels: [{ imageId, change }], classes: null });
          } else {
            this._host.onNothing();
          }
        }
      }
    );
    return this._stroke;
  }

  /** Ends a stroke that is being painted: steps must follow one another. */
  endStroke(): void {
    this._stroke?.end();
  }

  /** Makes an edit of the classes with what it does to the labels, as one step. */
  editClasses(before: readonly LabelClass[], edit: ClassEdit): void {
    this.endStroke();
    const labels: { imageId: string; change: LabelChange }[] = [];
    if (edit.newNumber) {
      for (const [imageId, image] of this._labels) {
        const change = image.renumber(edit.newNumber);
        if (change) {
          labels.push({ imageId, change });
        }
      }
    }
    const classes =
      edit.classes === before ? null : { before, after: edit.classes };
    this._finish(labels, classes);
  }

  /**
   * Puts other labels in place of those of some images, a class list, what is
   * learnt with, and how objects are found, as one step.
   *
   * @param others of now and to be
   */
  replaceLabels(
    before: readonly LabelClass[],
    images: ReadonlyMap<string, LabelImage>,
    classes: readonly LabelClass[],
    { setup, objects }: Pick<Edit, 'setup' | 'objects'> = {}
  ): void {
    this.endStroke();
    const labels: Edit['labels'][number][] = [];
    for (const [imageId, next] of images) {
      const change = this.of(imageId, next.shape).become(next);
      if (change) {
        labels.push({ imageId, change });
      }
    }
    const isOther = setup && !isSameSetup(setup.before, setup.after);
    const areOther = objects && !areSameTexts(objects.before, objects.after);
    this._finish(
      labels,
      classes === before ? null : { before, after: classes },
      {
        ...(isOther && { setup }),
        ...(areOther && { objects })
      }
    );
  }

  /** Makes corrections of objects a step. */
  correctObjects(before: ObjectCorrections, after: ObjectCorrections): void {
    this.endStroke();
    this._host.onCorrections(after);
    this._push({ labels: [], classes: null, corrections: { before, after } });
  }

  /**
   * Makes other texts of topics that say how objects are found a step.
   *
   * @param gesture joins what is changed by one movement, say of a slider, to one step
   */
  changeObjects({ before, after }: TopicChange, gesture?: object): void {
    if (areSameTexts(before, after)) {
      return;
    }
    this.endStroke();
    this._host.onObjects(after);
    const last = this._history.last;
    const begun =
      gesture && this._moved?.gesture === gesture && this._moved.edit === last
        ? last?.objects?.before
        : undefined;
    const isJoined =
      begun !== undefined && Object.keys(after).every(name => name in begun);
    const first = isJoined ? begun : before;
    const edit: Edit = {
      labels: [],
      classes: null,
      objects: { before: first, after }
    };
    this._moved = gesture ? { gesture, edit } : null;
    if (isJoined) {
      this._history.replaceLast(areSameTexts(first, after) ? null : edit);
      this._host.onStep(false);
    } else {
      this._push(edit);
    }
  }

  undo(): void {
    this.endStroke();
    this._replay(this._history.undo(), 'before');
  }

  redo(): void {
    this.endStroke();
    this._replay(this._history.redo(), 'after');
  }

  /** Labelled pixels per class index, of one image or of all of `images`. */
  counts(
    classCount: number,
    images: readonly ImageReference[],
    imageId?: string
  ): number[] {
    const totals = new Array<number>(classCount).fill(0);
    for (const { id } of images) {
      const labels = this._labels.get(id);
      if (labels && (imageId === undefined || id === imageId)) {
        const counts = labels.counts();
        totals.forEach((_, i) => (totals[i] += counts[i + 1]));
      }
    }
    return totals;
  }

  private _replay(edit: Edit | null, side: 'before' | 'after'): void {
    if (!edit) {
      return;
    }
    if (edit.classes) {
      this._host.onClasses(edit.classes[side]);
    }
    if (edit.corrections) {
      this._host.onCorrections(edit.corrections[side]);
    }
    if (edit.setup) {
      this._host.onSetup(edit.setup[side]);
    }
    if (edit.objects) {
      this._host.onObjects(edit.objects[side]);
    }
    for (const { imageId, change } of edit.labels) {
      this._labels.get(imageId)?.apply(change, side);
      this._tell(imageId, change);
    }
    this._host.onStep(changesTraining(edit));
  }

  /** Tells of labels that were changed, and of all else to change; a step if there is anything. */
  private _finish(
    labels: Edit['labels'],
    classes: Edit['classes'],
    others: Pick<Edit, 'setup' | 'objects'> = {}
  ): void {
    const { setup, objects } = others;
    if (!classes && !setup && !objects && labels.length === 0) {
      return;
    }
    if (classes) {
      this._host.onClasses(classes.after);
    }
    if (setup) {
      this._host.onSetup(setup.after);
    }
    if (objects) {
      this._host.onObjects(objects.after);
    }
    for (const { imageId, change } of labels) {
      this._tell(imageId, change);
    }
    this._push({ labels, classes, ...others });
  }

  private _push(edit: Edit): void {
    this._history.push(edit);
    this._host.onStep(changesTraining(edit));
  }

  private _tell(imageId: string, change: LabelChange): void {
    this._host.onLabels(imageId, change.plane, change.box);
  }

  private _labels = new Map<string, LabelImage>();
  private _stroke: StrokeInProgress | null = null;
  private readonly _history = new History();
  /** The step that a movement made last. */
  private _moved: { readonly gesture: object; readonly edit: Edit } | null =
    null;
}

function areSameTexts(a: TopicTexts, b: TopicTexts): boolean {
  return Object.keys(b).every(name => a[name] === b[name]);
}

/** Labels decide what is learnt, and so do setup and number of classes; names and colours do not. */
function changesTraining({ labels, classes, setup }: Edit): boolean {
  return (
    labels.length > 0 ||
    setup !== undefined ||
    (classes !== null && classes.before.length !== classes.after.length)
  );
}
