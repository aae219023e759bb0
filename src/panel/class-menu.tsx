import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef } from 'react';
import { IProjectStore } from '../store/contract';

/** One thing to do with a class. */
type Entry = {
  readonly label: string;
  readonly isEnabled: boolean;
  readonly run: () => void;
};

/**
 * What can be done with a class. The first entry has the focus; arrows, Home
 * and End move it; Escape, Tab and a click elsewhere close.
 */
export function ClassMenu(props: {
  store: IProjectStore;
  trans: TranslationBundle;
  classIndex: number;
  /** The button that opened the menu; it gets the focus back. */
  opener: React.RefObject<HTMLElement>;
  onRename: () => void;
  onClose: () => void;
}): JSX.Element {
  const { store, trans, classIndex, opener, onRename, onClose } = props;
  const menu = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    itemsOf(menu.current)[0]?.focus();
    const closeOutside = (event: Event): void => {
      const target = event.target instanceof Node ? event.target : null;
      // the opener closes by itself
      if (
        !menu.current?.contains(target) &&
        !opener.current?.contains(target)
      ) {
        close.current();
      }
    };
    document.addEventListener('pointerdown', closeOutside, true);
    return () =>
      document.removeEventListener('pointerdown', closeOutside, true);
  }, [opener]);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'Tab') {
      onClose();
      return;
    }
    // keys here are not for the list behind, nor for the viewer
    event.stopPropagation();
    if (event.key === 'Escape') {
      onClose();
      opener.current?.focus();
      return;
    }
    const items = itemsOf(menu.current);
    const next = nextItem(event.key, items, document.activeElement);
    if (next) {
      event.preventDefault();
      next.focus();
    }
  };
  return (
    <div
      ref={menu}
      role="menu"
      aria-label={trans.__('Actions for %1', store.classes[classIndex].name)}
      className="jp-PixelForest-menu"
      onKeyDown={onKeyDown}
      onClick={event => event.stopPropagation()}
    >
      {entriesOf(store, trans, classIndex, onRename).map(
        ({ label, isEnabled, run }, i) => (
          <button
            key={i}
            role="menuitem"
            tabIndex={-1}
            disabled={!isEnabled}
            className="jp-PixelForest-menuItem"
            onClick={() => {
              onClose();
              opener.current?.focus();
              run();
            }}
          >
            {label}
          </button>
        )
      )}
    </div>
  );
}

function entriesOf(
  store: IProjectStore,
  trans: TranslationBundle,
  classIndex: number,
  onRename: () => void
): Entry[] {
  const canRemove = store.classes.length > 2;
  const merges = store.classes.map((other, intoIndex) => ({
    label: trans.__('Merge into %1', other.name),
    isEnabled: canRemove,
    run: () => store.mergeClass(classIndex, intoIndex)
  }));
  return [
    { label: trans.__('Rename'), isEnabled: true, run: onRename },
    {
      label: trans.__('Clear labels'),
      isEnabled: true,
      run: () => store.clearClass(classIndex)
    },
    {
      label: trans.__('Delete class'),
      isEnabled: canRemove,
      run: () => store.deleteClass(classIndex)
    },
    ...merges.filter((_, intoIndex) => intoIndex !== classIndex)
  ];
}

function itemsOf(menu: HTMLElement | null): HTMLElement[] {
  return [
    ...(menu?.querySelectorAll<HTMLElement>('[role=menuitem]:enabled') ?? [])
  ];
}

/** The entry a key moves to; null for other keys. */
function nextItem(
  key: string,
  items: readonly HTMLElement[],
  focused: Element | null
): HTMLElement | null {
  const at = items.findIndex(item => item === focused);
  const { length } = items;
  switch (key) {
    case 'ArrowDown':
      return items[(at + 1) % length];
    case 'ArrowUp':
      return items[(Math.max(at, 0) - 1 + length) % length];
    case 'Home':
      return items[0];
    case 'End':
      return items[length - 1];
    default:
      return null;
  }
}
