import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

/**
 * Tells a widget whenever its surroundings have another size, where the
 * page lays out, not Lumino.
 *
 * @returns stops
 */
export function resizeWith(node: Element, widget: Widget): () => void {
  const observer = new ResizeObserver(() => {
    if (!widget.isDisposed && widget.isVisible) {
      MessageLoop.sendMessage(widget, Widget.ResizeMessage.UnknownSize);
    }
  });
  observer.observe(node);
  return () => observer.disconnect();
}
