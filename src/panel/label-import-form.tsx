import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId, useState } from 'react';
import { ClassChoice } from '../project/class-matching';
import { LabelClass } from '../project/classes';
import {
  canBeClasses,
  ImportChoice,
  NumberedClass,
  NumberMeaning
} from '../project/label-import';
import { ClassChoiceSelect } from './class-choice-select';
import { DisputeChoice } from './dispute-choice';

/** How the numbers of a label file become labels: every choice at a glance. */
export function LabelImportForm(props: {
  kinds: readonly NumberedClass[];
  classes: readonly LabelClass[];
  initial: ImportChoice;
  trans: TranslationBundle;
  onChange: (choice: ImportChoice) => void;
}): JSX.Element {
  const { kinds, classes, initial, trans, onChange } = props;
  const [choice, setChoice] = useState(initial);
  const group = useId();
  const change = (part: Partial<ImportChoice>): void => {
    const next = { ...choice, ...part };
    setChoice(next);
    onChange(next);
  };
  const meanings: readonly (readonly [NumberMeaning, string, string])[] = [
    [
      'classes',
      trans.__('Classes'),
      trans.__('Each number is a class of its own')
    ],
    [
      'objects',
      trans.__('Objects (Cellpose, StarDist)'),
      trans.__('Each number is one object; all of them become one class')
    ]
  ];
  return (
    <>
      <p>{describe(kinds, trans)}</p>
      <fieldset className="jp-PixelForest-choice">
        <legend>{trans.__('The labels in the file are')}</legend>
        {meanings.map(([value, name, explanation]) => (
          <label key={value} title={explanation}>
            <input
              type="radio"
              name={group}
              value={value}
              checked={choice.meaning === value}
              disabled={value === 'classes' && !canBeClasses(kinds)}
              onChange={() => change({ meaning: value })}
            />
            {name}
          </label>
        ))}
      </fieldset>
      {choice.meaning === 'classes' ? (
        <ClassTable {...props} choice={choice} change={change} />
      ) : (
        <ObjectChoice
          classes={classes}
          choice={choice}
          trans={trans}
          change={change}
        />
      )}
      <DisputeChoice
        legend={trans.__('Where you painted another class')}
        rule={choice.rule}
        trans={trans}
        onChange={rule => change({ rule })}
      />
    </>
  );
}

function ClassTable(props: {
  kinds: readonly NumberedClass[];
  classes: readonly LabelClass[];
  choice: ImportChoice;
  trans: TranslationBundle;
  change: (part: Partial<ImportChoice>) => void;
}): JSX.Element {
  const { kinds, classes, choice, trans, change } = props;
  const choose = (at: number, chosen: ClassChoice): void =>
    change({
      classChoices: choice.classChoices.map((old, i) =>
        i === at ? chosen : old
      )
    });
  return (
    <table className="jp-PixelForest-choiceTable">
      <thead>
        <tr>
          <th scope="col">{trans.__('In the file')}</th>
          <th scope="col">{trans.__('Pixels')}</th>
          <th scope="col">{trans.__('Becomes')}</th>
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind, i) => {
          const name = nameOf(kind, trans);
          return (
            <tr key={kind.number}>
              <th scope="row">{name}</th>
              <td>{kind.count.toLocaleString()}</td>
              <td>
                <ClassChoiceSelect
                  classes={classes}
                  choice={choice.classChoices[i] ?? 'drop'}
                  label={trans.__('%1 becomes', name)}
                  trans={trans}
                  onChange={chosen => choose(i, chosen)}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function ObjectChoice(props: {
  classes: readonly LabelClass[];
  choice: ImportChoice;
  trans: TranslationBundle;
  change: (part: Partial<ImportChoice>) => void;
}): JSX.Element {
  const { classes, choice, trans, change } = props;
  const options = classes.map(({ name }, i) => (
    <option key={i} value={i}>
      {name}
    </option>
  ));
  return (
    <div className="jp-PixelForest-fields">
      <label title={trans.__('Class that the pixels of all objects get')}>
        {trans.__('Objects become')}
        <select
          className="jp-PixelForest-select"
          value={choice.objectClass}
          onChange={event =>
            change({ objectClass: Number(event.target.value) })
          }
        >
          {options}
        </select>
      </label>
      <label
        title={trans.__(
          'Class that pixels outside of all objects get. Only choose one if no object was missed.'
        )}
      >
        {trans.__('Everything else becomes')}
        <select
          className="jp-PixelForest-select"
          value={choice.backgroundClass ?? ''}
          onChange={({ target }) =>
            change({
              backgroundClass: target.value === '' ? null : Number(target.value)
            })
          }
        >
          <option value="">{trans.__('Unlabelled')}</option>
          {options}
        </select>
      </label>
      <label
        title={trans.__(
          'Pixels where two objects touch are treated as everything else, so that the classifier learns to keep objects apart'
        )}
      >
        <input
          type="checkbox"
          checked={choice.hasGaps}
          onChange={event => change({ hasGaps: event.target.checked })}
        />
        {trans.__('Keep touching objects apart')}
      </label>
    </div>
  );
}

function describe(
  kinds: readonly NumberedClass[],
  trans: TranslationBundle
): string {
  const count = kinds.reduce((sum, kind) => sum + kind.count, 0);
  const pixels = trans._n(
    '%2 labelled pixel',
    '%2 labelled pixels',
    count,
    count.toLocaleString()
  );
  return trans._n(
    'The file has %2 of one number.',
    'The file has %2 of %1 numbers.',
    kinds.length,
    pixels
  );
}

function nameOf(kind: NumberedClass, trans: TranslationBundle): string {
  return kind.name === ''
    ? trans.__('Number %1', String(kind.number))
    : kind.name;
}
