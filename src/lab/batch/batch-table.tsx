import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { BatchRow } from '../../export/batch-contract';
import { RunPicture } from './batch-picture';

/** The images of a run with what became of them. */
export function BatchTable(props: {
  readonly trans: TranslationBundle;
  readonly rows: readonly BatchRow[];
}): JSX.Element {
  const { trans, rows } = props;
  return (
    <div className="jp-PixelForest-batch-rows">
      <table aria-label={trans.__('Images of the run')}>
        <thead>
          <tr>
            <th scope="col">{trans.__('Image')}</th>
            <th scope="col">{trans.__('Status')}</th>
            <th
              scope="col"
              title={trans.__('From opening to the last file, in seconds')}
            >
              {trans.__('Time')}
            </th>
            <th scope="col" title={trans.__('Number of objects')}>
              {trans.__('Count')}
            </th>
            <th
              scope="col"
              title={trans.__(
                'Of all objects; without objects, of the class they would be cut from'
              )}
            >
              {trans.__('Area')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <Row key={row.imageId} row={row} trans={trans} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p>{trans.__('No images yet.')}</p>}
    </div>
  );
}

/** Rows that did not change are not drawn again. */
const Row = React.memo(function Row(props: {
  readonly row: BatchRow;
  readonly trans: TranslationBundle;
}): JSX.Element {
  const { row, trans } = props;
  const { name, status, message, seconds, result, picture } = row;
  return (
    <tr data-status={status}>
      <th scope="row">
        {picture && <RunPicture picture={picture} />}
        {name}
      </th>
      <td>
        {statusText(row, trans)}
        {message && <small>{` ${message}`}</small>}
      </td>
      <td>{seconds === null ? '' : `${seconds.toFixed(1)} s`}</td>
      <td>{result?.objectCount ?? ''}</td>
      <td>{result ? areaText(result) : ''}</td>
    </tr>
  );
});

/** How far an image is, in words. */
export function statusText(
  { status, share }: BatchRow,
  trans: TranslationBundle
): string {
  switch (status) {
    case 'waiting':
      return trans.__('Waiting');
    case 'running':
      return trans.__('Running, %1 %', Math.round(100 * share));
    case 'done':
      return trans.__('Done');
    case 'failed':
      return trans.__('Failed:');
    case 'cancelled':
      return trans.__('Cancelled');
  }
}

function areaText({
  areaPx,
  areaUm2
}: NonNullable<BatchRow['result']>): string {
  if (areaPx === null) {
    return '';
  }
  return areaUm2 === null
    ? `${areaPx} px`
    : `${areaPx} px · ${areaUm2.toPrecision(4)} µm²`;
}
