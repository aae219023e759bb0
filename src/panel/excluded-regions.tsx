import React from 'react';
import { ObjectFormProps } from './object-form-props';
import { ToolButton } from './tool-button';

/** Regions of the image in which there are no objects. */
export function ExcludedRegions({
  store,
  trans
}: ObjectFormProps): JSX.Element {
  const { objects } = store;
  const regions = objects.excludedRegions;
  return (
    <>
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
