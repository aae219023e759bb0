import { ObjectColumn } from '../pipeline/segmentation/object-table';
import { parentColumns } from '../pipeline/segmentation/parent-table';
import { ImageMetadata } from '../project/images';
import {
  DEFAULT_PARENTS,
  PARENT_TOPIC,
  ParentSettings,
  storedParents,
  withParents
} from '../project/parent-objects';
import { Project } from '../project/project';
import { topicChange } from '../project/topics';
import { ColumnList } from './column-list';
import { LabelBook } from './label-book';
import { IParentDesk } from './object-contract';

/** What the desk asks of its host. */
export interface IParentHost {
  project(): Project;
  metadata(): ImageMetadata | null;
  /** Slices that tables are of. */
  depth(): number;
  /** Where steps are made that can be taken back. */
  readonly book: Pick<LabelBook, 'changeObjects'>;
}

/** See {@link IParentDesk}. */
export class ParentDesk implements IParentDesk {
  constructor(private readonly _host: IParentHost) {}

  get settings(): ParentSettings {
    return this._stored ?? DEFAULT_PARENTS;
  }

  get isKnown(): boolean {
    return this._stored !== null;
  }

  changeSettings(part: Partial<ParentSettings>, gesture?: object): void {
    const project = this._host.project();
    const next = withParents(project, { ...this.settings, ...part });
    this._host.book.changeObjects(
      topicChange(PARENT_TOPIC, project, next),
      gesture
    );
  }

  get columns(): readonly ObjectColumn[] {
    const { isOn, segmentation } = this.settings;
    const metadata = this._host.metadata();
    return isOn && metadata
      ? this._columns.of(
          metadata,
          segmentation.source.kind === 'classes',
          this._host.depth()
        )
      : [];
  }

  private get _stored(): ParentSettings | null {
    const project = this._host.project();
    const { topics } = project;
    if (!this._read || this._read.topics !== topics) {
      this._read = { topics, value: storedParents(project) };
    }
    return this._read.value;
  }

  private readonly _columns = new ColumnList(parentColumns);
  private _read: {
    readonly topics: Project['topics'];
    readonly value: ParentSettings | null;
  } | null = null;
}
