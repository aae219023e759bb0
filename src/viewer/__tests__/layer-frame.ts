import { ViewFrame } from '../layers/layer-view';

/** A frame of 400 × 600 device pixels at the top left of an image. */
export function frameOf(changes: Partial<ViewFrame> = {}): ViewFrame {
  const zoom = changes.zoom ?? 1;
  return {
    height: 400,
    width: 600,
    zoom,
    pixelRatio: 1,
    originY: 0,
    originX: 0,
    visible: {
      y0: 0,
      x0: 0,
      y1: Math.min(512, Math.ceil(400 / zoom)),
      x1: Math.min(672, Math.ceil(600 / zoom))
    },
    image: { height: 512, width: 672 },
    scope: 'a|0,0',
    ...changes
  };
}

/** Lets everything that is only waiting for promises happen. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) {
    await Promise.resolve();
  }
}
