import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef, useState } from 'react';
import {
  FEATURE_IDS,
  FeatureChoice,
  FeatureId,
  smallestScale
} from '../project/features';
import { DimensionRow } from './dimension-row';
import {
  isChoosable,
  withAllCells,
  withCell,
  withScale,
  withoutScale
} from './feature-choice';

/** Families as the field groups them. */
const GROUPS: readonly { name: string; ids: readonly FeatureId[] }[] = [
  { name: 'Color/Intensity', ids: ['GaussianSmoothing'] },
  {
    name: 'Edge',
    ids: [
      'LaplacianOfGaussian',
      'GaussianGradientMagnitude',
      'DifferenceOfGaussians'
    ]
  },
  {
    name: 'Texture',
    ids: ['StructureTensorEigenvalues', 'HessianOfGaussianEigenvalues']
  }
];

const NAMES: Readonly<Record<FeatureId, readonly [string, string]>> = {
  GaussianSmoothing: [
    'Gaussian Smoothing',
    'Brightness, blurred over the scale'
  ],
  LaplacianOfGaussian: ['Laplacian of Gaussian', 'Blobs and their rims'],
  GaussianGradientMagnitude: [
    'Gaussian Gradient Magnitude',
    'Strength of edges'
  ],
  DifferenceOfGaussians: [
    'Difference of Gaussians',
    'Small spots of the scale'
  ],
  StructureTensorEigenvalues: [
    'Structure Tensor Eigenvalues',
    'Edges and corners, and how directed the texture is'
  ],
  HessianOfGaussianEigenvalues: [
    'Hessian of Gaussian Eigenvalues',
    'Ridges, lines and blobs'
  ]
};

/** Below it no family makes sense. */
const SMALLEST_SCALE = Math.min(...FEATURE_IDS.map(smallestScale));
/** Wider filters than this see more than any view shows. */
const LARGEST_SCALE = 100;

/**
 * The table of families × scales. Click or drag over cells; a click on a row
 * or column name toggles all of it; Ctrl+A selects all.
 */
