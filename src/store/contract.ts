/**
 * One open project, live. `viewer`, `panel`, `export` and `lab` see this
 * contract: they read its state, call its verbs and listen to `changed`.
 * Every verb is what one user action does, so a macro can do it too.
 */
import { IDisposable } from '@lumino/disposable';
import { ISignal } from '@lumino/signaling';
import { AssembledProbabilities } from '../engine/probability-map';
import {
  ColourResult,
  FeatureSetup,
  ForestSetup,
  Job,
  ResultOf,
  StatisticsResult
} from '../engine/protocol';
import { IImageSource } from '../image/image-source';
import { StrokePoint } from '../project/brush';
import { LabelClass } from '../project/classes';
import { FeatureChoice } from '../project/features';
import { Forest } from '../project/forest';
import { PlaneIndex, TileBox } from '../project/grid';
import { ImageReference, Rgb } from '../project/images';
import { LabelImage } from '../project/labels';
import { ChannelView, Project } from '../project/project';
import type { IFrozenClassifier } from './guest-contract';
import { HistorySteps } from './history';
import { ClassMaps, ImageObjects, IObjectDesk } from './object-contract';
import { ProjectState } from '../project/project-state';
import type {
  CustomLayer,
  Layer,
  LayerKind,
  TileRegion
} from './layer-contract';

/** What changed; listeners pick what they draw. */
export type StoreChange =
  /** Another project took the place of the old one: draw everything anew. */
  | { readonly kind: 'project' }
  /** Images were added, removed, relinked, or finished loading. */
  | { readonly kind: 'images' }
  | { readonly kind: 'activeImage' }
  /** Another z or t. */
  | { readonly kind: 'plane' }
  /** Labels of one image changed; `plane` null = all planes. */
  | {
      readonly kind: 'labels';
      readonly imageId: string;
      readonly plane: PlaneIndex | null;
      readonly box: TileBox;
    }
  /** Classes, their names and colours, or the active class. */
  | { readonly kind: 'classes' }
  | { readonly kind: 'features' }
  /** Channel views (contrast, visibility) or training channels. */
  | { readonly kind: 'channels' }
  /** The list of layers, their visibility or opacity. */
  | { readonly kind: 'layers' }
  /** Tool or brush sizes. */
  | { readonly kind: 'tool' }
  | { readonly kind: 'history' }
  /** Probability tiles arrived, became stale or went; null = all. */
  | {
      readonly kind: 'prediction';
      readonly imageId: string | null;
      readonly plane: PlaneIndex | null;
      readonly box: TileBox | null;
    }
  /** Live update switched, or training and prediction state changed. */
  | { readonly kind: 'status' }
  /** Objects, their settings, corrections, selection or state. */
  | { readonly kind: 'objects' }
  /** What parts of Pixel Forest keep with the project, e.g. versions. */
  | { readonly kind: 'topics' };

/** Whether an image's pixels are at hand. */
export type ImageStatus =
  | { readonly state: 'loading' }
  | { readonly state: 'ready' }
  /** The file is not where the project says: ask where it is, keep the labels. */
  | { readonly state: 'missing'; readonly message: string }
  /** Another image than the one its labels were drawn on: ask before they are used on it. */
  | {
      readonly state: 'other';
      readonly message: string;
      /** Of the file that is there now. */
      readonly fingerprint: string;
    }
  | { readonly state: 'failed'; readonly message: string };

/** What the classifier is doing. `message` is ready to show. */
export type ClassifierStatus = {
  readonly state: 'idle' | 'training' | 'predicting' | 'ready' | 'failed';
  readonly message: string;
  /** 0…1 over the tiles of the plane, or null where there is no measure. */
  readonly progress: number | null;
};

export type { CustomLayer, Layer, LayerKind, TileRegion };

/** A tool by name: `pan`, `brush`, `eraser`, or one another extension registered. */
export type ToolId = string;

/** A stroke being painted: labels change at once, one undo step at the end. */
export interface IStrokeInProgress {
  extend(points: readonly StrokePoint[]): void;
  end(): void;
  /** Takes everything back. */
  cancel(): void;
}

/** Turns an image reference into pixels; given to the store by the document. */
export interface IImageLoader {
  /**
   * @throws PixelForestError `access` with status 404 if the file is missing
   */
  load(reference: ImageReference, signal: AbortSignal): Promise<IImageSource>;
}

/** Everything a whole-image run needs. */
export type PredictionContext = {
  readonly source: IImageSource;
  readonly features: FeatureSetup;
  readonly forest: ForestSetup;
};

/** Tiles of the plane shown that came or became stale, or the state of the work. */
export type PredictionNews = TileBox | 'all' | 'status';

