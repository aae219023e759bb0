import { ImageMetadata } from '../project/images';
import { IProjectStore } from '../store/contract';

/** The axes that have a slider when they are longer than 1. */
export type PlaneAxis = 'z' | 't';

/** What is known of the active image, or null while it is not. */
export function activeMetadata(store: IProjectStore): ImageMetadata | null {
  const { activeImage } = store;
  return activeImage
    ? (store.source(activeImage.id)?.metadata ?? activeImage.metadata)
    : null;
}

/** The axes of the active image along which there is more than one plane, z first. */
export function planeAxes(store: IProjectStore): readonly PlaneAxis[] {
  const shape = activeMetadata(store)?.shape;
  return shape ? (['z', 't'] as const).filter(axis => shape[axis] > 1) : [];
}

/** Name of a channel, as the file has it or by its number from 1. */
export function channelName(store: IProjectStore, channel: number): string {
  const name = store.channels[channel]?.name;
  return name ? name : `Channel ${channel + 1}`;
}
