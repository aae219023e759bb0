import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

/** What the rows of the table are. */
export type TableRows = 'objects' | 'parents';

/** Filter, counts and buttons above the table of objects. */
export function ObjectBar(props: {
  trans: TranslationBundle;
  rows: TableRows;
  /** Whether the objects belong to parents, which have a table too. */
  hasParents: boolean;
  onRows: (rows: TableRows) => void;
  shownCount: number;
  count: number;
  selectedCount: number;
  isCalibrated: boolean;
  filter: string;
  /** Why the filter cannot be read; '' = it can. */
  problem: string;
  onFilter: (text: string) => void;
  onCopy: () => void;
  onSave: () => void;
  onDelete: () => void;
  onMerge: () => void;
  onClose: () => void;
}): JSX.Element {
  const { trans, shownCount, count, selectedCount, filter, problem } = props;
  const isOfParents = props.rows === 'parents';
  const button = (
    label: string,
    title: string,
    isEnabled: boolean,
    run: () => void
  ): JSX.Element => (
    <button
      className="jp-mod-styled"
      title={title}
      disabled={!isEnabled}
      onClick={run}
    >
      {label}
    </button>
  );
  return (
    <div className="jp-PixelForest-objectBar">
      {props.hasParents && (
        <select
          className="jp-PixelForest-select"
          aria-label={trans.__('Rows of the table')}
          title={trans.__(
            'A row an object, or a row a parent with the number and size of its objects'
          )}
          value={props.rows}
          onChange={event => props.onRows(event.target.value as TableRows)}
        >
          <option value="objects">{trans.__('Objects')}</option>
          <option value="parents">{trans.__('Parents')}</option>
        </select>
      )}
      <label
        className="jp-PixelForest-check"
        title={trans.__(
          'A column, a comparison and a number; several joined by “and”: area > 20 and circularity < 0.8'
        )}
      >
        {trans.__('Filter')}
        <input
          type="text"
          className="jp-mod-styled jp-PixelForest-filter"
          placeholder={trans.__('area > 20 and circularity < 0.8')}
          aria-invalid={problem !== ''}
          value={filter}
          onChange={event => props.onFilter(event.target.value)}
        />
      </label>
      <span role="status" aria-label={trans.__('Rows')}>
        {isOfParents
          ? shownCount === count
            ? trans._n('%1 parent', '%1 parents', count)
            : trans.__('%1 of %2 parents', shownCount, count)
          : shownCount === count
            ? trans._n('%1 object', '%1 objects', count)
            : trans.__('%1 of %2 objects', shownCount, count)}
        {selectedCount > 0 && `, ${trans.__('%1 selected', selectedCount)}`}
      </span>
      {!props.isCalibrated && (
        <span
          className="jp-mod-warning"
          title={trans.__(
            'The image file does not say how large a pixel is: sizes are in pixels only'
          )}
        >
          {trans.__('Scale not calibrated')}
        </span>
      )}
      <span className="jp-PixelForest-spacer" />
      {!isOfParents &&
        button(
          trans.__('Delete selected'),
          trans.__('The selected objects are none (key Delete)'),
          selectedCount > 0,
          props.onDelete
        )}
      {!isOfParents &&
        button(
          trans.__('Merge selected'),
          trans.__('The selected objects are one'),
          selectedCount > 1,
          props.onMerge
        )}
      {button(
        trans.__('Copy selection'),
        trans.__('Copy the selected rows with their headers for a spreadsheet'),
        selectedCount > 0,
        props.onCopy
      )}
      {button(
        trans.__('Save table…'),
        trans.__('Write the rows shown as a CSV file'),
        shownCount > 0,
        props.onSave
      )}
      {button(
        trans.__('Close table'),
        trans.__('Close the table; objects stay'),
        true,
        props.onClose
      )}
      {problem !== '' && (
        <p role="alert" className="jp-PixelForest-problem">
          {problem}
        </p>
      )}
    </div>
  );
}
