import { IDisposable } from '@lumino/disposable';
import { PixelForestError } from '../errors';
import {
  ObjectColumn,
  objectColumns
} from '../pipeline/segmentation/object-table';
import { withParentColumns } from '../pipeline/segmentation/parent-table';
import { StrokePoint } from '../project/brush';
import { ImageMetadata } from '../project/images';
import { ObjectCorrection } from '../project/object-corrections';
import { Project } from '../project/project';
import {
  ExcludedRegion,
  SEGMENTATION_TOPIC,
  segmentationOf,
  SegmentationSettings,
  withSegmentation
} from '../project/segmentation';
import { topicChange } from '../project/topics';
import { ColumnList } from './column-list';
import { StoreChange } from './contract';
import { fittedSettings } from './fit-objects';
import { CorrectionList } from './correction-list';
import { followObjects } from './followed-objects';
import { LabelBook } from './label-book';
import {
  IObjectDesk,
  ObjectSelection,
  ObjectStatus,
  PlaneObjects
} from './object-contract';
import { ObjectFinder } from './object-finder';
import { IObjectSources } from './object-input';
import { crossesObject, idAt } from './object-rows';
import { ObjectView, objectViewOf, withObjectView } from './object-view';
import { ParentDesk } from './parent-desk';
import { pointsToMerge, selectedPoints } from './selected-points';
import { sliceOfStack } from './stack-objects';

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

const OFF: ObjectStatus = { state: 'off', message: '' };
const NO_SELECTION: ObjectSelection = new Set();

/** See {@link IObjectDesk}. */
export class ObjectDesk implements IObjectDesk, IDisposable {
  constructor(private readonly _host: IObjectHost) {
    this.parents = new ParentDesk({
      project: () => _host.project(),
      metadata: () => _host.metadata(),
      depth: () => this._depth,
      book: _host.book
    });
    this._list = new CorrectionList(_host);
    this._finder = new ObjectFinder(
      _host,
      () => ({
        objects: this.settings,
        parents: this.parents.settings,
        isWholeStack: this.isWholeStack
      }),
      {
        onFound: (objects, found) => this._take(objects, found),
        onStatus: status => this._setStatus(status)
      }
    );
  }

  readonly parents: ParentDesk;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get isOn(): boolean {
    return objectViewOf(this._host.project()).isOn;
  }

  setOn(isOn: boolean): void {
    if (isOn !== this.isOn) {
      this._setView({ isOn });
      this._host.emit({ kind: 'layers' });
      this.refresh();
    }
  }

  get isWholeStack(): boolean {
    return objectViewOf(this._host.project()).isWholeStack;
  }

  setWholeStack(isWholeStack: boolean): void {
    if (isWholeStack !== this.isWholeStack) {
      this._finder.stopStack();
      this._setView({ isWholeStack });
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
    const input = this._finder.input(signal);
    // told of as one action: what it comes to is not another one
    this._change(await fittedSettings(this._host.engine, input, signal));
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
    const isOfClasses = this.settings.source.kind === 'classes';
    return metadata ? lists.of(metadata, isOfClasses, this._depth) : [];
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
    this._setExcluded([...this._excluded, { points, z: null }]);
  }

  includeRegion(index: number): void {
    const shown = this.excludedRegions[index];
    this._setExcluded(this._excluded.filter(({ points }) => points !== shown));
  }

  // --- corrections

  get corrections(): readonly ObjectCorrection[] {
    const imageId = this._host.view()?.imageId ?? '';
    return this._list.of(imageId);
  }

  deleteSelected(): void {
    const slices = selectedPoints(this._result, this._selected, 1);
    slices.forEach((points, z) => this.deleteObjects(points, z));
  }

  deleteObjects(
    points: readonly StrokePoint[],
    z = this._view().plane.z
  ): void {
    const plane = { t: this._view().plane.t, z };
    this._correct(
      points.map(at => ({ plane, kind: 'delete', at })),
      []
    );
  }

  mergeSelected(): void {
    this.mergeObjects(pointsToMerge(this._result, this._selected));
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
        this._forget();
        this.refresh();
        break;
      case 'plane':
        this._followPlane();
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

  private _take(next: PlaneObjects, status: ObjectStatus): void {
    const { _result: before, _selected: selected } = this;
    const further = this._follow.splice(0);
    this._selected = followObjects(before, next, selected, further);
    this._result = next;
    this._status = status;
    this._changed();
  }

  /** Of a stack that is cut, another slice is there at once. */
  private _followPlane(): void {
    const view = this._host.view();
    const shown = this._result;
    this._finder.stop();
    if (
      shown?.stack &&
      view?.imageId === shown.imageId &&
      view.plane.t === shown.plane.t
    ) {
      const { height: y, width: x, imageId, stack } = shown;
      this._result = sliceOfStack(stack, imageId, view.plane, { y, x });
      this._changed();
    } else {
      this._result = null;
      this._selected = NO_SELECTION;
    }
  }

  /** Slices that the table is of. */
  private get _depth(): number {
    const { shape } = this._host.metadata() ?? {};
    return (this._result?.scope === 'stack' && shape?.z) || 1;
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

  private _setExcluded(regions: readonly ExcludedRegion[]): void {
    const all = { ...this.settings.excluded, [this._view().imageId]: regions };
    this.changeSettings({ excluded: all });
  }

  private get _excluded(): readonly ExcludedRegion[] {
    return this.settings.excluded[this._host.view()?.imageId ?? ''] ?? [];
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
    this._list.set(this._view().imageId, list);
  }

  private _change(part: Partial<SegmentationSettings>, gesture?: object): void {
    const project = this._host.project();
    const next = withSegmentation(project, { ...this.settings, ...part });
    const change = topicChange(SEGMENTATION_TOPIC, project, next);
    this._host.book.changeObjects(change, gesture);
  }

  private _forget(): void {
    this._finder.forget();
    this._result = null;
    this._selected = NO_SELECTION;
  }

  private _setView(part: Partial<ObjectView>): void {
    const project = this._host.project();
    const view = { ...objectViewOf(project), ...part };
    this._host.setTopics(withObjectView(project, view));
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
  private _settings: {
    readonly topics: Project['topics'];
    readonly value: SegmentationSettings;
  } | null = null;
  private readonly _list: CorrectionList;
  private readonly _plain = new ColumnList(objectColumns);
  private readonly _assigned = new ColumnList(request =>
    withParentColumns(objectColumns(request))
  );
  private readonly _finder: ObjectFinder;
  private _isDisposed = false;
}
