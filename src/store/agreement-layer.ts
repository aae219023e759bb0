import { PlaneIndex } from '../project/grid';
import { Rgb } from '../project/images';
import { mapAgreement } from '../project/label-comparison';
import { LabelPair } from '../project/label-merge';
import { CustomLayer } from './contract';

/**
 * Colours of `AGREES`, `DISAGREES`, `ONLY_FIRST` and `ONLY_SECOND`
 * of a comparison: told apart with any colour vision.
 *
 * @source Okabe & Ito, Color Universal Design (2008): bluish green, vermillion, sky blue, reddish purple
 */
export const AGREEMENT_COLORS: readonly Rgb[] = [
  [0, 158, 115],
  [213, 94, 0],
  [86, 180, 233],
  [204, 121, 167]
];

/** Shows on one plane where two persons' labels agree. */
export function agreementLayer(
  { mine, theirs }: LabelPair,
  plane: PlaneIndex,
  { name, explanation }: Pick<CustomLayer, 'name' | 'explanation'>
): CustomLayer {
  const { y, x } = mine.shape;
  const map = mapAgreement(mine, theirs);
  return {
    id: 'agreement',
    name,
    explanation,
    content: {
      kind: 'labels',
      labels: map.readBox(plane, { y0: 0, x0: 0, y1: y, x1: x }),
      height: y,
      width: x,
      colors: AGREEMENT_COLORS
    }
  };
}
