import { PointerSample, ToolContext } from './tool';

/**
 * Selects the object under the pointer; with Ctrl it joins or leaves the
 * selection. A click beside all objects selects none.
 */
export function pickObject(
  { store }: ToolContext,
  { image, keys }: PointerSample
): void {
  const { objects } = store;
  if (!objects.result) {
    return;
  }
  const id = objects.objectAt(Math.round(image.y), Math.round(image.x));
  const { selected } = objects;
  if (!keys.ctrl) {
    objects.select(id > 0 ? [id] : []);
  } else if (id > 0) {
    objects.select(
      selected.has(id)
        ? [...selected].filter(other => other !== id)
        : [...selected, id]
    );
  }
}
