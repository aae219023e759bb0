import { IDisposable } from '@lumino/disposable';
import { PixelForestError } from '../errors';
import {
  ObjectColumn,
  objectColumns
} from '../pipeline/segmentation/object-table';
import { withParentColumns } from '../pipeline/segmentation/parent-table';
import { StrokePoint } from '../project/brush';
import { ImageMetadata } from '../project/images';
import {
  ObjectCorrection,
  ObjectCorrections,
  readObjectCorrections
} from '../project/object-corrections';
import { Project } from '../project/project';
import {
  SEGMENTATION_TOPIC,
  segmentationOf,
  SegmentationSettings,
  withSegmentation
} from '../project/segmentation';
import { readTopic, topicChange, withTopic } from '../project/topics';
import { ColumnList } from './column-list';
import { StoreChange } from './contract';
import { fittedSettings } from './fit-objects';
import { LabelBook } from './label-book';
import {
  IObjectDesk,
  ObjectSelection,
  ObjectStatus,
  PlaneObjects
} from './object-contract';
import { ObjectFinder } from './object-finder';
import { IObjectSources } from './object-input';
import { crossesObject, idAt, pointInside } from './object-rows';
import { ParentDesk } from './parent-desk';

/** What the desk asks of the store and tells it. */
export interface IObjectHost extends IObjectSources {
  /** Of the active image, as far as it is known. */
  metadata(): ImageMetadata | null;
  /** Takes a project that differs in its topics; it belongs to the file. */
  setTopics(project: Project): void;
  /** Where steps are made that can be taken back. */
  readonly book: Pick<LabelBook, 'changeObjects' | 'correctObjects'>;
  emit(change: StoreChange): void;
}

/** Selected objects that are looked for again in new results. */
const MOST_FOLLOWED = 5000;

const OFF: ObjectStatus = { state: 'off', message: '' };
const NO_SELECTION: ObjectSelection = new Set();
/** Topic of the project file: whether objects are shown. */
const TOPIC = 'objectView';

/** See {@link IObjectDesk}. */
export class ObjectDesk implements IObjectDesk, IDisposable {
  constructor(private readonly _host: IObjectHost) {
    this.parents = new ParentDesk({
      project: () => _host.project(),
      metadata: () => _host.metadata(),
      book: _host.book
    });
    this._finder = new ObjectFinder(
      _host,
      () => ({ objects: this.settings, parents: this.parents.settings }),
      {
        onFound: objects => this._take(objects),
        onStatus: status => this._setStatus(status)
      }
    );
  }

  readonly parents: ParentDesk;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get isOn(): boolean {
    return (
      readTopic(this._host.project(), TOPIC, value =>
        typeof value === 'object' && value !== null && 'isOn' in value
          ? value.isOn === true
          : null
      ) ?? false
    );
  }

  setOn(isOn: boolean): void {
    if (isOn !== this.isOn) {
      this._host.setTopics(withTopic(this._host.project(), TOPIC, { isOn }));
      this._host.emit({ kind: 'layers' });
      this.refresh();
    }
  }

  get settings(): SegmentationSettings {
    const project = this._host.project();
    const { topics } = project;
    if (!this._settings || this._settings.topics !== topics) {
      this._settings = { topics, value: segmentationOf(project) };
    }
    return this._settings.value;
  }

  changeSettings(part: Partial<SegmentationSettings>, gesture?: object): void {
    this._change(part, gesture);
  }

  async fitToSize(signal = new AbortController().signal): Promise<void> {
    // told of as one action: what it comes to is not another one
    this._change(
      await fittedSettings(this._host, this.settings, this._view(), signal)
    );
  }

  get status(): ObjectStatus {
    return this._status;
  }

  get result(): PlaneObjects | null {
    return this._result;
  }

  get columns(): readonly ObjectColumn[] {
    const metadata = this._host.metadata();
    const lists = this.parents.settings.isOn ? this._assigned : this._plain;
    return metadata
      ? lists.of(metadata, this.settings.source.kind === 'classes')
      : [];
  }

  get isCalibrated(): boolean {
    return this._host.metadata()?.pixelSizeUm !== null;
  }

  // --- selection

  get selected(): ObjectSelection {
    return this._selected;
  }

  select(ids: Iterable<number>): void {
    const known = new Set(this._result?.table.ids ?? []);
    this._selected = new Set([...ids].filter(id => known.has(id)));
    this._changed();
  }

  objectAt(y: number, x: number): number {
    return this._result ? idAt(this._result, y, x) : 0;
  }

  // --- excluded regions

  get excludedRegions(): readonly (readonly StrokePoint[])[] {
    const z = this._host.view()?.plane.z;
    return this._excluded
      .filter(region => region.z === null || region.z === z)
      .map(({ points }) => points);
  }

  excludeRegion(points: readonly StrokePoint[]): void {
    const { imageId } = this._view();
    const { excluded } = this.settings;
    this.changeSettings({
      excluded: {
        ...excluded,
        [imageId]: [...(excluded[imageId] ?? []), { points, z: null }]
      }
    });
  }

  includeRegion(index: number): void {
    const { imageId } = this._view();
    const { excluded } = this.settings;
    const shown = this.excludedRegions[index];
    this.changeSettings({
      excluded: {
        ...excluded,
        [imageId]: this._excluded.filter(({ points }) => points !== shown)
      }
    });
  }

  // --- corrections

  get corrections(): readonly ObjectCorrection[] {
    const imageId = this._host.view()?.imageId ?? '';
    return this._allCorrections.get(imageId) ?? [];
  }

  deleteSelected(): void {
    this.deleteObjects(this._pointsOfSelected(1));
  }

