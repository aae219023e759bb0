import { isAbort } from '../errors';
import { IEngine } from '../engine/engine';
import { Priority } from '../engine/job-queue';
import { ColourResult, StatisticsResult } from '../engine/protocol';
import { IImageSource } from '../image/image-source';
import { wholePlane } from '../image/tile-grid';
import { PlaneIndex } from '../project/grid';
import { ChannelView } from '../project/project';
import { autoWindow } from './auto-window';
import { ResolvedChannel, resolveChannels } from './channel-views';
import { colourRaw } from './coloured-tiles';

/** Bins of a contrast histogram: one per pixel of a panel's width. */
const HISTOGRAM_BINS = 256;

type Range = readonly [number, number];

/** How images look: channel windows, histograms, thumbnails. */
export class ImageDisplay {
  /** @param onMeasured called when the range of an image's channels became known */
  constructor(
    private readonly _engine: IEngine,
    private readonly _onMeasured: () => void
  ) {}

  /** The channels of an image as they are shown. */
  channels(
    imageId: string,
    source: IImageSource,
    views: readonly ChannelView[],
    trainingChannels: readonly number[]
  ): ResolvedChannel[] {
    const measured = this._measured.get(imageId) ?? [];
    return resolveChannels(source.metadata, views, trainingChannels, measured);
  }

  /**
   * Starts to find a window for each channel the file gives none for; an image
   * that cannot be read shows so elsewhere.
   */
  readonly measureLater = (imageId: string, source: IImageSource): void => {
    const measuring = this._measure(source).then(
      ranges => {
        // the id may stand for another file by now
        if (this._measuring.get(imageId) === measuring) {
          this._measured.set(imageId, ranges);
          this._onMeasured();
        }
      },
      () => undefined
    );
    this._measuring.set(imageId, measuring);
  };

  /** Resolves when the windows of an opened image are known, or cannot be. */
  async whenMeasured(imageId: string): Promise<void> {
    await this._measuring.get(imageId);
  }

  /** One range a channel, from the first plane; null where none is needed. */
  private async _measure(source: IImageSource): Promise<(Range | null)[]> {
    const { displayRanges, dtype, shape } = source.metadata;
    const isUnknown = (c: number): boolean =>
      dtype !== 'uint8' && !displayRanges[c];
    return Promise.all(
      Array.from({ length: shape.c }, (_, c) =>
        isUnknown(c)
          ? this.statistics(source, { t: 0, z: 0 }, c).then(autoWindow)
          : null
      )
    );
  }

  /** Histogram of one channel of a plane. */
  async statistics(
    source: IImageSource,
    plane: PlaneIndex,
    channel: number,
    signal?: AbortSignal
  ): Promise<StatisticsResult> {
    const [values] = await source.readBox(
      { plane, box: wholePlane(source.metadata.shape), channels: [channel] },
      signal
    );
    return this._engine.run(
      { kind: 'statistics', values, binCount: HISTOGRAM_BINS },
      { priority: Priority.visible, signal, transfer: [values.buffer] }
    );
  }

  /** A picture of the first plane whose longest side is at least `side`, or the image's own. */
  thumbnail(
    source: IImageSource,
    side: number,
    channels: readonly ResolvedChannel[],
    signal: AbortSignal
  ): Promise<ColourResult> {
    const { shape } = source.metadata;
    const longest = Math.max(shape.y, shape.x);
    const step = 2 ** Math.max(0, Math.floor(Math.log2(longest / side)));
    return colourRaw(
      this._engine,
      source,
      { plane: { t: 0, z: 0 }, box: wholePlane(shape), step },
      channels,
      signal,
      Priority.neighbourhood
    );
  }

  /** Values per channel at a pixel; null outside the image or if it cannot be read. */
  async valuesAt(
    source: IImageSource,
    plane: PlaneIndex,
    y: number,
    x: number
  ): Promise<number[] | null> {
    const { shape } = source.metadata;
    if (y < 0 || x < 0 || y >= shape.y || x >= shape.x) {
      return null;
    }
    const channels = [...new Array(shape.c).keys()];
    try {
      const values = await source.readBox({
        plane,
        box: { y0: y, x0: x, y1: y + 1, x1: x + 1 },
        channels
      });
      return values.map(value => value[0]);
    } catch (error) {
      if (isAbort(error)) {
        return null;
      }
      throw error;
    }
  }

  forget(imageId: string): void {
    this._measured.delete(imageId);
    this._measuring.delete(imageId);
  }

  private readonly _measuring = new Map<string, Promise<void>>();
  private readonly _measured = new Map<string, (Range | null)[]>();
}
