import { DisposableDelegate, IDisposable } from '@lumino/disposable';
import { isAbort } from '../../errors';
import { IProjectStore, StoreChange } from '../../store/contract';
import { LabParts } from '../lab-parts';

/** Stores that have their layers already: a second view shares them. */
const served = new WeakMap<
  IProjectStore,
  { count: number; stop: IDisposable }
>();

/** Shows the layers of the registered providers for the active image. */
export function provideLayers(
  store: IProjectStore,
  parts: LabParts
): IDisposable {
  const entry = served.get(store) ?? { count: 0, stop: serve(store, parts) };
  entry.count += 1;
  served.set(store, entry);
  return new DisposableDelegate(() => {
    entry.count -= 1;
    if (entry.count === 0) {
      served.delete(store);
      entry.stop.dispose();
    }
  });
}

function serve(store: IProjectStore, parts: LabParts): IDisposable {
  let shown: IDisposable[] = [];
  let abort = new AbortController();
  const clear = (): void => {
    abort.abort();
    shown.forEach(layer => layer.dispose());
    shown = [];
  };
  const refresh = (): void => {
    clear();
    abort = new AbortController();
    const { signal } = abort;
    for (const provider of parts.layers.entries) {
      provider
        .layerFor(store, signal)
        .then(layer => {
          if (layer && !signal.aborted) {
            shown.push(store.addLayer(layer));
          }
        })
        .catch((error: unknown) => {
          if (!isAbort(error)) {
            parts.showError(error);
          }
        });
    }
  };
  let lastImage: string | null = null;
  const follow = (_: IProjectStore, { kind }: StoreChange): void => {
    const image = store.activeImage;
    const isReady =
      image !== null && store.imageStatus(image.id).state === 'ready';
    const now = isReady ? image.id : null;
    if (kind === 'project' || now !== lastImage) {
      lastImage = now;
      refresh();
    }
  };
  store.changed.connect(follow);
  parts.layers.changed.connect(refresh);
  refresh();
  return new DisposableDelegate(() => {
    store.changed.disconnect(follow);
    parts.layers.changed.disconnect(refresh);
    clear();
  });
}
