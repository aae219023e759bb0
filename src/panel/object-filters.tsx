import React from 'react';
import { NumberField } from './number-field';
import { ObjectFormProps } from './object-form-props';
import { ToolButton } from './tool-button';

/** Which pieces are objects: holes, sizes, border, excluded regions. */
export function ObjectFilters({ store, trans }: ObjectFormProps): JSX.Element {
  const { objects } = store;
  const { fillHoles, dropBorder, minimumSize, maximumSize } = objects.settings;
  const regions = objects.excludedRegions;
  return (
    <>
      <label
        className="jp-PixelForest-check"
        title={trans.__('Pixels that an object surrounds belong to it')}
      >
        <input
          type="checkbox"
          checked={fillHoles}
          onChange={() => objects.changeSettings({ fillHoles: !fillHoles })}
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
          onChange={() => objects.changeSettings({ dropBorder: !dropBorder })}
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
              objects.changeSettings({ minimumSize: Math.round(value) });
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
            objects.changeSettings({
              maximumSize: value >= 1 ? Math.round(value) : null
            })
          }
        />
        <span>{trans.__('pixels')}</span>
      </div>
      <div className="jp-PixelForest-buttons">
        <ToolButton
          store={store}
          tool="exclude-region"
          label={trans.__('Exclude region')}
          title={trans.__(
            'Draw around a part of the image in which no objects are counted'
          )}
        />
      </div>
      {regions.length > 0 && (
        <ul
          className="jp-PixelForest-list"
          aria-label={trans.__('Excluded regions')}
        >
          {regions.map((points, index) => {
            const name = trans.__('Region %1', index + 1);
            return (
              <li key={index} className="jp-PixelForest-row">
                <span className="jp-PixelForest-rowName">
                  {trans._n(
                    '%2, %1 corner',
                    '%2, %1 corners',
                    points.length,
                    name
                  )}
                </span>
                <button
                  className="jp-PixelForest-iconButton"
                  aria-label={trans.__('Remove %1', name)}
                  title={trans.__('Count objects in this region again')}
                  onClick={() => objects.includeRegion(index)}
                >
                  ×
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </>
  );
}
