import {
  ObjectCorrection,
  ObjectCorrections,
  readObjectCorrections
} from '../project/object-corrections';
import { Project } from '../project/project';
import { LabelBook } from './label-book';

/** What the list asks of its host. */
export interface ICorrectionHost {
  project(): Project;
  /** Where steps are made that can be taken back. */
  readonly book: Pick<LabelBook, 'correctObjects'>;
}

/** The corrections of objects by hand, kept in the project. */
export class CorrectionList {
  constructor(private readonly _host: ICorrectionHost) {}

  /** Of an image, oldest first. */
  of(imageId: string): readonly ObjectCorrection[] {
    return this._all.get(imageId) ?? [];
  }

  /** Puts others in their place, as one undoable step. */
  set(imageId: string, list: readonly ObjectCorrection[]): void {
    const before = this._all;
    const after = new Map(before).set(imageId, list);
    this._host.book.correctObjects(before, after);
  }

  private get _all(): ObjectCorrections {
    const project = this._host.project();
    const { topics } = project;
    if (!this._read || this._read.topics !== topics) {
      this._read = { topics, value: readObjectCorrections(project) };
    }
    return this._read.value;
  }

  private _read: {
    readonly topics: Project['topics'];
    readonly value: ObjectCorrections;
  } | null = null;
}
