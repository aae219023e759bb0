import { LabelClass } from '../project/classes';
import { LabelChange } from '../project/labels';
import { ObjectCorrections } from '../project/object-corrections';
import { TrainingSetup } from '../project/project-state';
import { TopicChange } from '../project/topics';

/** One undoable step: labels of any images, and the class list, corrections of objects and what is learnt with where they changed. */
export type Edit = {
  readonly labels: readonly {
    readonly imageId: string;
    readonly change: LabelChange;
  }[];
  readonly classes: {
    readonly before: readonly LabelClass[];
    readonly after: readonly LabelClass[];
  } | null;
  readonly corrections?: {
    readonly before: ObjectCorrections;
    readonly after: ObjectCorrections;
  };
  readonly setup?: {
    readonly before: TrainingSetup;
    readonly after: TrainingSetup;
  };
  /** How objects are found: the topics that changed. */
  readonly objects?: TopicChange;
};

/** Steps that were made, oldest first, and that were taken back, the last one last. */
export type HistorySteps = {
  readonly done: readonly Edit[];
  readonly undone: readonly Edit[];
};

/** Steps kept: a stroke holds a few 4 KiB blocks, so this is some tens of MB at most. */
const MAX_STEPS = 500;

/** Steps that can be taken back and made again. */
export class History {
  get canUndo(): boolean {
    return this._done.length > 0;
  }

  get canRedo(): boolean {
    return this._undone.length > 0;
  }

  /** Adds a step that was just made; what was undone can no longer be redone. */
  push(edit: Edit): void {
    this._done.push(edit);
    if (this._done.length > MAX_STEPS) {
      this._done.shift();
    }
    this._undone = [];
  }

  /** The step made last, or null. */
  get last(): Edit | null {
    return this._done[this._done.length - 1] ?? null;
  }

  /** Puts another step in place of the one made last, which it goes on; none if it is null. */
  replaceLast(edit: Edit | null): void {
    this._done.pop();
    if (edit) {
      this._done.push(edit);
    }
  }

  /** The step to take back, or null. */
  undo(): Edit | null {
    const edit = this._done.pop() ?? null;
    if (edit) {
      this._undone.push(edit);
    }
    return edit;
  }

  /** The step to make again, or null. */
  redo(): Edit | null {
    const edit = this._undone.pop() ?? null;
    if (edit) {
      this._done.push(edit);
    }
    return edit;
  }

  /** Drops what the steps did to the labels of one image, which is gone. */
  forgetImage(imageId: string): void {
    this._done = withoutImage(this._done, imageId);
    this._undone = withoutImage(this._undone, imageId);
  }

  /** All that can be taken back and made again. */
  get steps(): HistorySteps {
    return { done: [...this._done], undone: [...this._undone] };
  }

  /** Takes over steps that lead to the state of now. */
  restore({ done, undone }: HistorySteps): void {
    this._done = [...done];
    this._undone = [...undone];
  }

  clear(): void {
    this._done = [];
    this._undone = [];
  }

  private _done: Edit[] = [];
  private _undone: Edit[] = [];
}

/** The steps less those that changed nothing but labels of the image. */
function withoutImage(edits: readonly Edit[], imageId: string): Edit[] {
  return edits
    .map(edit => ({
      ...edit,
      labels: edit.labels.filter(item => item.imageId !== imageId)
    }))
    .filter(
      ({ labels, classes, corrections, setup, objects }) =>
        labels.length > 0 ||
        classes !== null ||
        corrections !== undefined ||
        setup !== undefined ||
        objects !== undefined
    );
}

/** Several changes of one image's labels as one: first `before`, last `after`. */
export function joinLabelChanges(
  changes: readonly LabelChange[]
): LabelChange | null {
  if (changes.length === 0) {
    return null;
  }
  const blocks = new Map<string, LabelChange['blocks'][number]>();
  let { box, plane } = changes[0];
  for (const change of changes) {
    box = {
      y0: Math.min(box.y0, change.box.y0),
      x0: Math.min(box.x0, change.box.x0),
      y1: Math.max(box.y1, change.box.y1),
      x1: Math.max(box.x1, change.box.x1)
    };
    plane =
      plane &&
      change.plane &&
      plane.t === change.plane.t &&
      plane.z === change.plane.z
        ? plane
        : null;
    for (const block of change.blocks) {
      const first = blocks.get(block.key) ?? block;
      blocks.set(block.key, {
        key: block.key,
        before: first.before,
        after: block.after,
        authors: { before: first.authors.before, after: block.authors.after }
      });
    }
  }
  return { plane, box, blocks: [...blocks.values()] };
}
