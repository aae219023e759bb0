import { useEffect, useState } from 'react';
import { IProjectStore, StoreChange } from '../store/contract';

/** What changes many times a frame; forms follow it once a frame. */
const FREQUENT: ReadonlySet<StoreChange['kind']> = new Set([
  'labels',
  'prediction',
  'status'
]);

/**
 * Draws the component anew when the store says one of these things changed.
 * The component then simply reads the store.
 */
export function useStoreChanges(
  store: IProjectStore,
  kinds: readonly StoreChange['kind'][]
): void {
  const [, setCount] = useState(0);
  const wanted = kinds.join();
  useEffect(() => {
    const draw = (): void => {
      frame = 0;
      setCount(count => count + 1);
    };
    // the store may have changed between drawing and listening
    let frame = requestAnimationFrame(draw);
    const listen = (_: IProjectStore, change: StoreChange): void => {
      if (
        change.kind !== 'project' &&
        !wanted.split(',').includes(change.kind)
      ) {
        return;
      }
      if (!FREQUENT.has(change.kind)) {
        // a field shows the old value until it is drawn anew: that must not last
        setCount(count => count + 1);
        return;
      }
      frame ||= requestAnimationFrame(draw);
    };
    store.changed.connect(listen);
    return () => {
      cancelAnimationFrame(frame);
      store.changed.disconnect(listen);
    };
  }, [store, wanted]);
}
