import { Camera } from '../camera';
import { PointerSample, ToolCursor } from '../tools/tool';

/** A smaller circle on screen, in CSS pixels, is not told from the cursor. */
const SMALLEST_CIRCLE = 4;

/** The circle around the pixel under the pointer: what a click would cover. */
export class BrushOutline {
  constructor() {
    this.element = document.createElement('div');
    this.element.className = 'jp-PixelForest-brushOutline';
    this.element.hidden = true;
  }

  readonly element: HTMLDivElement;

  /** Moves and colours the circle; hides it where the tool has none. */
  update(
    camera: Camera,
    sample: PointerSample | null,
    cursor: ToolCursor | null
  ): void {
    const outline = cursor?.outline;
    if (!sample || !outline || !camera.image) {
      this.element.hidden = true;
      return;
    }
    // strokes go through pixel centres: so does the circle
    const centre = camera.toScreen({
      y: Math.round(sample.image.y),
      x: Math.round(sample.image.x)
    });
    const size = Math.max(SMALLEST_CIRCLE, outline.diameter * camera.zoom);
    const { style } = this.element;
    style.width = `${size}px`;
    style.height = `${size}px`;
    style.transform = `translate(${centre.x - size / 2}px, ${centre.y - size / 2}px)`;
    style.borderColor = outline.color ? `rgb(${outline.color.join(', ')})` : '';
    this.element.hidden = false;
  }
}
