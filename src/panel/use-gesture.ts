import { KeyboardEvent, useMemo, useRef } from 'react';

/**
 * What tells one movement of the hand from the next within a form: a drag of a
 * slider, a key that is held, the typing of a number.
 */
export function useGesture(): {
  /** The movement going on. */
  readonly gesture: () => object;
  /** To be spread on the form's element. */
  readonly listeners: {
    readonly onPointerDownCapture: () => void;
    readonly onFocusCapture: () => void;
    readonly onKeyDownCapture: (event: KeyboardEvent) => void;
  };
} {
  const current = useRef<object>({});
  return useMemo(() => {
    const begin = (): void => {
      current.current = {};
    };
    return {
      gesture: () => current.current,
      listeners: {
        onPointerDownCapture: begin,
        onFocusCapture: begin,
        onKeyDownCapture: ({ target, repeat }) => {
          // a number that is typed is one step, whatever its digits
          const isTyped =
            target instanceof HTMLInputElement &&
            (target.type === 'number' || target.type === 'text');
          if (!repeat && !isTyped) {
            begin();
          }
        }
      }
    };
  }, []);
}
