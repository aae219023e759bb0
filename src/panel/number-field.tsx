import React, { useState } from 'react';

/** A number that may be half typed: while it has the focus, the field keeps what was typed. */
export function NumberField(props: {
  /** null shows an empty field. */
  value: number | null;
  label: string;
  title?: string;
  min?: number;
  max?: number;
  step?: number | 'any';
  placeholder?: string;
  /** NaN while the field is empty or no number. */
  onChange: (value: number) => void;
}): JSX.Element {
  const { value, label, title, min, max, step = 'any', onChange } = props;
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      type="number"
      className="jp-mod-styled"
      value={typed ?? value ?? ''}
      min={min}
      max={max}
      step={step}
      placeholder={props.placeholder}
      aria-label={label}
      title={title}
      onChange={event => {
        setTyped(event.target.value);
        onChange(event.target.valueAsNumber);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

/** A slider with the number beside it. */
export function SliderField(props: {
  label: string;
  title: string;
  value: number;
  min: number;
  max: number;
  step: number;
  onChange: (value: number) => void;
}): JSX.Element {
  const { label, title, value, min, max, step, onChange } = props;
  const change = (next: number): void => {
    if (Number.isFinite(next)) {
      onChange(Math.min(max, Math.max(min, next)));
    }
  };
  return (
    <label className="jp-PixelForest-slider" title={title}>
      <span>{label}</span>
      <input
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-label={label}
        onChange={event => change(event.target.valueAsNumber)}
      />
      <NumberField
        value={Number(value.toPrecision(6))}
        label={`${label} #`}
        onChange={change}
      />
    </label>
  );
}