/** What another state of the project predicts of the plane on screen. */
export interface IPredictedState extends IDisposable {
  readonly classes: readonly LabelClass[];
  readonly status: ClassifierStatus;
  readonly changed: ISignal<IPredictedState, PredictionNews>;
  /**
   * Trains if needed, then predicts what is on screen, or with `plane` all of
   * it; known tiles are not predicted again.
   *
   * @throws what it failed with; the status says it too
   */
  update(reach: 'view' | 'plane'): Promise<void>;
  stop(): void;
  /** (class, y, x) of a box of a plane, or null where nothing is known. */
  read(
    imageId: string,
    plane: PlaneIndex,
    box: TileBox
  ): AssembledProbabilities | null;
}

export interface IProjectStore extends IDisposable {
  readonly changed: ISignal<IProjectStore, StoreChange>;
  /** Emitted once per change that belongs to the file: the document becomes dirty. */
  readonly edited: ISignal<IProjectStore, void>;

  // --- state
  readonly project: Project;
  readonly activeImage: ImageReference | null;
  readonly plane: PlaneIndex;
  readonly activeClassIndex: number;
  readonly tool: ToolId;
  /** Pixels. */
  readonly brushDiameter: number;
  readonly eraserDiameter: number;
  readonly layers: readonly Layer[];
  readonly isLive: boolean;
  readonly status: ClassifierStatus;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** What can be taken back and made again: plain data, to be kept beyond a reload. */
  readonly history: HistorySteps;
  /** Channels of the images; 0 without an image. */
  readonly channelCount: number;
  /** Who draws; '' = not said. */
  readonly author: string;
  /** Resolved: never null; ascending. */
  readonly trainingChannels: readonly number[];
  /** One entry per channel, resolved with the active image's own ranges and colours. */
  readonly channels: readonly {
    readonly name: string;
    readonly color: Rgb;
    readonly window: readonly [number, number];
    readonly isVisible: boolean;
    readonly isTrained: boolean;
  }[];
  source(imageId: string): IImageSource | null;
  imageStatus(imageId: string): ImageStatus;
  labels(imageId: string): LabelImage | null;
  /** Labelled pixels per class index; of one image, or of all. */
  labelCounts(imageId?: string): readonly number[];
  customLayer(id: string): CustomLayer | null;

  // --- images
  /** Adds images at the end; the first becomes active if there was none. */
  addImages(references: readonly ImageReference[]): void;
  removeImage(imageId: string): void;
  /** Points an image at another file; labels stay if the size fits. */
  relinkImage(imageId: string, path: string, innerPath: string): void;
  /** Takes a file of status `other` as the one the labels belong to; else nothing happens. */
  acceptImage(imageId: string): void;
  selectImage(imageId: string): void;
  /** 1 = next, −1 = previous; stops at the ends. */
  stepImage(step: number): void;
  /** Clipped to the image. */
  setPlane(plane: PlaneIndex): void;

  // --- painting
  setTool(tool: ToolId): void;
  setBrushDiameter(diameter: number): void;
  setEraserDiameter(diameter: number): void;
  /** @param classIndex null erases @returns null without an image */
  beginStroke(
    classIndex: number | null,
    diameter: number
  ): IStrokeInProgress | null;
  /** A whole stroke at once, for macros. */
  paint(stroke: {
    points: readonly StrokePoint[];
    classIndex: number | null;
    diameter: number;
  }): void;
  /** Who draws from now on: strokes note it in their blocks. '' = not said. */
  setAuthor(name: string): void;
  /**
   * Takes over the steps of an earlier session, unless there are some already or
   * they do not lead to the project of now.
   *
   * @returns whether they were taken
   */
  adoptHistory(steps: HistorySteps): boolean;
  undo(): void;
  redo(): void;
  /**
   * Puts other labels in place of those of some images, and perhaps another
   * class list, as one undoable step.
   *
   * @throws PixelForestError `mismatch` if a size or a class number does not fit, `input` for an unknown image
   */
  replaceLabels(
    labels: ReadonlyMap<string, LabelImage>,
    classes?: readonly LabelClass[]
  ): void;
  /**
   * Goes back to a state of the project: labels of all images, classes, and
   * what is learnt with, as one undoable step. Images that it says nothing of
   * lose their labels.
   *
   * @returns images it has labels of that are not in the project any more
   * @throws PixelForestError `mismatch` if the size of an image does not fit
   */
  becomeState(state: ProjectState): readonly string[];

