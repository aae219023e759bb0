import { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import { PixelForestError } from '../errors';
import { sameLabels } from '../formats/ilp/comparison';
import { Project } from '../project/project';
import { areSameObjectTopics } from '../project/object-topics';
import { isSameSetup, ProjectState, stateOf } from '../project/project-state';
import {
  parseVersionText,
  versionsSize,
  versionTexts,
  VERSIONS_LIMIT,
  withoutVersion,
  withRenamedVersion,
  withVersion
} from '../project/versions';
import { StoredVersion } from '../project/version-text';
import { IProjectStore, StoreChange } from './contract';
import {
  ComparisonWords,
  NamedState,
  StateComparison
} from './state-comparison';

/** A version as it is listed. */
export type ListedVersion = {
  readonly id: string;
  /** Characters in the file. */
  readonly size: number;
  /** null if what the file says makes no sense: it can only be deleted. */
  readonly version: StoredVersion | null;
};

/** What a comparison is called, by the names of the states. */
export type WordsOf = (left: string, right: string) => ComparisonWords;

/** The named versions of a project: kept, listed, gone back to, compared. */
export class VersionDesk implements IDisposable {
  constructor(
    private readonly _store: IProjectStore,
    private readonly _wordsOf: WordsOf
  ) {
    _store.changed.connect(this._storeChanged, this);
  }

  /** Emitted after the list changed, or a comparison began or ended. */
  get changed(): ISignal<VersionDesk, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** In the order in which they were kept. */
  get versions(): readonly ListedVersion[] {
    const texts = versionTexts(this._store.project);
    // texts are long: each is read once
    const parsed = new Map<string, StoredVersion | null>();
    const listed = texts.map(([id, text]) => {
      const known = this._parsed.get(text);
      const version = known === undefined ? parseVersionText(text) : known;
      parsed.set(text, version);
      return { id, size: text.length, version };
    });
    this._parsed = parsed;
    return listed;
  }

  /** Characters that all versions take. */
  get usedSize(): number {
    return versionsSize(this._store.project);
  }

  /** Characters that they may take. */
  get limit(): number {
    return VERSIONS_LIMIT;
  }

  /** The comparison on screen, or null. */
  get comparison(): StateComparison | null {
    return this._comparison;
  }

  /** Whether the state of now is that of a version. */
  get isKept(): boolean {
    const now = stateOf(this._store.project);
    return this.versions.some(
      ({ version }) => version && isSameState(version.state(), now)
    );
  }

  /**
   * Keeps the state of now.
   *
   * @throws PixelForestError `input` without a name, `memory` if there is no room
   */
  keep(name: string, savedAt = Date.now()): void {
    const { project, author } = this._store;
    this._set(
      withVersion(project, { name, savedAt, author }, stateOf(project))
    );
  }

  /** @throws PixelForestError `input` without a name or such a version */
  rename(id: string, name: string): void {
    this._set(withRenamedVersion(this._store.project, id, name));
  }

  remove(id: string): void {
    this._set(withoutVersion(this._store.project, id));
  }

  /**
   * Goes back to a version: one undoable step.
   *
   * @returns number of images it has labels of that are not in the project any more
   * @throws PixelForestError `input` without such a version, `mismatch` if an image has another size now
   */
  goBack(id: string): number {
    return this._store.becomeState(this._find(id).state()).length;
  }

  /**
   * Shows what two states predict.
   *
   * @param leftId, rightId null = the present state, which is called `present`
   */
  compare(
    leftId: string | null,
    rightId: string | null,
    present: string
  ): void {
    const stateFor = (id: string | null): NamedState => {
      const version = id === null ? null : this._find(id);
      return version
        ? { name: version.name, state: version.state() }
        : { name: present, state: null };
    };
    const [left, right] = [stateFor(leftId), stateFor(rightId)];
    this._comparison?.dispose();
    const words = this._wordsOf(left.name, right.name);
    this._comparison = new StateComparison(this._store, left, right, words);
    this._changed.emit();
    // what goes wrong is the comparison's problem, which it tells
    void this._comparison.start();
  }

  endComparison(): void {
    this._comparison?.dispose();
    this._comparison = null;
    this._changed.emit();
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._store.changed.disconnect(this._storeChanged, this);
      this._comparison?.dispose();
      Signal.clearData(this);
    }
  }

  private _set({ topics }: Project): void {
    this._store.setTopics(topics);
  }

  private _find(id: string): StoredVersion {
    const found = this.versions.find(each => each.id === id)?.version;
    if (!found) {
      throw new PixelForestError(
        'input',
        `There is no version “${id}”, or it is damaged. Choose another one of the list.`
      );
    }
    return found;
  }

  private _storeChanged(_: IProjectStore, { kind }: StoreChange): void {
    if (kind === 'topics' || kind === 'project') {
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<VersionDesk, void>(this);
  private _parsed = new Map<string, StoredVersion | null>();
  private _comparison: StateComparison | null = null;
  private _isDisposed = false;
}

/** Whether both have the same classes, labels, are learnt with the same, and find objects alike. */
function isSameState(a: ProjectState, b: ProjectState): boolean {
  const ids = new Set([...a.labels.keys(), ...b.labels.keys()]);
  return (
    isSameSetup(a.setup, b.setup) &&
    (!a.objects || !b.objects || areSameObjectTopics(a.objects, b.objects)) &&
    JSON.stringify(a.classes) === JSON.stringify(b.classes) &&
    [...ids].every(id => sameLabels(a.labels.get(id), b.labels.get(id)))
  );
}
