import { LabelClass } from '../project/classes';
import { CustomLayer, Layer } from './contract';

/** What the user set of a layer. */
export type LayerState = {
  readonly isVisible: boolean;
  readonly opacity: number;
};

/** Opacities as ilastik's, where a stronger default does not show more. */
const DEFAULTS: Readonly<Record<string, LayerState>> = {
  labels: { isVisible: true, opacity: 1 },
  objects: { isVisible: true, opacity: 1 },
  objectMask: { isVisible: false, opacity: 0.5 },
  uncertainty: { isVisible: false, opacity: 0.75 },
  segmentation: { isVisible: false, opacity: 0.6 },
  probability: { isVisible: true, opacity: 0.5 },
  raw: { isVisible: true, opacity: 1 },
  custom: { isVisible: true, opacity: 1 }
};

/** What the layers of objects depend on. */
export type ObjectView = {
  readonly isOn: boolean;
  /** Objects are cut from a raw channel: their mask shows what the threshold takes. */
  readonly isRaw: boolean;
};

/** The layers of a project, topmost first: labels, objects, other extensions' layers, results, raw. */
export function listLayers(
  classes: readonly LabelClass[],
  objects: ObjectView,
  custom: readonly CustomLayer[],
  states: ReadonlyMap<string, LayerState>
): Layer[] {
  const layer = (
    id: string,
    kind: Layer['kind'],
    name: string,
    explanation: string,
    classIndex: number | null = null
  ): Layer => ({
    id,
    kind,
    name,
    explanation,
    classIndex,
    ...(states.get(id) ?? DEFAULTS[kind])
  });
  return [
    layer(
      'labels',
      'labels',
      'Labels',
      'The pixels you painted: the only examples the classifier learns from.'
    ),
    ...(objects.isOn ? objectLayers(layer, objects, states) : []),
    ...custom.map(({ id, name, explanation }) =>
      layer(id, 'custom', name, explanation)
    ),
    layer(
      'uncertainty',
      'uncertainty',
      'Uncertainty',
      'Bright where the two best classes are nearly equally probable: the best places for the next strokes.'
    ),
    layer(
      'segmentation',
      'segmentation',
      'Segmentation',
      'Each pixel in the colour of its most probable class.'
    ),
    ...classes.map(({ name }, i) =>
      layer(
        `probability:${i}`,
        'probability',
        `Probability: ${name}`,
        `How sure the classifier is that a pixel is “${name}”: clear is 0, full colour is 1.`,
        i
      )
    ),
    layer(
      'raw',
      'raw',
      'Raw',
      'The image as recorded, with the contrast you chose; contrast never changes the numbers.'
    )
  ];
}

/** Outlines and mask of the objects. */
function objectLayers(
  layer: (
    id: string,
    kind: Layer['kind'],
    name: string,
    explanation: string
  ) => Layer,
  { isRaw }: ObjectView,
  states: ReadonlyMap<string, LayerState>
): Layer[] {
  const mask = layer(
    'objectMask',
    'objectMask',
    'Object mask',
    'The pixels of the objects, each object in one of seven colours.'
  );
  return [
    layer(
      'objects',
      'objects',
      'Objects',
      'Outlines of the separate objects; selected ones are thicker, excluded regions red.'
    ),
    // a user's own choice stands above what the source suggests
    states.has(mask.id) ? mask : { ...mask, isVisible: isRaw }
  ];
}
