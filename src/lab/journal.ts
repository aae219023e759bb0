import { PixelForestError } from '../errors';
import { LabelClass } from '../project/classes';
import { FeatureChoice } from '../project/features';
import { Shape } from '../project/grid';
import { ImageReference } from '../project/images';
import { BlockAuthors } from '../project/label-authors';
import { LabelImage } from '../project/labels';
import { Project, ProjectSettings } from '../project/project';

/** What is kept of a project but the label blocks. Plain data, as IndexedDB stores it. */
export type JournalHead = {
  /** Time of the last change, milliseconds since 1970. */
  readonly savedAt: number;
  /** The file the changes were made to: its hash, or its time of change. */
  readonly basis: string;
  readonly images: readonly ImageReference[];
  /** Sizes of the images that have labels. */
  readonly shapes: readonly {
    readonly imageId: string;
    readonly shape: Shape;
  }[];
  readonly classes: readonly LabelClass[];
  readonly features: FeatureChoice;
  readonly settings: ProjectSettings;
  /** In journals of older releases; now each topic is written by itself. */
  readonly topics?: Project['topics'];
  /** Folder that image paths are relative to. */
  readonly folder: string;
  /** Which tab wrote it; missing in journals of older releases. */
  readonly session?: string;
};

/** One 64 × 64 block of labels, or one topic. */
export type JournalBlock = {
  /** '' for a topic. */
  readonly imageId: string;
  /** Name of the block or the topic. */
  readonly key: string;
  /** null = removed, or a topic. */
  readonly labels: Uint8Array | null;
  /** Text of a topic: versions are large, and rarely change. */
  readonly text?: string;
  /** Who drew it; missing in journals of older releases. */
  readonly authors?: BlockAuthors;
};

/** Where journals are kept. Each call is one transaction: all of it or nothing. */
export interface IJournalStorage {
  read(
    document: string
  ): Promise<{ head: JournalHead; blocks: JournalBlock[] } | null>;
  readHead(document: string): Promise<JournalHead | null>;
  /**
   * @param blocks what changed; all there is if `isWhole`: then older blocks go
   */
  write(
    document: string,
    head: JournalHead,
    blocks: readonly JournalBlock[],
    isWhole: boolean
  ): Promise<void>;
  clear(document: string): Promise<void>;
}

/** Changes that were not saved when the tab went. */
export type JournalEntry = {
  readonly head: JournalHead;
  readonly project: Project;
};

/** After a change this long, so that one stroke's many signals are one write. */
const DELAY_MS = 300;

/** The name of a document in the journal: one browser may know several servers. */
export function journalName(baseUrl: string, path: string): string {
  return `${baseUrl}|${path}`;
}

/**
 * Keeps the unsaved state of one document. Blocks are never changed in place,
 * so only those that are other objects than last time are written. Where two
 * tabs show one document, the journal is that of the last change, as a whole.
 */
export class CrashJournal {
  /**
   * @param _state   the project of now, or null while nothing is unsaved
   * @param _onError told once when the journal cannot be written
   */
  constructor(
    private readonly _storage: IJournalStorage,
    private _document: string,
    private readonly _state: () => {
      project: Project;
      basis: string;
      folder: string;
    } | null,
    private readonly _onError: (error: PixelForestError) => void
  ) {}

  /** Unsaved changes of an earlier session, or null. */
  async pending(): Promise<JournalEntry | null> {
    const found = await this._storage.read(this._document);
    this._adopted = found?.head.session;
    return found && { head: found.head, project: revive(found) };
  }

  /** A change was made: it is written within {@link DELAY_MS}. */
  note(): void {
    this._timer ??= setTimeout(() => void this.flush(), DELAY_MS);
  }

  /** Writes what was noted, now. */
  flush(): Promise<void> {
    if (this._timer === null) {
      return this._queue;
    }
    this._stopTimer();
    return this._enqueue(() => this._write());
  }

