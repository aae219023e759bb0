/**
 * What the page and a compute worker say to each other: types only, the one
 * file both threads share. A job is plain data in, plain data out; typed
 * arrays are transferred.
 */
import { PostedError } from '../errors';
import { PlanePatch } from '../image/patch';
import { FeatureSetup } from '../pipeline/features/feature-setup';
import { ForestSetup } from '../pipeline/forest/forest-setup';
import { ObjectTable } from '../pipeline/segmentation/object-table';
import { Forest } from '../project/forest';
import { ForestSums } from '../project/forest-measures';
import { PixelArray, SliceRange, TileBox } from '../project/grid';
import { Rgb } from '../project/images';
import { ObjectCorrection } from '../project/object-corrections';
import { ParentAssignment } from '../project/parent-objects';
import { ExcludedRegion, SegmentationSteps } from '../project/segmentation';

export type { FeatureSetup, ForestSetup, PlanePatch };

/** What the kernels need to know beforehand about the columns of a setup. */
export type DescribeFeaturesJob = {
  readonly kind: 'describeFeatures';
  readonly featuresId: string;
};
export type DescribeFeaturesResult = {
  /** Pixels a patch must reach beyond the region on every side. */
  readonly halo: number;
  /** Slices it must reach beyond it above and below; 0 if nothing is filtered in 3-D. */
  readonly depthHalo: number;
  readonly columnCount: number;
  /** Largest piece the kernels take at once: larger regions are cut into these. */
  readonly tileSide: number;
  readonly tileDepth: number;
};

/** Training rows at the labelled pixels of one patch. */
export type FeatureRowsJob = {
  readonly kind: 'featureRows';
  readonly featuresId: string;
  readonly patch: PlanePatch;
  /** (pixels,) z, y and x in the image; all inside the patch without its halo. */
  readonly z: Int32Array;
  readonly y: Int32Array;
  readonly x: Int32Array;
};
/** (pixels, columns) float32, row after row; columns of unticked channels are 0. */
export type FeatureRowsResult = { readonly rows: Float32Array };

/** Trees `treeStart … treeStop` of a forest; each tree has its own seed, so any split over workers gives the same bits. */
export type TrainJob = {
  readonly kind: 'train';
  /** (samples, columns) float32, row after row. */
  readonly rows: Float32Array;
  /** (samples,) class numbers from 1. */
  readonly labels: Uint8Array;
  readonly columnCount: number;
  /** Columns that may be split on (those of the training channels). */
  readonly allowedColumns: Int32Array;
  /** (chosen,) samples to train on, ascending; all if not given. */
  readonly subset?: Uint32Array;
  /** What a sample of each class weighs, by class number − 1; 1 if not given. */
  readonly classWeights?: readonly number[];
  readonly seed: number;
  readonly treeStart: number;
  readonly treeStop: number;
  /** Asks for sums over out-of-bag samples too. */
  readonly measure?: MeasureOptions;
};
/** How trees are measured while they grow. */
export type MeasureOptions = {
  /** Times the values of each column are exchanged for each tree; 0 for no permutation importance. */
  readonly permutations: number;
};
export type TrainResult = {
  readonly forest: Forest;
  /** If asked for: of the samples and columns as they came. */
  readonly sums?: ForestSums;
};

/** Probabilities of a region. */
export type PredictJob = {
  readonly kind: 'predict';
  readonly featuresId: string;
  readonly forestId: string;
  readonly patch: PlanePatch;
  readonly slices: SliceRange;
  readonly box: TileBox;
  /**
   * Pixels of all jobs of this run, if they are known to be many: forests are
   * then compiled at once. Does not change the result.
   */
  readonly runPixels?: number;
};
/** (class, z, y, x) float32, each 0…1, summing to 1 (all 0 where a feature is NaN). */
export type PredictResult = { readonly probabilities: Float32Array };

/** Features of a region, for showing and exporting features. */
export type FeaturesJob = {
  readonly kind: 'features';
  readonly featuresId: string;
  readonly patch: PlanePatch;
  readonly slices: SliceRange;
  readonly box: TileBox;
};
/** (column, z, y, x) float32. */
export type FeaturesResult = { readonly planes: Float32Array };

/** How one channel is coloured. */
export type ChannelDisplay = {
  /** Value shown black and value shown at full colour. */
  readonly window: readonly [number, number];
  readonly color: Rgb;
};

/** Composite picture of a region: sum of the channels' colours, clipped. */
export type ColourImageJob = {
  readonly kind: 'colourImage';
  /** One slice; arrays of `channels` cover just `box`, no halo. */
  readonly patch: Pick<PlanePatch, 'channels' | 'box'>;
  /** One entry per array in `patch.channels`. */
  readonly displays: readonly ChannelDisplay[];
  /** Every `step`-th pixel is averaged over step × step: 1, 2, 4, … */
  readonly step: number;
};

