import { PixelForestError } from '../errors';
import { IImageSource } from '../image/image-source';
import { StrokePoint } from '../project/brush';
import { LabelClass } from '../project/classes';
import { Rgb } from '../project/images';
import { authorName } from '../project/label-authors';
import { LabelImage } from '../project/labels';
import { objectTopicsOf } from '../project/object-topics';
import { ProjectState, setupOf } from '../project/project-state';
import * as classEdits from './class-edits';
import { IStrokeInProgress } from './contract';
import { HistorySteps } from './history';
import { isHistoryOf } from './history-fit';
import { StoreCore } from './store-core';

/** The verbs that change labels and classes: strokes, undo, the class list. */
export abstract class LabellingStore extends StoreCore {
  beginStroke(
    classIndex: number | null,
    diameter: number
  ): IStrokeInProgress | null {
    const image = this.activeImage;
    const shape = this.activeSource?.metadata.shape;
    if (!image || !shape) {
      return null;
    }
    this.classifier.pause();
    const label = classIndex === null ? 0 : classIndex + 1;
    const { plane } = this;
    return this.book.beginStroke(image.id, shape, plane, label, diameter);
  }

  paint(stroke: {
    points: readonly StrokePoint[];
    classIndex: number | null;
    diameter: number;
  }): void {
    const { points, classIndex, diameter } = stroke;
    if (classIndex !== null && !this.classes[classIndex]) {
      throw new PixelForestError(
        'input',
        `There is no class at index ${classIndex}: the project has ${this.classes.length}, counted from 0.`
      );
    }
    const begun = this.beginStroke(classIndex, diameter);
    if (!begun) {
      throw new PixelForestError(
        'input',
        'There is no opened image to paint on. Add an image first.'
      );
    }
    begun.extend(points);
    begun.end();
  }

  get author(): string {
    return this.book.author;
  }

  setAuthor(name: string): void {
    this.book.author = authorName(name);
  }

  undo(): void {
    this.book.undo();
  }

  redo(): void {
    this.book.redo();
  }

  get history(): HistorySteps {
    return this.book.steps;
  }

  adoptHistory(steps: HistorySteps): boolean {
    const isFree = !this.book.canUndo && !this.book.canRedo;
    if (!isFree || !isHistoryOf(steps, this.project)) {
      return false;
    }
    this.book.restoreSteps(steps);
    this.emit({ kind: 'history' });
    return true;
  }

  // --- classes

  selectClass(classIndex: number): void {
    if (this.classes[classIndex] && classIndex !== this.activeClassIndex) {
      this.setActiveClass(classIndex);
    }
  }

  addClass(name?: string): void {
    this._editClasses(classEdits.withAddedClass(this.classes, name));
    this.selectClass(this.classes.length - 1);
  }

  renameClass(classIndex: number, name: string): void {
    this._editClasses(
      classEdits.withRenamedClass(this.classes, classIndex, name)
    );
  }

  recolorClass(classIndex: number, color: Rgb): void {
    this._editClasses(
      classEdits.withRecoloredClass(this.classes, classIndex, color)
    );
  }

  deleteClass(classIndex: number): void {
    this._editClasses(classEdits.withoutClass(this.classes, classIndex));
  }

  clearClass(classIndex: number): void {
    this._editClasses(classEdits.withClearedClass(this.classes, classIndex));
  }

  mergeClass(classIndex: number, intoIndex: number): void {
    this._editClasses(
      classEdits.withMergedClass(this.classes, classIndex, intoIndex)
    );
  }

  replaceLabels(
    labels: ReadonlyMap<string, LabelImage>,
    classes: readonly LabelClass[] = this.classes
  ): void {
    for (const [imageId, image] of labels) {
      this._checkLabels(imageId, image, classes.length);
    }
    this.book.replaceLabels(this.classes, labels, classes);
  }

  becomeState({
    labels,
    classes,
    setup,
    objects
  }: ProjectState): readonly string[] {
    const { project } = this;
    const known = new Map(
      [...this.book.labels].map(([id, image]) => {
        const kept = labels.get(id) ?? new LabelImage(image.shape);
        return [id, kept] as const;
      })
    );
    const missing: string[] = [];
    for (const [id, image] of labels) {
      if (this.desk.find(id)) {
        known.set(id, image);
      } else {
        missing.push(id);
      }
    }
    for (const [imageId, image] of known) {
      this._checkLabels(imageId, image, classes.length);
    }
    const areSame = JSON.stringify(classes) === JSON.stringify(this.classes);
    this.book.replaceLabels(
      this.classes,
      known,
      areSame ? this.classes : classes,
      {
        setup: { before: setupOf(project), after: setup },
        objects: objects && { before: objectTopicsOf(project), after: objects }
      }
    );
    return missing;
  }

  /** The pixels of the active image, if they are at hand. */
  protected get activeSource(): IImageSource | null {
    const image = this.activeImage;
    return image && this.source(image.id);
  }

  private _checkLabels(
    imageId: string,
    labels: LabelImage,
    classCount: number
  ): void {
    if (!this.desk.find(imageId)) {
      throw new PixelForestError(
        'input',
        `There is no image “${imageId}” in the project to label. Add the image first.`
      );
    }
    const known =
      this.labels(imageId)?.shape ?? this.source(imageId)?.metadata.shape;
    const isOther =
      known &&
      (['t', 'z', 'y', 'x'] as const).some(a => known[a] !== labels.shape[a]);
    if (isOther) {
      throw new PixelForestError(
        'mismatch',
        `Labels of ${describeShape(labels.shape)} do not fit an image of ${describeShape(known)} (t, z, y, x). Take the labels of an image of the same size.`
      );
    }
    const highest = labels
      .counts()
      .reduce((most, count, label) => (count > 0 ? label : most), 0);
    if (highest > classCount) {
      throw new PixelForestError(
        'mismatch',
        `The labels use class number ${highest}, but there are ${classCount} classes. Add classes first.`
      );
    }
  }

  private _editClasses(edit: classEdits.ClassEdit): void {
    this.book.editClasses(this.classes, edit);
  }
}

function describeShape({ t, z, y, x }: LabelImage['shape']): string {
  return [t, z, y, x].join(' × ');
}
