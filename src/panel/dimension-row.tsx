import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { FeatureChoice, smallestExtent } from '../project/features';
import { withDimension } from './feature-choice';

/** A switch for each σ of a stack: filtered across slices or slice by slice. */
export function DimensionRow(props: {
  choice: FeatureChoice;
  /** Largest σ that fits every stack across its slices. */
  largestScale: number;
  trans: TranslationBundle;
  onChange: (choice: FeatureChoice) => void;
}): JSX.Element {
  const { choice, largestScale, trans, onChange } = props;
  return (
    <tr>
      <th
        scope="row"
        title={trans.__(
          '3D: filters look at the slices above and below. 2D: each slice is filtered by itself.'
        )}
      >
        {trans.__('Across slices')}
      </th>
      {choice.scales.map((scale, column) => {
        const isPlanar = choice.computeIn2d[column];
        const isTooLarge = scale > largestScale;
        return (
          <td key={scale}>
            <button
              className="jp-PixelForest-dimension"
              aria-pressed={!isPlanar}
              aria-label={trans.__('3D filters at σ %1', String(scale))}
              title={explain(trans, scale, isPlanar, isTooLarge)}
              disabled={isPlanar && isTooLarge}
              onClick={() => onChange(withDimension(choice, column, !isPlanar))}
            >
              {isPlanar ? trans.__('2D') : trans.__('3D')}
            </button>
          </td>
        );
      })}
    </tr>
  );
}

function explain(
  trans: TranslationBundle,
  scale: number,
  isPlanar: boolean,
  isTooLarge: boolean
): string {
  if (isTooLarge) {
    return trans.__(
      'Filters in 3D at σ %1 need %2 slices, more than the thinnest stack has',
      String(scale),
      String(smallestExtent(scale))
    );
  }
  return isPlanar
    ? trans.__('Each slice is filtered by itself. Click to filter in 3D')
    : trans.__(
        'Filters look at the slices above and below. Click to filter each slice by itself'
      );
}