  // --- classes (all undoable but selecting)
  selectClass(classIndex: number): void;
  addClass(name?: string): void;
  renameClass(classIndex: number, name: string): void;
  recolorClass(classIndex: number, color: Rgb): void;
  /** Labels of the class go; higher classes move down. Two classes stay at least. */
  deleteClass(classIndex: number): void;
  clearClass(classIndex: number): void;
  /** Labels of `classIndex` become `intoIndex`; the class is deleted. */
  mergeClass(classIndex: number, intoIndex: number): void;

  // --- classifier
  chooseFeatures(choice: FeatureChoice): void;
  /** null = all channels. */
  setTrainingChannels(channels: readonly number[] | null): void;
  setLiveUpdate(isLive: boolean): void;
  /** Trains and predicts the visible region once, then the rest of the plane. */
  updateOnce(): Promise<void>;
  /** A forest that matches the labels of now; trains if needed. @throws `mismatch` if no class has labels */
  ensureForest(signal?: AbortSignal): Promise<Forest>;
  /**
   * Uses a forest from elsewhere until labels or features change.
   *
   * @throws PixelForestError `mismatch` if it was trained on other columns or knows more classes
   */
  importForest(forest: Forest): void;

  /** What a state predicts of the plane on screen, beside the present one; `null` = the present one. */
  predictState(state: ProjectState | null): IPredictedState;

  // --- display
  /** Merges into the view of one channel. */
  setChannelView(channel: number, view: Partial<ChannelView>): void;
  setLayer(
    layerId: string,
    state: { isVisible?: boolean; opacity?: number }
  ): void;
  addLayer(layer: CustomLayer): IDisposable;
  /** The viewer says what is on screen; that part is predicted first. */
  setVisibleBox(box: TileBox): void;
  /**
   * A coloured tile of `raw`, `probability:<i>`, `segmentation` or `uncertainty`
   * of the active image and plane.
   *
   * @param step every step × step pixels become one: 1, 2, 4, …
   * @returns null where there is nothing to show yet
   */
  colourTile(
    layerId: string,
    box: TileBox,
    step: number,
    signal: AbortSignal
  ): Promise<ColourResult | null>;
  /**
   * A small picture of any image of the project (its first plane); loads it if needed.
   *
   * @param side longest side in pixels, at least
   */
  thumbnail(
    imageId: string,
    side: number,
    signal: AbortSignal
  ): Promise<ColourResult>;
  /** Raw values per channel at a pixel of the active plane, or null if not at hand. */
  valuesAt(y: number, x: number): Promise<readonly number[] | null>;
  /** Probability per class at a pixel of the active plane, or null if not predicted. */
  probabilitiesAt(y: number, x: number): readonly number[] | null;
  /** Histogram of one channel of the active plane. */
  channelStatistics(
    channel: number,
    signal?: AbortSignal
  ): Promise<StatisticsResult>;

  // --- objects
  /** Separate objects of the plane on screen, and their settings. */
  readonly objects: IObjectDesk;
  /**
   * The objects of a whole image with the project's settings and corrections;
   * loads the image and trains if needed.
   *
   * @param onProgress called with the share done, 0…1
   * @param known      maps that need not be predicted again
   */
  segmentImage(
    imageId: string,
    signal: AbortSignal,
    onProgress?: (share: number) => void,
    known?: ClassMaps
  ): Promise<ImageObjects>;

  // --- whole images (export, batch)
  /** The pixels of an image, loaded if needed. @throws as its status says */
  loadImage(imageId: string): Promise<IImageSource>;
  /** Trains if needed, loads the image if needed. */
  predictionContext(
    imageId: string,
    signal?: AbortSignal
  ): Promise<PredictionContext>;
  /** Runs one job in the workers at low priority, or before others if it `isShown` on screen. */
  runJob<J extends Job>(
    job: J,
    options: {
      signal?: AbortSignal;
      features?: FeatureSetup;
      forest?: ForestSetup;
      isShown?: boolean;
    }
  ): Promise<ResultOf<J>>;

  /**
   * The classifier of now, for images that are not of the project; trains if needed.
   *
   * @throws PixelForestError `mismatch` if no class has labels, unless objects are cut from a raw channel
   */
  freezeClassifier(signal?: AbortSignal): Promise<IFrozenClassifier>;

  // --- the file
  /** Replaces what parts of Pixel Forest keep with the project. */
  setTopics(topics: Project['topics']): void;
  /**
   * Notes a topic of the project (project/topics.ts) that is a habit, not work:
   * it comes along with the next save and asks for none. null takes it away.
   *
   * @throws PixelForestError as `withTopic`
   */
  noteTopic(name: string, value: unknown): void;
  /** Takes another project's place, e.g. after opening or reverting; clears the history. */
  replaceProject(project: Project): void;
  /** Classes as a list, for convenience of forms. */
  readonly classes: readonly LabelClass[];
}
