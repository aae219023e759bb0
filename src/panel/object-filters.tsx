import React from 'react';
import { NumberField } from './number-field';
import { CutFormProps } from './object-form-props';

/** Which pieces are objects: holes, sizes, border. */
export function ObjectFilters({
  settings,
  change,
  trans
}: Omit<CutFormProps, 'store'>): JSX.Element {
  const { fillHoles, dropBorder, minimumSize, maximumSize } = settings;
  return (
    <>
      <label
        className="jp-PixelForest-check"
        title={trans.__('Pixels that an object surrounds belong to it')}
      >
        <input
          type="checkbox"
          checked={fillHoles}
          onChange={() => change({ fillHoles: !fillHoles })}
        />
        {trans.__('Fill holes')}
      </label>
      <label
        className="jp-PixelForest-check"
        title={trans.__('Objects that the edge of the image cuts are left out')}
      >
        <input
          type="checkbox"
          checked={dropBorder}
          onChange={() => change({ dropBorder: !dropBorder })}
        />
        {trans.__('Drop objects at the border')}
      </label>
      <div className="jp-PixelForest-sizes">
        <span>{trans.__('Size')}</span>
        <NumberField
          value={minimumSize}
          label={trans.__('Minimum size in pixels')}
          title={trans.__('Objects with fewer pixels are dropped')}
          min={0}
          step={1}
          onChange={value => {
            if (value >= 0) {
              change({ minimumSize: Math.round(value) });
            }
          }}
        />
        <span>{trans.__('to')}</span>
        <NumberField
          value={maximumSize}
          label={trans.__('Maximum size in pixels')}
          title={trans.__(
            'Objects with more pixels are dropped; empty = no limit'
          )}
          min={0}
          step={1}
          placeholder="∞"
          onChange={value =>
            change({
              maximumSize: value >= 1 ? Math.round(value) : null
            })
          }
        />
        <span>{trans.__('pixels')}</span>
      </div>
    </>
  );
}
