import { createPixels, PixelArray, Shape } from '../project/grid';
import { ResultSource } from '../store/guest-contract';
import { Band } from './bands';
import { ComputedParts } from './computed-parts';
import { PredictedPart } from './contract';
import { DataChoice } from './export-settings';
import { copyRows, Slab } from './predict-image';

/** Probabilities as grey values. */
const EIGHT_BITS: DataChoice = { dtype: 'uint8', from: [0, 1], to: [0, 255] };

/** Not from bands of probabilities. */
const COMPUTED_ELSEWHERE: ReadonlySet<PredictedPart> = new Set([
  'features',
  'raw',
  'objects',
  'outlines'
] as const);

/** What the collector gathers. */
type Collected = Omit<
  ComputedParts,
  'features' | 'raw' | 'objects' | 'outlines'
>;

/** What the collector asks of a run. */
type CollectorRequest = {
  readonly store: ResultSource;
  readonly imageId: string;
  /** What the exporters of the run read. */
  readonly parts: ReadonlySet<PredictedPart>;
  /** How `probabilities` are stored; null = as they are. */
  readonly data: DataChoice | null;
  readonly signal: AbortSignal;
};

/** Gathers from bands of probabilities what the exporters of a run read, and nothing else. */
export class PredictionCollector {
  constructor(
    private readonly _request: CollectorRequest,
    private readonly _classCount: number,
    private readonly _shape: Shape
  ) {
    const { store, imageId } = _request;
    const isShown = store.activeImage?.id === imageId;
    const { t, z } = isShown ? store.plane : { t: 0, z: 0 };
    this._shown = t * _shape.z + z;
  }

  /** Whether anything is read that a prediction gives. */
  get isReading(): boolean {
    const { parts } = this._request;
    return [...parts].some(part => !COMPUTED_ELSEWHERE.has(part));
  }

  /** What was gathered; complete when the last band was taken. */
  get result(): Collected {
    return {
      probabilities: this._maps,
      probabilities8: this._maps8,
      segmentation: this._numbers,
      uncertainty: this._doubts,
      picture: this._picture
    };
  }

  /** @throws the signal's reason if cancelled */
  async take({ t, slices }: Slab, band: Band): Promise<void> {
    for (const [i, slice] of band.slices.entries()) {
      await this._takeSlice(t * this._shape.z + slices.z0 + i, slice, band);
    }
  }

  private async _takeSlice(
    plane: number,
    slice: Float32Array,
    band: Band
  ): Promise<void> {
    const { x: width } = this._shape;
    const first = band.y0 * width;
    const { parts, data } = this._request;
    const pixelCount = (band.y1 - band.y0) * width;
    if (parts.has('probabilities')) {
      await this._takeMaps(this._maps, plane, slice, band, data);
    }
    if (parts.has('probabilities8')) {
      await this._takeMaps(this._maps8, plane, slice, band, EIGHT_BITS);
    }
    if (parts.has('segmentation')) {
      this._numbers[plane] ??= new Uint8Array(this._shape.y * width);
      const numbers = await this._reduce(slice, pixelCount, 'segmentation');
      this._numbers[plane].set(numbers, first);
    }
    if (parts.has('uncertainty')) {
      this._doubts[plane] ??= new Float32Array(this._shape.y * width);
      const doubts = await this._reduce(slice, pixelCount, 'uncertainty');
      this._doubts[plane].set(doubts, first);
    }
    if (parts.has('picture') && plane === this._shown) {
      if (this._picture.length === 0) {
        this._picture = new Uint8ClampedArray(this._shape.y * width * 4);
      }
      this._picture.set(await this._colour(slice, band), first * 4);
    }
  }

  private async _takeMaps(
    maps: PixelArray[][],
    plane: number,
    slice: Float32Array,
    band: Band,
    data: DataChoice | null
  ): Promise<void> {
    const { store, signal } = this._request;
    const { y, x } = this._shape;
    maps[plane] ??= Array.from({ length: this._classCount }, () =>
      createPixels(data?.dtype ?? 'float32', y * x)
    );
    const values = data
      ? (
          await store.runJob(
            { kind: 'rescale', values: slice, ...data },
            { signal }
          )
        ).values
      : slice;
    copyRows(values, band, maps[plane], this._shape);
  }

  private async _reduce(
    probabilities: Float32Array,
    pixelCount: number,
    mode: 'segmentation' | 'uncertainty'
  ): Promise<ArrayLike<number>> {
    const { store, signal } = this._request;
    const { values } = await store.runJob(
      {
        kind: 'reduceProbability',
        probabilities,
        pixelCount,
        mode
      },
      { signal }
    );
    return values;
  }

  private async _colour(
    probabilities: Float32Array,
    { y0, y1 }: Band
  ): Promise<Uint8ClampedArray> {
    const { store, signal } = this._request;
    const { rgba } = await store.runJob(
      {
        kind: 'colourProbability',
        probabilities,
        height: y1 - y0,
        width: this._shape.x,
        classColors: store.classes.map(item => item.probabilityColor),
        mode: 'segmentation',
        classIndex: -1
      },
      { signal }
    );
    return rgba;
  }

  /** Number of the plane that is shown, in the order t, then z. */
  private readonly _shown: number;
  private readonly _maps: PixelArray[][] = [];
  private readonly _maps8: PixelArray[][] = [];
  private readonly _doubts: Float32Array[] = [];
  private readonly _numbers: Uint8Array[] = [];
  private _picture = new Uint8ClampedArray(0);
}