  deleteObjects(points: readonly StrokePoint[]): void {
    const { plane } = this._view();
    this._correct(
      points.map(at => ({ plane, kind: 'delete', at })),
      []
    );
  }

  mergeSelected(): void {
    this.mergeObjects(this._pointsOfSelected(2));
  }

  mergeObjects(points: readonly StrokePoint[]): void {
    const { plane } = this._view();
    this._correct([{ plane, kind: 'merge', points }], points);
  }

  splitObject(line: readonly StrokePoint[]): void {
    if (!crossesObject(line, (y, x) => this.objectAt(y, x))) {
      throw new PixelForestError(
        'input',
        'The line crosses no object. Draw it across the object that is to be split.'
      );
    }
    this.splitAlong(line);
  }

  splitAlong(line: readonly StrokePoint[]): void {
    const { plane } = this._view();
    this._correct([{ plane, kind: 'split', line }], []);
  }

  drawObject(outline: readonly StrokePoint[]): void {
    const { plane } = this._view();
    this._correct([{ plane, kind: 'draw', outline }], []);
  }

  removeCorrection(index: number): void {
    this._setCorrections(this.corrections.filter((_, i) => i !== index));
  }

  // --- what the store tells

  /** Something changed that objects may depend on. */
  storeChanged({ kind }: StoreChange): void {
    switch (kind) {
      case 'project':
      case 'activeImage':
      case 'plane':
        this._forget();
        this.refresh();
        break;
      case 'images':
      case 'classes':
      case 'status':
        // maps or pixels came, or went; nothing depends on them while a channel is the source
        if (kind !== 'status' || this._needsMaps) {
          this.refresh();
        }
        break;
      default:
        break;
    }
  }

  /** Finds the objects anew soon, if it is switched on. */
  refresh(): void {
    if (!this.isOn) {
      this._forget();
      this._setStatus(OFF);
      return;
    }
    this._finder.refresh();
  }

  dispose(): void {
    this._isDisposed = true;
    this._forget();
  }

  private _take(next: PlaneObjects): void {
    const points = this._follow.splice(0);
    const before = this._result;
    if (before) {
      const kept = [...this._selected].slice(0, MOST_FOLLOWED);
      points.push(...kept.flatMap(id => pointInside(before, id) ?? []));
    }
    const ids = points.map(({ y, x }) => idAt(next, y, x));
    this._result = next;
    this._selected = new Set(ids.filter(id => id > 0));
    this._status = { state: 'ready', message: '' };
    this._changed();
  }

  private _view(): NonNullable<ReturnType<IObjectHost['view']>> {
    const view = this._host.view();
    if (!view) {
      throw new PixelForestError(
        'input',
        'There is no image to change objects of. Open an image first.'
      );
    }
    return view;
  }

  private get _needsMaps(): boolean {
    const { isOn, segmentation } = this.parents.settings;
    return [this.settings, ...(isOn ? [segmentation] : [])].some(
      ({ source }) => source.kind === 'classes'
    );
  }

  private get _excluded(): SegmentationSettings['excluded'][string] {
    return this.settings.excluded[this._host.view()?.imageId ?? ''] ?? [];
  }

  private get _allCorrections(): ObjectCorrections {
    const project = this._host.project();
    const { topics } = project;
    if (!this._corrections || this._corrections.topics !== topics) {
      this._corrections = { topics, value: readObjectCorrections(project) };
    }
    return this._corrections.value;
  }

  /** One pixel in each selected object. */
  private _pointsOfSelected(fewest: number): StrokePoint[] {
    const result = this._result;
    const points = result
      ? [...this._selected].flatMap(id => pointInside(result, id) ?? [])
      : [];
    if (points.length < fewest) {
      throw new PixelForestError(
        'input',
        `At least ${fewest} selected object(s) were wanted, but ${points.length} are. Click objects with the tool Pan, further ones with Ctrl.`
      );
    }
    return points;
  }

  /** @param follow where objects are that are selected afterwards */
  private _correct(
    added: readonly ObjectCorrection[],
    follow: readonly StrokePoint[]
  ): void {
    this._selected = NO_SELECTION;
    this._follow.push(...follow.slice(0, 1));
    this._setCorrections([...this.corrections, ...added]);
  }

  private _setCorrections(list: readonly ObjectCorrection[]): void {
    const before = this._allCorrections;
    const { imageId } = this._view();
    const after = new Map(before).set(imageId, list);
    this._host.book.correctObjects(before, after);
  }

  private _change(part: Partial<SegmentationSettings>, gesture?: object): void {
    const project = this._host.project();
    const next = withSegmentation(project, { ...this.settings, ...part });
    const change = topicChange(SEGMENTATION_TOPIC, project, next);
    this._host.book.changeObjects(change, gesture);
  }

  private _forget(): void {
    this._finder.stop();
    this._result = null;
    this._selected = NO_SELECTION;
  }

  private _setStatus(status: ObjectStatus): void {
    const { state, message } = this._status;
    if (status.state !== state || status.message !== message) {
      this._status = status;
      this._changed();
    }
  }

  private _changed(): void {
    this._host.emit({ kind: 'objects' });
  }

  private _status = OFF;
  private _result: PlaneObjects | null = null;
  private _selected = NO_SELECTION;
  /** Points whose objects are selected in the next result. */
  private readonly _follow: StrokePoint[] = [];
  private _settings: Cached<SegmentationSettings> | null = null;
  private _corrections: Cached<ObjectCorrections> | null = null;
  private readonly _plain = new ColumnList(objectColumns);
  private readonly _assigned = new ColumnList(request =>
    withParentColumns(objectColumns(request))
  );
  private readonly _finder: ObjectFinder;
  private _isDisposed = false;
}

/** What the topics of a project say, read once. */
type Cached<T> = { readonly topics: Project['topics']; readonly value: T };
