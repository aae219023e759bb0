/** Objects of a project, live: part of the store's contract. */
import { ObjectGrid } from '../engine/protocol';
import {
  ObjectColumn,
  ObjectTable
} from '../pipeline/segmentation/object-table';
import { ParentObjects } from '../pipeline/segmentation/parent-table';
import { StrokePoint } from '../project/brush';
import { PlaneIndex } from '../project/grid';
import { ObjectCorrection } from '../project/object-corrections';
import { ParentSettings } from '../project/parent-objects';
import { SegmentationSettings } from '../project/segmentation';

/** Numbers of objects. */
export type ObjectSelection = ReadonlySet<number>;

/** The separate objects of one plane, or the slice on screen of those of a stack. */
export type PlaneObjects = {
  readonly imageId: string;
  readonly plane: PlaneIndex;
  /** (y, x) object ids from 1, 0 = none. */
  readonly labels: Uint32Array;
  readonly height: number;
  readonly width: number;
  readonly table: ObjectTable;
  /** Connected pieces before they were split. */
  readonly pieceCount: number;
  /** What they belong to; null = nothing is wanted. */
  readonly parents: ParentObjects | null;
  /**
   * What `table` and `pieceCount` are of: the plane, which is all there is; the
   * whole stack, cut in three dimensions; or, of a stack, this slice alone.
   */
  readonly scope: ObjectScope;
  /** All slices, (z, y, x) each; null unless `scope` is `stack`. */
  readonly stack: {
    readonly labels: Uint32Array;
    readonly parents: ParentObjects | null;
    readonly table: ObjectTable;
    readonly pieceCount: number;
  } | null;
};
export type ObjectScope = 'plane' | 'stack' | 'slice';

/** Probabilities that are known already: per frame, per class that objects or parents are cut from (in the order of `classesOf`), (z, y, x) float32. */
export type ClassMaps = readonly (readonly Float32Array[])[];

/** The separate objects of a whole image. */
export type ImageObjects = {
  readonly imageId: string;
  readonly grid: ObjectGrid;
  /** What of `table` to show or write, in order; headers as in a CSV. */
  readonly columns: readonly ObjectColumn[];
  /** The same of the parents' tables; empty without parents. */
  readonly parentColumns: readonly ObjectColumn[];
  readonly frames: readonly {
    readonly t: number;
    /** (z, y, x) object ids from 1, 0 = none. */
    readonly labels: Uint32Array;
    readonly table: ObjectTable;
    /** Connected pieces before they were split. */
    readonly pieceCount: number;
    /** What they belong to; null = nothing is wanted. */
    readonly parents: ParentObjects | null;
  }[];
};

/** What is known of the objects on screen. `message` is ready to show; '' = nothing is to be said. */
export type ObjectStatus = {
  readonly state: 'off' | 'waiting' | 'computing' | 'ready' | 'failed';
  readonly message: string;
};

/** Which parents the objects are assigned to; kept in the file, found with the objects. */
export interface IParentDesk {
  readonly settings: ParentSettings;
  /** Whether the project says anything of parents. */
  readonly isKnown: boolean;
  /** Merges into the settings: an undoable step, see {@link IObjectDesk.changeSettings}. */
  changeSettings(part: Partial<ParentSettings>, gesture?: object): void;
  /** Of the parents' table; empty while parents are off. */
  readonly columns: readonly ObjectColumn[];
}

/**
 * Separates the plane on screen into objects while it is switched on: anew when
 * settings, maps or plane change. What was found before stays until then.
 */
export interface IObjectDesk {
  readonly isOn: boolean;
  setOn(isOn: boolean): void;
  /** Whether, of a stack, all slices are cut together, as exports do; else the one on screen alone. */
  readonly isWholeStack: boolean;
  /** What is under way ends when it is switched off. */
  setWholeStack(isWhole: boolean): void;
  readonly settings: SegmentationSettings;
  /**
   * Merges into the settings, which belong to the file: an undoable step.
   *
   * @param gesture joins all that one movement changes, say of a slider, to one step
   */
  changeSettings(part: Partial<SegmentationSettings>, gesture?: object): void;
  /**
   * Sets smoothing, minimum size and split depth by how large the connected
   * pieces usually are, as one undoable step.
   *
   * @throws PixelForestError `input` without objects, or before there is a map; `abort` if cancelled
   * @source docs/numerics.md, “Fit to object size”
   */
  fitToSize(signal?: AbortSignal): Promise<void>;
  readonly status: ObjectStatus;
  /** Of the plane or stack on screen, or null; perhaps a little older than the maps. */
  readonly result: PlaneObjects | null;
  /** Of the active image; empty without one. */
  readonly columns: readonly ObjectColumn[];
  /** Whether the file says how large a pixel is. */
  readonly isCalibrated: boolean;

  readonly parents: IParentDesk;

  // --- selection, which does not belong to the file
  readonly selected: ObjectSelection;
  /** Ids that are none are left out. */
  select(ids: Iterable<number>): void;
  /** The id of the object at a pixel of the plane on screen, 0 = none. */
  objectAt(y: number, x: number): number;

  // --- excluded regions of the active image
  readonly excludedRegions: readonly (readonly StrokePoint[])[];
  /** @throws PixelForestError `input` without an image */
  excludeRegion(points: readonly StrokePoint[]): void;
  includeRegion(index: number): void;

  // --- corrections by hand, each one undoable step
  /** Of the active image, oldest first. */
  readonly corrections: readonly ObjectCorrection[];
  /** @throws PixelForestError `input` if nothing is selected */
  deleteSelected(): void;
  /** @throws PixelForestError `input` if fewer than two objects are selected, or some are on no slice with the others */
  mergeSelected(): void;
  /**
   * Without the objects at these points, wherever there are any.
   *
   * @param z the slice they are on; default: the one on screen
   */
  deleteObjects(points: readonly StrokePoint[], z?: number): void;
  /** The objects at these points become one, wherever there are any. */
  mergeObjects(points: readonly StrokePoint[]): void;
  /** @throws PixelForestError `input` if the line crosses no object */
  splitObject(line: readonly StrokePoint[]): void;
  /** Every object that a line crosses falls apart along it, wherever there is one. */
  splitAlong(line: readonly StrokePoint[]): void;
  drawObject(outline: readonly StrokePoint[]): void;
  /** Takes one correction out of the list. */
  removeCorrection(index: number): void;
}
