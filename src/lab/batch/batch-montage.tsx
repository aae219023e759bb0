import { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { BatchRow } from '../../export/batch-contract';
import { RunPicture } from './batch-picture';
import { statusText } from './batch-table';

/** The images of a run with their results, to check all at a glance. */
export function BatchMontage(props: {
  readonly trans: TranslationBundle;
  readonly rows: readonly BatchRow[];
  /** Told which row the user wants to see more of. */
  readonly onChoose: (index: number) => void;
}): JSX.Element {
  const { trans, rows, onChoose } = props;
  return (
    <ul
      className="jp-PixelForest-batch-montage"
      aria-label={trans.__('Pictures of the run')}
    >
      {rows.map((row, index) => (
        <Tile
          key={row.imageId}
          row={row}
          index={index}
          trans={trans}
          onChoose={onChoose}
        />
      ))}
    </ul>
  );
}

/** Tiles that did not change are not drawn again. */
const Tile = React.memo(function Tile(props: {
  readonly row: BatchRow;
  readonly index: number;
  readonly trans: TranslationBundle;
  readonly onChoose: (index: number) => void;
}): JSX.Element {
  const { row, index, trans, onChoose } = props;
  const { name, status, message, picture } = row;
  const count = row.result?.objectCount ?? null;
  return (
    <li data-status={status}>
      <button
        title={trans.__('Show %1 in the file browser', name)}
        onClick={() => onChoose(index)}
      >
        <span className="jp-PixelForest-batch-picture">
          {picture ? (
            <RunPicture picture={picture} />
          ) : (
            <small>{`${statusText(row, trans)} ${message}`}</small>
          )}
        </span>
        <span className="jp-PixelForest-batch-name">{name}</span>
        <span>
          {count === null ? '' : trans._n('%1 object', '%1 objects', count)}
        </span>
      </button>
    </li>
  );
});
