import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';
import { ComparisonView, StateComparison } from '../store/state-comparison';
import { VersionDesk } from '../store/version-desk';
import { toHex } from './colors';

/** Stands for the present state in the lists. */
const PRESENT = '';

/** Chooses two states, and shows how their predictions differ. */
export function ComparisonForm(props: {
  desk: VersionDesk;
  trans: TranslationBundle;
  showError: (error: unknown) => void;
}): JSX.Element | null {
  const { desk, trans, showError } = props;
  const known = desk.versions.flatMap(({ id, version }) =>
    version ? [{ id, name: version.name }] : []
  );
  const last = known[known.length - 1];
  const [leftChoice, setLeft] = useState<string | null>(null);
  const [rightChoice, setRight] = useState<string>(PRESENT);
  if (!last) {
    return null;
  }
  const has = (id: string | null): boolean =>
    known.some(item => item.id === id);
  // what was chosen may have been deleted
  const left =
    leftChoice !== null && (leftChoice === PRESENT || has(leftChoice))
      ? leftChoice
      : last.id;
  const right = has(rightChoice) ? rightChoice : PRESENT;
  const present = trans.__('Present state');
  const compare = (): void => {
    try {
      desk.compare(left || null, right || null, present);
    } catch (error) {
      showError(error);
    }
  };
  const select = (
    label: string,
    caption: string,
    value: string,
    onChange: (id: string) => void
  ): JSX.Element => (
    <label title={caption}>
      {label}
      <select
        className="jp-PixelForest-select"
        value={value}
        onChange={event => onChange(event.target.value)}
      >
        <option value={PRESENT}>{present}</option>
        {known.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <section aria-label={trans.__('Compare predictions')}>
      <h3>{trans.__('Compare predictions')}</h3>
      <div className="jp-PixelForest-fields">
        {select(
          trans.__('Left'),
          trans.__('State whose segmentation is shown left of the curtain'),
          left,
          setLeft
        )}
        {select(
          trans.__('Right'),
          trans.__('State whose segmentation is shown right of the curtain'),
          right,
          setRight
        )}
      </div>
      <div className="jp-PixelForest-buttons">
        <button
          className="jp-mod-styled"
          disabled={left === right}
          title={
            left === right
              ? trans.__('Choose two different states')
              : trans.__(
                  'Train both states and predict this plane with each: what is on screen first'
                )
          }
          onClick={compare}
        >
          {trans.__('Compare')}
        </button>
        {desk.comparison && (
          <button
            className="jp-mod-styled"
            title={trans.__('Show labels and maps as before')}
            onClick={() => desk.endComparison()}
          >
            {trans.__('End comparison')}
          </button>
        )}
      </div>
      {desk.comparison && (
        <Comparison comparison={desk.comparison} trans={trans} />
      )}
    </section>
  );
}

/** The comparison on screen: what is shown, how far it is, what changed. */
function Comparison(props: {
  comparison: StateComparison;
  trans: TranslationBundle;
}): JSX.Element {
  const { comparison, trans } = props;
  useChanges(comparison);
  const { isRunning, progress, problem, view } = comparison;
  const views: readonly (readonly [ComparisonView, string, string])[] = [
    [
      'curtain',
      trans.__('Curtain'),
      trans.__(
        'Each state on its side of a line over the image; move the line by mouse or arrow keys'
      )
    ],
    [
      'changes',
      trans.__('Map of changes'),
      trans.__('Only pixels whose class differs, one colour a kind of change')
    ]
  ];
  return (
    <>
      <fieldset className="jp-PixelForest-choice">
        <legend>{trans.__('Show')}</legend>
        {views.map(([value, name, explanation]) => (
          <label key={value} title={explanation}>
            <input
              type="radio"
              name="jp-PixelForest-comparisonView"
              value={value}
              checked={view === value}
              onChange={() => {
                comparison.view = value;
              }}
            />
            {name}
          </label>
        ))}
      </fieldset>
      {isRunning && (
        <div className="jp-PixelForest-buttons">
          <progress
            max={1}
            value={progress}
            aria-label={trans.__('Progress of the comparison')}
          />
          <button
            className="jp-mod-styled"
            title={trans.__('Stop predicting; what is there stays')}
            onClick={() => comparison.cancel()}
          >
            {trans.__('Cancel')}
          </button>
        </div>
      )}
      {problem !== '' && (
        <p role="alert" className="jp-PixelForest-problem">
          {problem}
        </p>
      )}
      <ChangeTable comparison={comparison} trans={trans} />
    </>
  );
}

function ChangeTable(props: {
  comparison: StateComparison;
  trans: TranslationBundle;
}): JSX.Element {
  const { comparison, trans } = props;
  const { tally, classes, left, right } = comparison;
  const { comparedCount, changedCount, changes } = tally;
  return (
    <>
      <p role="status" className="jp-PixelForest-changes">
        {comparedCount === 0
          ? trans.__('Nothing is predicted by both yet.')
          : trans.__(
              '%1 of %2 pixels of this plane differ (%3 %).',
              changedCount.toLocaleString(),
              comparedCount.toLocaleString(),
              percent(changedCount / comparedCount)
            )}
      </p>
      {changes.length > 0 && (
        <table
          className="jp-PixelForest-choiceTable"
          aria-label={trans.__('Changed pixels')}
        >
          <thead>
            <tr>
              <th scope="col">{trans.__('%1 → %2', left.name, right.name)}</th>
              <th scope="col">{trans.__('Pixels')}</th>
              <th scope="col">{trans.__('Share')}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ from, to, count, color }) => (
              <tr key={`${from},${to}`}>
                <th scope="row">
                  <span
                    className="jp-PixelForest-legend"
                    style={{ background: toHex(color) }}
                    aria-hidden="true"
                  />
                  {trans.__(
                    '%1 → %2',
                    classes[from]?.name ?? '',
                    classes[to]?.name ?? ''
                  )}
                </th>
                <td>{count.toLocaleString()}</td>
                <td>{trans.__('%1\u202f%', percent(count / comparedCount))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

/** Draws the component anew, once a frame, when the comparison changed. */
function useChanges(comparison: StateComparison): void {
  const [, setCount] = useState(0);
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      frame = 0;
      setCount(count => count + 1);
    };
    const later = (): void => {
      frame ||= requestAnimationFrame(draw);
    };
    comparison.changed.connect(later);
    later();
    return () => {
      cancelAnimationFrame(frame);
      comparison.changed.disconnect(later);
    };
  }, [comparison]);
}

function percent(share: number): string {
  return (100 * share).toFixed(share > 0 && share < 0.01 ? 2 : 1);
}
