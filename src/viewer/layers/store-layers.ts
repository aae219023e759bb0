import { StoreChange } from '../../store/contract';
import { LayerContext } from './layer-view';
import { StaleRegion, TileLayer } from './tile-layer';

const EVERYTHING: StaleRegion = { scope: null, box: null };

/** The image itself: its look depends on the channel views. */
export function createRawLayer(context: LayerContext): TileLayer {
  return new TileLayer(context, change => {
    switch (change.kind) {
      case 'project':
      case 'images':
      case 'channels':
        return EVERYTHING;
      default:
        return null;
    }
  });
}

/** Probability, segmentation or uncertainty: their look depends on the class colours. */
export function createPredictionLayer(context: LayerContext): TileLayer {
  return new TileLayer(context, change => {
    switch (change.kind) {
      case 'project':
      case 'images':
      case 'classes':
        return EVERYTHING;
      case 'prediction':
        return predictedRegion(change);
      default:
        return null;
    }
  });
}

function predictedRegion(
  change: StoreChange & { kind: 'prediction' }
): StaleRegion {
  const { imageId, plane, box } = change;
  return {
    scope: imageId && plane ? `${imageId}|${plane.t},${plane.z}` : imageId,
    box
  };
}
