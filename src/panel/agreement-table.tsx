import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { LabelClass } from '../project/classes';
import { Rgb } from '../project/images';
import { LabelAgreement } from '../project/label-comparison';
import { AGREEMENT_COLORS } from '../store/agreement-layer';

/** What two persons are called. */
export type TwoNames = { readonly mine: string; readonly theirs: string };

/** How far two persons agree: a legend with counts, Cohen's kappa, the confusion of classes. */
export function AgreementTable(props: {
  agreement: LabelAgreement;
  classes: readonly LabelClass[];
  names: TwoNames;
  trans: TranslationBundle;
}): JSX.Element {
  const { agreement, names, trans } = props;
  const { sharedCount, agreedCount, onlyFirstCount, onlySecondCount } =
    agreement;
  const rows: readonly (readonly [string, number])[] = [
    [trans.__('Both, the same class'), agreedCount],
    [trans.__('Both, different classes'), sharedCount - agreedCount],
    [trans.__('Only %1', names.mine), onlyFirstCount],
    [trans.__('Only %1', names.theirs), onlySecondCount]
  ];
  return (
    <>
      <table
        className="jp-PixelForest-choiceTable"
        aria-label={trans.__('Labelled pixels')}
      >
        <thead>
          <tr>
            <th scope="col">{trans.__('Labelled by')}</th>
            <th scope="col">{trans.__('Pixels')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, count], i) => (
            <tr key={i}>
              <th scope="row">
                <span
                  className="jp-PixelForest-legend"
                  style={{ background: css(AGREEMENT_COLORS[i]) }}
                  aria-hidden="true"
                />
                {name}
              </th>
              <td>{count.toLocaleString()}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="jp-PixelForest-kappa">
        <span>{kappaText(agreement, trans)}</span>
        <small>
          {trans.__(
            'Kappa compares how often you chose the same class where both of you painted with how often that would happen by chance: 1 is always, 0 is no better than chance.'
          )}
        </small>
      </p>
      {sharedCount > 0 && <ConfusionTable {...props} />}
    </>
  );
}

/** Pixels both labelled: my classes in rows, theirs in columns. */
function ConfusionTable(props: {
  agreement: LabelAgreement;
  classes: readonly LabelClass[];
  names: TwoNames;
  trans: TranslationBundle;
}): JSX.Element {
  const { agreement, classes, names, trans } = props;
  const { classCount, confusion } = agreement;
  const at = (row: number, column: number): number =>
    confusion[row * classCount + column];
  // classes that nobody used on shared pixels say nothing
  const used = classes.flatMap((_, i) =>
    classes.some((__, k) => at(i, k) > 0 || at(k, i) > 0) ? [i] : []
  );
  return (
    <div className="jp-PixelForest-confusion">
      <table
        className="jp-PixelForest-choiceTable"
        aria-label={trans.__('Classes compared')}
        title={trans.__(
          'Pixels labelled by both: rows are the classes of %1, columns those of %2. The diagonal is agreement.',
          names.mine,
          names.theirs
        )}
      >
        <thead>
          <tr>
            <th scope="col">
              {trans.__('%1 ↓ %2 →', names.mine, names.theirs)}
            </th>
            {used.map(i => (
              <th key={i} scope="col">
                {classes[i].name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {used.map(row => (
            <tr key={row}>
              <th scope="row">{classes[row].name}</th>
              {used.map(column => (
                <td
                  key={column}
                  className={row === column ? 'jp-mod-agreed' : ''}
                >
                  {at(row, column).toLocaleString()}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function kappaText(
  { kappa, sharedCount }: LabelAgreement,
  trans: TranslationBundle
): string {
  if (kappa !== null) {
    return trans.__('Cohen’s kappa: %1', kappa.toFixed(2));
  }
  return sharedCount === 0
    ? trans.__('Cohen’s kappa: none, no pixel was labelled by both')
    : trans.__('Cohen’s kappa: none, both used a single class');
}

function css(color: Rgb): string {
  return `rgb(${color.join(' ')})`;
}
