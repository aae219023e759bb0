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
  uncertainty: { isVisible: false, opacity: 0.75 },
  segmentation: { isVisible: false, opacity: 0.6 },
  probability: { isVisible: true, opacity: 0.5 },
  raw: { isVisible: true, opacity: 1 },
  custom: { isVisible: true, opacity: 1 }
};

/** The layers of a project, topmost first: labels, results, other extensions' layers, raw. */
export function listLayers(
  classes: readonly LabelClass[],
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
