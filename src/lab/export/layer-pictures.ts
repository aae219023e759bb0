import { ColourResult } from '../../engine/protocol';
import { wholePlane } from '../../image/tile-grid';
import { ImageReference } from '../../project/images';
import { IProjectStore } from '../../store/contract';

/** Longest side of a picture in pixels, at most twice as much. */
const SIDE = 48;

/**
 * Small pictures of the layers of an image, each made once; the image itself
 * where a layer has nothing to show yet.
 *
 * @returns the address of a picture by layer, or null
 */
export function layerPictures(
  store: IProjectStore,
  { id }: ImageReference,
  signal: AbortSignal
): (layerId: string) => Promise<string | null> {
  const made = new Map<string, Promise<string | null>>();
  const make = async (layerId: string): Promise<string | null> => {
    const raw = await store.thumbnail(id, SIDE, signal);
    const layer = await colourLayer(store, id, layerId, signal);
    return paint(raw, layer);
  };
  return layerId => {
    const found =
      made.get(layerId) ??
      // a picture is a help: the dialog goes on without it
      make(layerId).catch(() => null);
    made.set(layerId, found);
    return found;
  };
}

async function colourLayer(
  store: IProjectStore,
  imageId: string,
  layerId: string,
  signal: AbortSignal
): Promise<ColourResult | null> {
  const source = store.source(imageId);
  if (store.activeImage?.id !== imageId || !source || layerId === 'raw') {
    return null;
  }
  const { shape } = source.metadata;
  let step = 1;
  while (Math.max(shape.y, shape.x) / step > 2 * SIDE) {
    step *= 2;
  }
  return store.colourTile(layerId, wholePlane(shape), step, signal);
}

/** The layer on black; the image where there is none. */
function paint(raw: ColourResult, layer: ColourResult | null): string | null {
  const { rgba, width, height } = layer ?? raw;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) {
    return null;
  }
  context.putImageData(
    new ImageData(new Uint8ClampedArray(rgba), width, height),
    0,
    0
  );
  context.globalCompositeOperation = 'destination-over';
  context.fillRect(0, 0, width, height);
  return canvas.toDataURL();
}