  /**
   * Forgets what this tab wrote or was offered: the file holds it, or the user
   * discarded it.
   */
  clear(): Promise<void> {
    this._stopTimer();
    return this._enqueue(async () => {
      this._written = null;
      const head = await this._storage.readHead(this._document);
      if (head?.session === this._session || head?.session === this._adopted) {
        await this._storage.clear(this._document);
      }
      this._adopted = this._session;
    });
  }

  /** The document has another path now. */
  async move(document: string): Promise<void> {
    if (document === this._document) {
      return;
    }
    const hadChanges = this._timer !== null || this._written !== null;
    await this.clear();
    this._document = document;
    if (hadChanges) {
      this.note();
    }
  }

  private async _write(): Promise<void> {
    const state = this._state();
    if (!state) {
      return;
    }
    const { project, basis, folder } = state;
    const now = new Map<string, JournalBlock>();
    for (const [imageId, labels] of project.labels) {
      for (const [key, block] of labels.entries()) {
        const authors = labels.authorsOf(key);
        now.set(`${imageId}|${key}`, { imageId, key, labels: block, authors });
      }
    }
    for (const [key, text] of project.topics ?? []) {
      now.set(`|${key}`, { imageId: '', key, labels: null, text });
    }
    const last = await this._storage.readHead(this._document);
    if (last?.session !== this._session) {
      // another tab wrote since: its blocks must not mix with ours
      this._written = null;
    }
    const written = this._written ?? new Map<string, JournalBlock>();
    const changed: JournalBlock[] = [];
    for (const [name, block] of now) {
      const old = written.get(name);
      if (
        !old ||
        old.labels !== block.labels ||
        old.authors !== block.authors ||
        old.text !== block.text
      ) {
        changed.push(block);
      }
    }
    for (const [name, block] of written) {
      if (!now.has(name)) {
        changed.push({ ...block, labels: null, text: undefined });
      }
    }
    const head: JournalHead = {
      savedAt: Date.now(),
      basis,
      folder,
      session: this._session,
      images: project.images,
      shapes: [...project.labels].map(([imageId, { shape }]) => ({
        imageId,
        shape
      })),
      classes: project.classes,
      features: project.features,
      settings: project.settings
    };
    await this._storage.write(
      this._document,
      head,
      changed,
      this._written === null
    );
    this._written = now;
    this._adopted = this._session;
  }

  private _enqueue(step: () => Promise<void>): Promise<void> {
    this._queue = this._queue.then(step).catch((cause: unknown) => {
      // work goes on without the journal, but the user is told
      if (!this._hasFailed) {
        this._hasFailed = true;
        this._onError(
          new PixelForestError(
            'access',
            `Unsaved changes cannot be kept in this browser (${cause instanceof Error ? cause.message : String(cause)}). Save often: a closed or crashed tab loses what was not saved.`,
            { cause }
          )
        );
      }
    });
    return this._queue;
  }

  private _stopTimer(): void {
    if (this._timer !== null) {
      clearTimeout(this._timer);
      this._timer = null;
    }
  }

  private _timer: ReturnType<typeof setTimeout> | null = null;
  private _queue: Promise<void> = Promise.resolve();
  /** What the storage holds of this session; null = nothing yet. */
  private _written: Map<string, JournalBlock> | null = null;
  private _hasFailed = false;
  /** Random, as several tabs may begin at once. */
  private readonly _session = `${Date.now()} ${Math.random()}`;
  /** Whose journal was offered: what becomes of it is decided here. */
  private _adopted: string | undefined = this._session;
}

/** Puts the project together again; the forest is trained anew when needed. */
function revive(found: {
  head: JournalHead;
  blocks: readonly JournalBlock[];
}): Project {
  const { head, blocks } = found;
  const labels = new Map(
    head.shapes.map(({ imageId, shape }) => [imageId, new LabelImage(shape)])
  );
  const topics = new Map(head.topics);
  for (const { imageId, key, labels: block, authors, text } of blocks) {
    if (text !== undefined) {
      topics.set(key, text);
    } else {
      labels.get(imageId)?.restore(key, block, authors);
    }
  }
  return {
    images: head.images,
    classes: head.classes,
    features: head.features,
    settings: head.settings,
    ...(topics.size > 0 ? { topics } : {}),
    labels,
    forest: null
  };
}