export function FeatureTable(props: {
  choice: FeatureChoice;
  /** Largest σ that fits every image, or null without images. */
  largestScale: number | null;
  /** Largest σ that fits every stack across its slices, or null without stacks. */
  largestScaleIn3d: number | null;
  trans: TranslationBundle;
  onChange: (choice: FeatureChoice) => void;
}): JSX.Element {
  const { largestScale, largestScaleIn3d, trans, onChange } = props;
  const [choice, setChoice] = useState(props.choice);
  const [newScale, setNewScale] = useState('');
  const dragged = useRef<boolean | null>(null);
  useEffect(() => {
    const stop = (): void => {
      dragged.current = null;
    };
    window.addEventListener('pointerup', stop);
    return () => window.removeEventListener('pointerup', stop);
  }, []);
  // a drag crosses several cells before the table is drawn anew
  const latest = useRef(choice);
  const change = (next: FeatureChoice): void => {
    latest.current = next;
    setChoice(next);
    onChange(next);
  };
  const setCell = (row: number, column: number, value: boolean): void =>
    change(withCell(latest.current, row, column, value));
  const fits = (id: FeatureId, scale: number): boolean =>
    isChoosable(id, scale, largestScale);
  const toggleMany = (cells: readonly (readonly [number, number])[]): void => {
    const open = cells.filter(([row, column]) =>
      fits(choice.ids[row], choice.scales[column])
    );
    const value = !open.every(([row, column]) => choice.selected[row][column]);
    change(
      open.reduce(
        (next, [row, column]) => withCell(next, row, column, value),
        choice
      )
    );
  };
  const columnsOf = (row: number): [number, number][] =>
    choice.scales.map((_, column) => [row, column]);
  const typedScale = parseScale(newScale);
  const addScale = (): void => {
    if (typedScale !== null) {
      change(withScale(choice, typedScale, largestScaleIn3d));
      setNewScale('');
    }
  };
  return (
    <div className="jp-PixelForest-features">
      <table
        role="grid"
        aria-label={trans.__('Features by scale')}
        onKeyDown={event => {
          if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            event.stopPropagation();
            change(withAllCells(choice, true, largestScale));
          }
        }}
      >
        <thead>
          <tr>
            <th scope="col">{trans.__('σ in pixels')}</th>
            {choice.scales.map((scale, column) => (
              <th key={scale} scope="col">
                <button
                  className="jp-PixelForest-linkButton"
                  title={trans.__(
                    'Toggle this column; a filter looks about %1 pixels around',
                    String(Math.ceil(3.5 * scale))
                  )}
                  onClick={() =>
                    toggleMany(choice.ids.map((_, row) => [row, column]))
                  }
                >
                  {scale}
                </button>
              </th>
            ))}
          </tr>
          {largestScaleIn3d !== null && (
            <DimensionRow
              choice={choice}
              largestScale={largestScaleIn3d}
              trans={trans}
              onChange={change}
            />
          )}
        </thead>
        {GROUPS.map(group => (
          <tbody key={group.name}>
            <tr>
              <th
                scope="rowgroup"
                colSpan={choice.scales.length + 1}
                className="jp-PixelForest-featureGroup"
              >
                {group.name}
              </th>
            </tr>
            {group.ids
              .map(id => choice.ids.indexOf(id))
              .filter(row => row >= 0)
              .map(row => {
                const id = choice.ids[row];
                return (
                  <tr key={id}>
                    <th scope="row">
                      <button
                        className="jp-PixelForest-linkButton"
                        title={trans.__('%1. Toggle this row', NAMES[id][1])}
                        onClick={() => toggleMany(columnsOf(row))}
                      >
                        {NAMES[id][0]}
                      </button>
                    </th>
                    {choice.scales.map((scale, column) => (
                      <Cell
                        key={scale}
                        label={`${NAMES[id][0]}, σ ${scale}`}
                        isChosen={choice.selected[row][column]}
                        isOpen={fits(id, scale)}
                        reason={whyClosed(trans, id, scale, largestScale)}
                        onToggle={value => {
                          dragged.current = value;
                          setCell(row, column, value);
                        }}
                        onDragOver={() => {
                          if (dragged.current !== null) {
                            setCell(row, column, dragged.current);
                          }
                        }}
                      />
                    ))}
                  </tr>
                );
              })}
          </tbody>
        ))}
      </table>
      <div className="jp-PixelForest-buttons">
        <button
          className="jp-mod-styled"
          onClick={() => change(withAllCells(choice, true, largestScale))}
        >
          {trans.__('Select all')}
        </button>
        <button
          className="jp-mod-styled"
          onClick={() => change(withAllCells(choice, false, largestScale))}
        >
          {trans.__('Select none')}
        </button>
        <label>
          {trans.__('Own σ')}{' '}
          <input
            className="jp-mod-styled jp-PixelForest-number"
            inputMode="decimal"
            value={newScale}
            aria-label={trans.__('Own σ in pixels')}
            title={trans.__(
              'From %1 to %2',
              String(SMALLEST_SCALE),
              String(LARGEST_SCALE)
            )}
            onChange={event => setNewScale(event.target.value)}
            onKeyDown={event => {
              if (event.key === 'Enter') {
                event.preventDefault();
                event.stopPropagation();
                addScale();
              }
            }}
          />
        </label>
        <button
          className="jp-mod-styled"
          disabled={typedScale === null}
          onClick={addScale}
        >
          {trans.__('Add scale')}
        </button>
        <button
          className="jp-mod-styled"
          title={trans.__('Remove scales without a chosen filter')}
          disabled={choice.scales.every((_, column) =>
            choice.selected.some(row => row[column])
          )}
          onClick={() =>
            change(
              [...choice.scales.keys()]
                .reverse()
                .filter(column => !choice.selected.some(row => row[column]))
                .reduce(withoutScale, choice)
            )
          }
        >
          {trans.__('Remove unused scales')}
        </button>
      </div>
    </div>
  );
}

function Cell(props: {
  label: string;
  isChosen: boolean;
  isOpen: boolean;
  reason: string;
  onToggle: (value: boolean) => void;
  onDragOver: () => void;
}): JSX.Element {
  const { label, isChosen, isOpen, reason, onToggle, onDragOver } = props;
  return (
    <td>
      <input
        type="checkbox"
        aria-label={label}
        title={isOpen ? label : reason}
        checked={isChosen}
        disabled={!isOpen && !isChosen}
        onPointerDown={event => {
          if (event.button === 0 && (isOpen || isChosen)) {
            event.currentTarget.releasePointerCapture?.(event.pointerId);
            onToggle(!isChosen);
          }
        }}
        onPointerEnter={isOpen ? onDragOver : undefined}
        onClick={event => {
          // a keyboard click has no pointer before it; after one, `checked` stands
          if (event.detail === 0) {
            onToggle(!isChosen);
          }
        }}
        onChange={() => undefined}
      />
    </td>
  );
}

/** A σ as typed, with a point or a comma; null if it is none. */
function parseScale(text: string): number | null {
  const scale = Number(text.replace(',', '.'));
  return scale >= SMALLEST_SCALE && scale <= LARGEST_SCALE ? scale : null;
}

function whyClosed(
  trans: TranslationBundle,
  id: FeatureId,
  scale: number,
  largestScale: number | null
): string {
  return largestScale !== null && scale > largestScale
    ? trans.__(
        'The smallest image is too small for σ %1; up to %2 fits',
        String(scale),
        largestScale.toFixed(1)
      )
    : trans.__('This filter makes sense from σ %1', String(smallestScale(id)));
}
