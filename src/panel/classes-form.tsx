import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useRef, useState } from 'react';
import { IProjectStore } from '../store/contract';
import { ClassMenu } from './class-menu';
import { ColorInput } from './color-input';
import { useStoreChanges } from './use-store';

/** The classes: colour, name, labelled pixels; the active one is painted with. */
export function ClassesForm(props: {
  store: IProjectStore;
  trans: TranslationBundle;
}): JSX.Element {
  const { store, trans } = props;
  useStoreChanges(store, ['classes', 'labels', 'images']);
  const counts = store.labelCounts();
  return (
    <div className="jp-PixelForest-classes">
      <ul
        role="listbox"
        aria-label={trans.__('Classes')}
        className="jp-PixelForest-list"
      >
        {store.classes.map((item, classIndex) => (
          <ClassRow
            key={classIndex}
            store={store}
            trans={trans}
            classIndex={classIndex}
            count={counts[classIndex] ?? 0}
          />
        ))}
      </ul>
      <button
        className="jp-mod-styled jp-PixelForest-button"
        title={trans.__('Add another class to tell apart (key A)')}
        onClick={() => store.addClass()}
      >
        {trans.__('Add class')}
      </button>
    </div>
  );
}

function ClassRow(props: {
  store: IProjectStore;
  trans: TranslationBundle;
  classIndex: number;
  count: number;
}): JSX.Element {
  const { store, trans, classIndex, count } = props;
  const { name, color } = store.classes[classIndex];
  const [isRenaming, setRenaming] = useState(false);
  const [isMenuOpen, setMenuOpen] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  const menuButton = useRef<HTMLButtonElement>(null);
  const isActive = store.activeClassIndex === classIndex;
  const finish = (value: string): void => {
    setRenaming(false);
    if (value.trim() && value !== name) {
      store.renameClass(classIndex, value);
    }
  };
  return (
    <li
      ref={row}
      role="option"
      aria-selected={isActive}
      aria-label={name}
      tabIndex={0}
      className={`jp-PixelForest-row jp-PixelForest-class ${isActive ? 'jp-mod-selected' : ''}`}
      title={trans.__(
        'Click to paint with “%1” (key %2); double-click or F2 to rename',
        name,
        String(classIndex + 1)
      )}
      onClick={() => store.selectClass(classIndex)}
      onDoubleClick={event => {
        if (!(event.target as Element).closest('button, input')) {
          setRenaming(true);
        }
      }}
      onKeyDown={event => {
        if (event.target !== event.currentTarget) {
          return;
        }
        if (event.key === 'F2') {
          setRenaming(true);
        } else if (event.key === 'Enter' || event.key === ' ') {
          store.selectClass(classIndex);
        } else if (event.key === 'Delete' && store.classes.length > 2) {
          store.deleteClass(classIndex);
        } else {
          return;
        }
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      <ColorInput
        color={color}
        label={trans.__('Colour of %1', name)}
        title={trans.__('Colour of the strokes and of the maps of “%1”', name)}
        onChange={chosen => store.recolorClass(classIndex, chosen)}
      />
      {isRenaming ? (
        <input
          autoFocus
          className="jp-mod-styled jp-PixelForest-rename"
          defaultValue={name}
          aria-label={trans.__('New name of %1', name)}
          onFocus={event => event.target.select()}
          onBlur={event => finish(event.target.value)}
          onKeyDown={event => {
            event.stopPropagation();
            if (event.key === 'Enter') {
              finish(event.currentTarget.value);
              row.current?.focus();
            } else if (event.key === 'Escape') {
              // the blur that follows must not take the name
              event.currentTarget.value = name;
              setRenaming(false);
              row.current?.focus();
            }
          }}
        />
      ) : (
        <span className="jp-PixelForest-rowName">{name}</span>
      )}
      <span
        className="jp-PixelForest-count"
        title={trans.__('Labelled pixels of this class, over all images')}
        aria-label={trans.__('%1 labelled pixels', String(count))}
      >
        {count.toLocaleString()}
      </span>
      <button
        ref={menuButton}
        className="jp-PixelForest-iconButton"
        aria-label={trans.__('Actions for %1', name)}
        aria-haspopup="menu"
        aria-expanded={isMenuOpen}
        title={trans.__('Rename, clear, merge or delete this class')}
        onClick={event => {
          event.stopPropagation();
          setMenuOpen(!isMenuOpen);
        }}
      >
        ⋮
      </button>
      {isMenuOpen && (
        <ClassMenu
          store={store}
          trans={trans}
          classIndex={classIndex}
          opener={menuButton}
          onRename={() => setRenaming(true)}
          onClose={() => setMenuOpen(false)}
        />
      )}
    </li>
  );
}