/** What is painted of a probability tile. */
export type ColourProbabilityJob = {
  readonly kind: 'colourProbability';
  /** (class, y, x) float32. */
  readonly probabilities: Float32Array;
  readonly height: number;
  readonly width: number;
  readonly classColors: readonly Rgb[];
  /**
   * `probability`: one class, alpha = its probability;
   * `segmentation`: the class of highest probability in its colour, opaque;
   * `uncertainty`: cyan, alpha = 1 − (p₁ − p₂).
   */
  readonly mode: 'probability' | 'segmentation' | 'uncertainty';
  /** For `probability`: the class shown. For `segmentation`: the only class shown, or −1 for all. */
  readonly classIndex: number;
};
/** Straight-alpha RGBA, (y, x, 4) of `height` × `width`. */
export type ColourResult = {
  readonly rgba: Uint8ClampedArray;
  readonly height: number;
  readonly width: number;
};

/** From probabilities to what is exported. */
export type ReduceProbabilityJob = {
  readonly kind: 'reduceProbability';
  /** (class, y, x) float32. */
  readonly probabilities: Float32Array;
  readonly pixelCount: number;
  /** `segmentation`: uint8 class numbers from 1, the first of equal maxima; `uncertainty`: float32. */
  readonly mode: 'segmentation' | 'uncertainty';
};
export type ReduceProbabilityResult = {
  readonly values: Uint8Array | Float32Array;
};

/** One of two predictions of the same pixels. */
export type ComparedPrediction = {
  /** (class, y, x) float32. */
  readonly probabilities: Float32Array;
  /** (class,) place of each class in the list of both, from 0. */
  readonly places: readonly number[];
};

/** Where the segmentations of two predictions differ. */
export type CompareSegmentationsJob = {
  readonly kind: 'compareSegmentations';
  readonly first: ComparedPrediction;
  readonly second: ComparedPrediction;
  readonly height: number;
  readonly width: number;
  /** Length of the list of both. */
  readonly classCount: number;
  /** (classCount × classCount) colour of a pixel: row = class of the first, column = class of the second. */
  readonly colors: readonly Rgb[];
};
/** Pixels of which one side knows nothing (all 0) are transparent and not counted. */
export type CompareSegmentationsResult = ColourResult & {
  /** (classCount × classCount) pixels: row = class of the first, column = class of the second. */
  readonly counts: Uint32Array;
};

/** Lines around the objects of a plane, along the sides of their pixels. */
export type TraceRingsJob = {
  readonly kind: 'traceRings';
  /** (y, x) object ids, 0 = none. */
  readonly labels: Uint32Array;
  readonly height: number;
  readonly width: number;
};
export type TraceRingsResult = {
  /**
   * Per line the object's id, the number of its corners, then x and y of each;
   * outer lines clockwise on the screen, those around holes against it.
   */
  readonly rings: Int32Array;
};

