import { IEngine } from '../engine/engine';
import { Priority } from '../engine/job-queue';
import { ProbabilityMap } from '../engine/probability-map';
import { ColourResult } from '../engine/protocol';
import { IImageSource } from '../image/image-source';
import { LabelClass } from '../project/classes';
import { PlaneIndex, TileBox } from '../project/grid';
import { Layer } from './contract';
import { ResolvedChannel } from './channel-views';

/** Colours a region of the raw image: the visible channels, added. */
export async function colourRaw(
  engine: IEngine,
  source: IImageSource,
  region: { plane: PlaneIndex; box: TileBox; step: number },
  channels: readonly ResolvedChannel[],
  signal: AbortSignal,
  priority: Priority = Priority.visible
): Promise<ColourResult> {
  const { plane, box, step } = region;
  const visible = channels.flatMap((channel, c) =>
    channel.isVisible ? [c] : []
  );
  const arrays = await source.readBox(
    { plane, box, channels: visible },
    signal
  );
  return engine.run(
    {
      kind: 'colourImage',
      patch: { channels: arrays, box },
      displays: visible.map(c => ({
        window: channels[c].window,
        color: channels[c].color
      })),
      step
    },
    { priority, signal }
  );
}

/**
 * Colours a region of a result layer.
 *
 * @returns null where nothing is predicted yet
 */
export async function colourResult(
  engine: IEngine,
  map: ProbabilityMap,
  layer: Layer,
  imageId: string,
  region: { plane: PlaneIndex; box: TileBox; step: number },
  classes: readonly LabelClass[],
  signal: AbortSignal
): Promise<ColourResult | null> {
  const { plane, box, step } = region;
  const found = map.read(imageId, plane, box);
  const isResult =
    layer.kind === 'probability' ||
    layer.kind === 'segmentation' ||
    layer.kind === 'uncertainty';
  if (!found || !isResult || found.classCount !== classes.length) {
    return null;
  }
  const picked = everyStep(
    found.probabilities,
    found.classCount,
    box.y1 - box.y0,
    box.x1 - box.x0,
    step
  );
  return engine.run(
    {
      kind: 'colourProbability',
      probabilities: picked.values,
      height: picked.height,
      width: picked.width,
      classColors: classes.map(({ probabilityColor }) => probabilityColor),
      mode: layer.kind,
      classIndex: layer.classIndex ?? -1
    },
    { priority: Priority.visible, signal, transfer: [picked.values.buffer] }
  );
}

/** Every step-th row and column of (class, y, x) planes; the planes themselves for 1. */
export function everyStep(
  planes: Float32Array,
  count: number,
  fullHeight: number,
  fullWidth: number,
  step: number
): { values: Float32Array; height: number; width: number } {
  if (step === 1) {
    return { values: planes, height: fullHeight, width: fullWidth };
  }
  const height = Math.ceil(fullHeight / step);
  const width = Math.ceil(fullWidth / step);
  const values = new Float32Array(count * height * width);
  let at = 0;
  for (let plane = 0; plane < count; plane++) {
    for (let y = 0; y < height; y++) {
      const row = (plane * fullHeight + y * step) * fullWidth;
      for (let x = 0; x < width; x++) {
        values[at++] = planes[row + x * step];
      }
    }
  }
  return { values, height, width };
}
