import { useEffect, useState } from 'react';
import { StatisticsResult } from '../engine/protocol';
import { SegmentationSettings } from '../project/segmentation';
import { IProjectStore } from '../store/contract';
import { ValueRange } from './object-ranges';

/** Values of what is cut, and of the channel that is split on, for the sliders. */
export function useCutRanges(
  store: IProjectStore,
  { source, split }: SegmentationSettings,
  isOn: boolean
): { readonly source: ValueRange; readonly split: ValueRange } {
  const ofSource = useStatistics(
    store,
    isOn && source.kind === 'channel' ? source.channel : null
  );
  const ofSplit = useStatistics(
    store,
    isOn && split?.on === 'intensity' ? split.channel : null
  );
  return {
    source: source.kind === 'classes' ? [0, 1] : rangeOf(ofSource),
    split: rangeOf(ofSplit)
  };
}

/** The values of a channel of the plane shown; null asks for none. */
function useStatistics(
  store: IProjectStore,
  channel: number | null
): StatisticsResult | null {
  const [found, setFound] = useState<StatisticsResult | null>(null);
  const imageId = store.activeImage?.id;
  const isReady =
    imageId !== undefined && store.imageStatus(imageId).state === 'ready';
  const { t, z } = store.plane;
  useEffect(() => {
    if (channel === null || !isReady || channel >= store.channelCount) {
      setFound(null);
      return;
    }
    const abort = new AbortController();
    store.channelStatistics(channel, abort.signal).then(
      statistics => {
        if (!abort.signal.aborted) {
          setFound(statistics);
        }
      },
      () => undefined // the viewer shows why an image cannot be read
    );
    return () => abort.abort();
  }, [store, channel, imageId, isReady, t, z]);
  return found;
}

function rangeOf(statistics: StatisticsResult | null): ValueRange {
  return statistics ? [statistics.minimum, statistics.maximum] : [0, 1];
}
