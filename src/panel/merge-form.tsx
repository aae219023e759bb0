import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';
import { ImageMatch, MatchReason } from '../project/image-matching';
import { DisputeRule } from '../project/label-comparison';
import { DisputedPlace, MergeDesk } from '../store/merge-desk';
import { AgreementTable, TwoNames } from './agreement-table';
import { ClassChoiceSelect } from './class-choice-select';
import { DisputeChoice } from './dispute-choice';

/** What the form asks of its host. */
export type MergeActions = {
  /** Brings a place to the middle of the view. */
  show: (place: DisputedPlace) => void;
  /** The user's own name, for all projects. */
  setMyName: (name: string) => void;
  merge: (rule: DisputeRule) => void;
  close: () => void;
};

/** Compares labels with another person's, and takes them. */
export function MergeForm(props: {
  desk: MergeDesk;
  trans: TranslationBundle;
  actions: MergeActions;
}): JSX.Element {
  const { desk, trans, actions } = props;
  const [rule, setRule] = useState<DisputeRule>('first');
  useDeskChanges(desk);
  const { agreement, problem, theirs } = desk;
  const names = namesOf(desk, trans);
  const disputed = agreement
    ? agreement.sharedCount - agreement.agreedCount
    : 0;
  const hasMatch = desk.matches.some(({ mine }) => mine !== null);
  return (
    <>
      <h2>{trans.__('Labels of %1', theirs.name)}</h2>
      <NameFields desk={desk} trans={trans} setMyName={actions.setMyName} />
      <ImageTable desk={desk} trans={trans} />
      <ClassTable desk={desk} trans={trans} />
      {problem !== '' && (
        <p role="alert" className="jp-PixelForest-problem">
          {problem}
        </p>
      )}
      {!hasMatch && (
        <p role="alert" className="jp-PixelForest-problem">
          {trans.__(
            'None of their images was found among yours. Choose above which of your images each of them is.'
          )}
        </p>
      )}
      {agreement && hasMatch && (
        <AgreementTable
          agreement={agreement}
          classes={desk.classes}
          names={names}
          trans={trans}
        />
      )}
      <button
        className="jp-mod-styled"
        disabled={disputed === 0}
        title={trans.__('Show the next place where both of you differ')}
        onClick={() => {
          const place = desk.nextDispute();
          if (place) {
            actions.show(place);
          }
        }}
      >
        {trans.__('Next difference')}
      </button>
      <DisputeChoice
        legend={trans._n(
          'Where you differ (%1 pixel)',
          'Where you differ (%1 pixels)',
          disputed
        )}
        rule={rule}
        trans={trans}
        onChange={setRule}
      />
      <div className="jp-PixelForest-buttons">
        <button
          className="jp-mod-styled jp-mod-accept"
          disabled={!hasMatch || problem !== ''}
          title={trans.__(
            'Take their labels into this project; undo takes all of it back at once'
          )}
          onClick={() => actions.merge(rule)}
        >
          {trans.__('Merge labels')}
        </button>
        <button
          className="jp-mod-styled jp-mod-reject"
          title={trans.__('Close without changing anything')}
          onClick={() => actions.close()}
        >
          {trans.__('Close comparison')}
        </button>
      </div>
    </>
  );
}

/** Who is who; their name stands in their project or is asked for. */
function NameFields(props: {
  desk: MergeDesk;
  trans: TranslationBundle;
  setMyName: (name: string) => void;
}): JSX.Element {
  const { desk, trans, setMyName } = props;
  const { mine, theirs } = desk.authors;
  return (
    <div className="jp-PixelForest-fields">
      <label
        title={trans.__(
          'Your labels are signed with it, now and in all projects; it stands in the settings'
        )}
      >
        {trans.__('Your name')}
        <input
          type="text"
          maxLength={100}
          value={mine}
          onChange={event => desk.setAuthors({ mine: event.target.value })}
          onBlur={event => setMyName(event.target.value)}
        />
      </label>
      <label
        title={
          desk.areAuthorsKnown
            ? trans.__('As their project says')
            : trans.__('Their project does not say who drew: type it here')
        }
      >
        {trans.__('Drawn by')}
        <input
          type="text"
          maxLength={100}
          value={theirs}
          disabled={desk.areAuthorsKnown}
          onChange={event => desk.setAuthors({ theirs: event.target.value })}
        />
      </label>
    </div>
  );
}

function ImageTable(props: {
  desk: MergeDesk;
  trans: TranslationBundle;
}): JSX.Element {
  const { desk, trans } = props;
  const row = ({ theirs, mine, reason }: ImageMatch): JSX.Element => (
    <tr key={theirs.id}>
      <th scope="row">{theirs.nickname}</th>
      <td>
        <select
          className="jp-PixelForest-select"
          aria-label={trans.__('Your image for %1', theirs.nickname)}
          title={trans.__('Image of this project that their labels belong to')}
          value={mine?.id ?? ''}
          onChange={event =>
            desk.matchImage(theirs.id, event.target.value || null)
          }
        >
          <option value="">{trans.__('None')}</option>
          {desk.candidates(theirs).map(({ id, nickname }) => (
            <option key={id} value={id}>
              {nickname}
            </option>
          ))}
        </select>
        <small>{reason && reasonText(reason, trans)}</small>
      </td>
    </tr>
  );
  return (
    <table
      className="jp-PixelForest-choiceTable"
      aria-label={trans.__('Images')}
    >
      <thead>
        <tr>
          <th scope="col">{trans.__('Their image')}</th>
          <th scope="col">{trans.__('Yours')}</th>
        </tr>
      </thead>
      <tbody>{desk.matches.map(row)}</tbody>
    </table>
  );
}

function ClassTable(props: {
  desk: MergeDesk;
  trans: TranslationBundle;
}): JSX.Element {
  const { desk, trans } = props;
  return (
    <table
      className="jp-PixelForest-choiceTable"
      aria-label={trans.__('Classes')}
    >
      <thead>
        <tr>
          <th scope="col">{trans.__('Their class')}</th>
          <th scope="col">{trans.__('Yours')}</th>
        </tr>
      </thead>
      <tbody>
        {desk.theirs.classes.map(({ name }, i) => (
          <tr key={i}>
            <th scope="row">{name}</th>
            <td>
              <ClassChoiceSelect
                classes={desk.myClasses}
                choice={desk.choices[i]}
                label={trans.__('Your class for %1', name)}
                trans={trans}
                onChange={choice => desk.chooseClass(i, choice)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function namesOf({ authors }: MergeDesk, trans: TranslationBundle): TwoNames {
  const [mine, theirs] = [authors.mine.trim(), authors.theirs.trim()];
  const areTold = mine !== theirs;
  return {
    mine: (areTold && mine) || trans.__('you'),
    theirs: (areTold && theirs) || trans.__('them')
  };
}

function reasonText(reason: MatchReason, trans: TranslationBundle): string {
  return reason === 'content'
    ? trans.__('Same pixels')
    : trans.__('By name and size only: check that it is the same image');
}

/** Draws the component anew when the desk changed. */
function useDeskChanges(desk: MergeDesk): void {
  const [, setCount] = useState(0);
  useEffect(() => {
    const draw = (): void => setCount(count => count + 1);
    desk.changed.connect(draw);
    return () => {
      desk.changed.disconnect(draw);
    };
  }, [desk]);
}
