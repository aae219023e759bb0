import React, { useEffect, useRef } from 'react';
import { Rgb } from '../project/images';
import { fromHex, toHex } from './colors';

/**
 * A swatch that opens the browser's colour picker. It answers once, when a
 * colour was settled on: each of the many on the way would be a step to undo.
 */
export function ColorInput(props: {
  color: Rgb;
  label: string;
  title: string;
  onChange: (color: Rgb) => void;
}): JSX.Element {
  const { color, label, title, onChange } = props;
  const node = useRef<HTMLInputElement>(null);
  const answer = useRef(onChange);
  answer.current = onChange;
  const hex = toHex(color);
  useEffect(() => {
    const input = node.current;
    // React's own onChange is the browser's input event
    const settle = (): void => {
      if (input) {
        answer.current(fromHex(input.value));
      }
    };
    input?.addEventListener('change', settle);
    return () => input?.removeEventListener('change', settle);
  }, []);
  useEffect(() => {
    if (node.current) {
      node.current.value = hex;
    }
  }, [hex]);
  return (
    <input
      ref={node}
      type="color"
      className="jp-PixelForest-swatch"
      defaultValue={hex}
      aria-label={label}
      title={title}
    />
  );
}
