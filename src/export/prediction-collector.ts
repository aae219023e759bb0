import { Shape } from '../project/grid';
import { IProjectStore } from '../store/contract';
import { Band } from './bands';
import { ExportInput, IExporter, PredictedPart } from './contract';
import { copyRows, emptyMaps, Slab } from './predict-image';

/** The parts of the input that come from the classifier. */
export type Predicted = Pick<ExportInput, PredictedPart>;

/** What the collector asks of a run. */
type CollectorRequest = {
  readonly store: IProjectStore;
  readonly imageId: string;
  readonly exporters: readonly IExporter[];
  readonly signal: AbortSignal;
};

/** Gathers from bands of probabilities what the exporters of a run read, and nothing else. */
export class PredictionCollector {
  constructor(
    private readonly _request: CollectorRequest,
    private readonly _classCount: number,
    private readonly _shape: Shape
  ) {
    const { store, imageId, exporters } = _request;
    this._parts = new Set(
      exporters.flatMap(({ needsPrediction, reads = ALL_PARTS }) =>
        needsPrediction ? reads : []
      )
    );
    const isShown = store.activeImage?.id === imageId;
    const { t, z } = isShown ? store.plane : { t: 0, z: 0 };
    this._shown = t * _shape.z + z;
  }

  /** What was gathered; complete when the last band was taken. */
  get result(): Predicted {
    const { _maps, _numbers, _picture } = this;
    return {
      probabilities: _maps,
      segmentation: _numbers,
      picture: _picture
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
    if (this._parts.has('probabilities')) {
      this._maps[plane] ??= emptyMaps(this._shape, this._classCount);
      copyRows(slice, band, this._maps[plane], this._shape);
    }
    if (this._parts.has('segmentation')) {
      this._numbers[plane] ??= new Uint8Array(this._shape.y * width);
      const numbers = await this._segment(slice, (band.y1 - band.y0) * width);
      this._numbers[plane].set(numbers, first);
    }
    if (this._parts.has('picture') && plane === this._shown) {
      if (this._picture.length === 0) {
        this._picture = new Uint8ClampedArray(this._shape.y * width * 4);
      }
      this._picture.set(await this._colour(slice, band), first * 4);
    }
  }

  private async _segment(
    probabilities: Float32Array,
    pixelCount: number
  ): Promise<ArrayLike<number>> {
    const { store, signal } = this._request;
    const { values } = await store.runJob(
      {
        kind: 'reduceProbability',
        probabilities,
        pixelCount,
        mode: 'segmentation'
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

  private readonly _parts: ReadonlySet<PredictedPart>;
  /** Number of the plane that is shown, in the order t, then z. */
  private readonly _shown: number;
  private readonly _maps: Float32Array[][] = [];
  private readonly _numbers: Uint8Array[] = [];
  private _picture = new Uint8ClampedArray(0);
}

const ALL_PARTS: readonly PredictedPart[] = [
  'probabilities',
  'segmentation',
  'picture'
];
