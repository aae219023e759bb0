import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { PixelForestError } from '../../errors';
import { LayerKind } from '../../store/contract';
import { createCustomLayer } from './custom-layer';
import { createLabelLayer } from './label-layer';
import { ILayerView, LayerContext } from './layer-view';
import { createObjectLayer, createObjectMaskLayer } from './object-layers';
import { createPredictionLayer, createRawLayer } from './store-layers';

/** Makes the view of a layer; null if its content has gone. */
export type LayerFactory = (context: LayerContext) => ILayerView | null;

/** How each kind of layer is drawn. The built-in kinds register here too. */
export class LayerRegistry {
  /**
   * @returns takes the kind out again
   * @throws PixelForestError `input` if the kind is taken
   */
  register(kind: LayerKind, factory: LayerFactory): IDisposable {
    if (this._factories.has(kind)) {
      throw new PixelForestError(
        'input',
        `A new kind of layer was to be registered, but “${kind}” is registered already. Remove the other first.`
      );
    }
    this._factories.set(kind, factory);
    return new DisposableDelegate(() => {
      this._factories.delete(kind);
    });
  }

  /** @returns null if nothing draws this kind, or its content has gone */
  create(kind: LayerKind, context: LayerContext): ILayerView | null {
    return this._factories.get(kind)?.(context) ?? null;
  }

  private readonly _factories = new Map<LayerKind, LayerFactory>();
}

/** A registry with everything the product draws itself. */
export function createLayerRegistry(): LayerRegistry {
  const registry = new LayerRegistry();
  registry.register('raw', createRawLayer);
  registry.register('probability', createPredictionLayer);
  registry.register('segmentation', createPredictionLayer);
  registry.register('uncertainty', createPredictionLayer);
  registry.register('labels', createLabelLayer);
  registry.register('objects', createObjectLayer);
  registry.register('objectMask', createObjectMaskLayer);
  registry.register('custom', createCustomLayer);
  return registry;
}
