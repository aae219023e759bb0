import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { ClassChoice } from '../project/class-matching';
import { LabelClass } from '../project/classes';

/** What becomes of one class from elsewhere: one of ours, a new one, nothing. */
export function ClassChoiceSelect(props: {
  classes: readonly LabelClass[];
  choice: ClassChoice;
  /** Accessible name. */
  label: string;
  trans: TranslationBundle;
  onChange: (choice: ClassChoice) => void;
}): JSX.Element {
  const { classes, choice, label, trans, onChange } = props;
  return (
    <select
      className="jp-PixelForest-select"
      aria-label={label}
      title={trans.__('Class of this project that gets these labels')}
      value={String(choice)}
      onChange={event => onChange(parseChoice(event.target.value))}
    >
      {classes.map(({ name }, i) => (
        <option key={i} value={i}>
          {name}
        </option>
      ))}
      <option value="add">{trans.__('Add as a new class')}</option>
      <option value="drop">{trans.__('Leave out')}</option>
    </select>
  );
}

function parseChoice(value: string): ClassChoice {
  return value === 'add' || value === 'drop' ? value : Number(value);
}
