import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId } from 'react';
import { DisputeRule } from '../project/label-comparison';

/** What is taken where two labels of a pixel differ. */
export function DisputeChoice(props: {
  legend: string;
  rule: DisputeRule;
  trans: TranslationBundle;
  onChange: (rule: DisputeRule) => void;
}): JSX.Element {
  const { legend, rule, trans, onChange } = props;
  const group = useId();
  const options: readonly (readonly [DisputeRule, string, string])[] = [
    [
      'first',
      trans.__('Keep mine'),
      trans.__('Your labels stay; theirs are added where you painted nothing')
    ],
    [
      'second',
      trans.__('Take theirs'),
      trans.__('Their labels replace yours where they differ')
    ],
    [
      'unlabelled',
      trans.__('Remove both'),
      trans.__(
        'Disputed pixels become unlabelled, so that nothing doubtful is learnt'
      )
    ]
  ];
  return (
    <fieldset className="jp-PixelForest-choice">
      <legend>{legend}</legend>
      {options.map(([value, name, explanation]) => (
        <label key={value} title={explanation}>
          <input
            type="radio"
            name={group}
            value={value}
            checked={rule === value}
            onChange={() => onChange(value)}
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
