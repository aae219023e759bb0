import { DescribeFeaturesResult } from '../../engine/protocol';
import { IProjectStore, PredictionContext } from '../../store/contract';
import { copyRows, emptyMaps, predictBands, Slab } from '../predict-image';

/**
 * Probabilities of a slab as whole planes, for tests.
 *
 * @returns per slice one (y, x) float32 array per class, each value 0…1
 * @throws as {@link predictBands}
 */
export async function predictSlab(
  store: IProjectStore,
  context: PredictionContext,
  slab: Slab,
  needs: DescribeFeaturesResult,
  signal: AbortSignal
): Promise<Float32Array[][]> {
  const { shape } = context.source.metadata;
  const maps = Array.from({ length: slab.slices.z1 - slab.slices.z0 }, () =>
    emptyMaps(shape, context.forest.classCount)
  );
  await predictBands(
    store,
    context,
    slab,
    needs,
    band =>
      band.slices.forEach((slice, z) => copyRows(slice, band, maps[z], shape)),
    () => undefined,
    signal
  );
  return maps;
}