/** Float results in another range and type, for files. */
export type RescaleJob = {
  readonly kind: 'rescale';
  readonly values: Float32Array;
  /** Values that become the ends of `to`; what lies beyond is clipped. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly dtype: 'uint8' | 'uint16' | 'float32';
};
export type RescaleResult = {
  readonly values: Uint8Array | Uint16Array | Float32Array;
};

/** Minimum, maximum and histogram of one channel of a region. */
export type StatisticsJob = {
  readonly kind: 'statistics';
  readonly values: PixelArray;
  readonly binCount: number;
};
export type StatisticsResult = {
  readonly minimum: number;
  readonly maximum: number;
  /** (binCount,) counts over minimum…maximum; NaN and infinite values are left out. */
  readonly histogram: Uint32Array;
};

/** Sizes of a whole image or stack: arrays are (z, y, x); depth 1 = 2-D. */
export type ObjectGrid = {
  readonly depth: number;
  readonly height: number;
  readonly width: number;
};

/** From a map of a whole image or stack to separate objects. */
export type SegmentJob = {
  readonly kind: 'segment';
  readonly grid: ObjectGrid;
  /** (z, y, x): the probabilities of the classes of interest, which are added up; or one raw channel. */
  readonly sources: readonly PixelArray[];
  readonly steps: SegmentationSteps;
  /** (z, y, x): the channel to split on, if `steps` say so; else null. */
  readonly intensity: PixelArray | null;
  readonly excluded: readonly ExcludedRegion[];
  /** What to measure at once, or null: the table is then null. */
  readonly measure: ObjectMeasure | null;
};
/** How large the pieces of a map of a whole image or stack usually are. */
export type FitObjectsJob = Pick<
  SegmentJob,
  'grid' | 'sources' | 'steps' | 'excluded'
> & { readonly kind: 'fitObjects' };
/** What suits objects of that size. */
export type FitObjectsResult = {
  /** Median pixels of the connected pieces of at least the minimum size; 0 = there are none, and the rest means nothing. */
  readonly medianSize: number;
  /** σ in pixels. */
  readonly smoothing: number;
  /** Pixels. */
  readonly minimumSize: number;
  /** Of probabilities. */
  readonly depth: number;
};
/** What is measured beside the shape. */
export type ObjectMeasure = {
  /** (z, y, x) each. */
  readonly channels: readonly PixelArray[];
  /** (z, y, x) each, float32 if there are several: added up for `meanProbability`; empty = none. */
  readonly probabilities: readonly PixelArray[];
};
export type SegmentResult = {
  /** (z, y, x) object ids 1…count in the order of their first pixels, 0 = none. */
  readonly labels: Uint32Array;
  readonly count: number;
  /** Connected pieces of at least the minimum size before they were split. */
  readonly pieceCount: number;
  readonly table: ObjectTable | null;
};

/** Measures the objects of a label image, say after corrections. */
export type MeasureJob = {
  readonly kind: 'measure';
  readonly grid: ObjectGrid;
  /** (z, y, x) object ids, 0 = none; ids may have gaps, and an object may be in pieces. */
  readonly labels: Uint32Array;
  readonly measure: ObjectMeasure;
};
export type MeasureResult = { readonly table: ObjectTable };

/** Makes corrections by hand in a label image. */
export type CorrectObjectsJob = {
  readonly kind: 'correctObjects';
  readonly grid: ObjectGrid;
  /** (z, y, x) object ids, 0 = none. */
  readonly labels: Uint32Array;
  /** In this order; what names no object any more changes nothing. */
  readonly corrections: readonly ObjectCorrection[];
};
export type CorrectObjectsResult = {
  /** (z, y, x) object ids 1…count in the order of their first pixels. */
  readonly labels: Uint32Array;
  readonly count: number;
};

/** Assigns the objects of one label image to the parents of another. */
export type AssignParentsJob = {
  readonly kind: 'assignParents';
  readonly grid: ObjectGrid;
  /** (z, y, x) ids of objects and of parents, 0 = none. */
  readonly labels: Uint32Array;
  readonly parents: Uint32Array;
  readonly assignment: ParentAssignment;
  /** (row,) ids of the objects that are asked for. */
  readonly ids: Uint32Array;
  /** (row,) each: what is added up for each parent. */
  readonly values: readonly Float64Array[];
};
export type AssignParentsResult = {
  /** (row,) id of the parent, 0 = none. */
  readonly parents: Uint32Array;
  /** (row,) pixels between the nearest pixels of both, 0 if they share some; NaN without a parent. */
  readonly distances: Float64Array;
  /** (parent,) by id from 1: objects that belong to it. */
  readonly counts: Float64Array;
  /** (parent,) each, one for each of `values`. */
  readonly sums: readonly Float64Array[];
};

/** Every job with its result. */
export type JobResults = {
  describeFeatures: DescribeFeaturesResult;
  featureRows: FeatureRowsResult;
  train: TrainResult;
  predict: PredictResult;
  features: FeaturesResult;
  colourImage: ColourResult;
  colourProbability: ColourResult;
  reduceProbability: ReduceProbabilityResult;
  compareSegmentations: CompareSegmentationsResult;
  statistics: StatisticsResult;
  segment: SegmentResult;
  fitObjects: FitObjectsResult;
  measure: MeasureResult;
  correctObjects: CorrectObjectsResult;
  assignParents: AssignParentsResult;
  traceRings: TraceRingsResult;
  rescale: RescaleResult;
};
export type Job =
  | DescribeFeaturesJob
  | FeatureRowsJob
  | TrainJob
  | PredictJob
  | FeaturesJob
  | ColourImageJob
  | ColourProbabilityJob
  | ReduceProbabilityJob
  | CompareSegmentationsJob
  | StatisticsJob
  | SegmentJob
  | FitObjectsJob
  | MeasureJob
  | CorrectObjectsJob
  | AssignParentsJob
  | TraceRingsJob
  | RescaleJob;
export type JobKind = Job['kind'];
export type ResultOf<J extends Job> = JobResults[J['kind']];

/**
 * Page → worker. Messages are answered in the order they came, but a `cancel`
 * is heard while a job runs: the job then fails with `abort`, within 20 ms. One
 * that comes too late changes nothing. A worker keeps the two feature setups
 * and the two forests that came last and drops older ones; the page sends a
 * dropped one again before a job names it.
 */
export type ToWorker =
  | { readonly kind: 'start'; readonly module: WebAssembly.Module }
  | { readonly kind: 'setFeatures'; readonly setup: FeatureSetup }
  | { readonly kind: 'setForest'; readonly setup: ForestSetup }
  | { readonly kind: 'run'; readonly ticket: number; readonly job: Job }
  | { readonly kind: 'cancel'; readonly ticket: number };

/** Worker → page. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'done';
      readonly ticket: number;
      readonly result: JobResults[JobKind];
    }
  | {
      readonly kind: 'failed';
      readonly ticket: number;
      readonly error: PostedError;
    };
