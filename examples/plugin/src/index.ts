/** Draws a grid over the image: a layer and a menu entry in one small extension. */
import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  CustomLayer,
  ILayerViewer,
  IProjectStore,
  StrokePoint
} from 'jupyterlab-pixelforest';

const COMMAND = 'pixelforest-example:toggle-grid';
const LAYER_ID = 'example-grid';
/** Image pixels between two lines. */
const STEP = 64;

/** Squares of 64 × 64 pixels over the whole image. */
function gridOf(store: IProjectStore): CustomLayer {
  const shape = store.activeImage?.metadata?.shape;
  const { y: height, x: width } = shape ?? { y: 0, x: 0 };
  const polygons: StrokePoint[][] = [];
  for (let y = 0; y < height; y += STEP) {
    for (let x = 0; x < width; x += STEP) {
      const [bottom, right] = [
        Math.min(y + STEP, height),
        Math.min(x + STEP, width)
      ];
      polygons.push([
        { y, x },
        { y, x: right },
        { y: bottom, x: right },
        { y: bottom, x }
      ]);
    }
  }
  return {
    id: LAYER_ID,
    name: 'Grid',
    explanation: `A line every ${STEP} pixels.`,
    content: {
      kind: 'outlines',
      polygons,
      color: [255, 255, 255],
      lineWidth: 1
    }
  };
}

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'pixelforest-example-plugin:plugin',
  description: 'Adds a grid layer to Pixel Forest.',
  autoStart: true,
  requires: [ILayerViewer],
  activate: (app: JupyterFrontEnd, viewer: ILayerViewer) => {
    const shown = new WeakMap<IProjectStore, { dispose(): void }>();
    app.commands.addCommand(COMMAND, {
      label: 'Grid over the image',
      caption: `Show or hide a line every ${STEP} pixels`,
      describedBy: { args: { type: 'object', properties: {} } },
      isEnabled: () => viewer.current !== null,
      isToggled: () =>
        viewer.current !== null && shown.has(viewer.current.store),
      execute: () => {
        const view = viewer.current;
        const grid = view && shown.get(view.store);
        if (grid) {
          grid.dispose();
          shown.delete(view.store);
        } else if (view) {
          shown.set(view.store, view.addLayer(gridOf(view.store)));
        }
      }
    });
  }
};

export default plugin;
