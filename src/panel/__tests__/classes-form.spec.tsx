/** @jest-environment jsdom */
import React from 'react';
import { IProjectStore } from '../../store/contract';
import { ClassesForm } from '../classes-form';
import {
  clearPage,
  click,
  drawn,
  find,
  findAll,
  nameOf,
  openStore,
  press,
  show,
  trans,
  type
} from './shown-form';

let store: IProjectStore;
beforeEach(async () => {
  store = await openStore();
  await show(<ClassesForm store={store} trans={trans} />);
});
afterEach(() => {
  clearPage();
  store.dispose();
});

function names(): string[] {
  return store.classes.map(({ name }) => name);
}

async function startRename(): Promise<HTMLInputElement> {
  await press(find('[role=option]', 'Label 1'), 'F2');
  return find<HTMLInputElement>('input', 'New name of Label 1');
}

async function openMenu(name = 'Label 1'): Promise<HTMLElement> {
  await click(find('button', `Actions for ${name}`));
  return find('[role=menu]', `Actions for ${name}`);
}

function focusedName(): string {
  return document.activeElement ? nameOf(document.activeElement) : '';
}

describe('the list of classes', () => {
  it('selects the class that is clicked or chosen by key', async () => {
    await click(find('[role=option]', 'Label 2'));
    expect(store.activeClassIndex).toBe(1);
    expect(find('[role=option]', 'Label 2').getAttribute('aria-selected')).toBe(
      'true'
    );
    await press(find('[role=option]', 'Label 1'), 'Enter');
    expect(store.activeClassIndex).toBe(0);
  });

  it('follows the labelled pixels', async () => {
    store.paint({ points: [{ y: 9, x: 9 }], classIndex: 1, diameter: 3 });
    await drawn();
    find('span', '9 labelled pixels');
    find('span', '0 labelled pixels');
  });

  it('adds a class and makes it the active one', async () => {
    await click(find('button', 'Add class'));
    expect(names()).toEqual(['Label 1', 'Label 2', 'Label 3']);
    expect(store.activeClassIndex).toBe(2);
    find('[role=option]', 'Label 3');
  });

  it('takes one colour however many were passed on the way', async () => {
    const input = find<HTMLInputElement>('input', 'Colour of Label 1');
    expect(input.value).toBe('#ffe119');
    await type(input, '#000000');
    await type(input, '#102030');
    expect(store.canUndo).toBe(false);
    input.dispatchEvent(new Event('change', { bubbles: true }));
    await drawn();
    expect(store.classes[0].color).toEqual([16, 32, 48]);
    store.undo();
    await drawn();
    expect(store.canUndo).toBe(false);
    expect(input.value).toBe('#ffe119');
  });
});

describe('renaming', () => {
  it('starts with F2 and ends with Enter, and the row has the focus again', async () => {
    const input = await startRename();
    expect(document.activeElement).toBe(input);
    await type(input, 'nucleus');
    await press(input, 'Enter');
    expect(names()).toEqual(['nucleus', 'Label 2']);
    expect(findAll('input[type=text], .jp-PixelForest-rename')).toEqual([]);
    expect(focusedName()).toBe('nucleus');
  });

  it('starts with a double-click on the name', async () => {
    find('.jp-PixelForest-rowName', 'Label 2').dispatchEvent(
      new MouseEvent('dblclick', { bubbles: true })
    );
    await drawn();
    find('input', 'New name of Label 2');
  });

  it('does not start with a double-click on the colour or the menu button', async () => {
    for (const element of [
      find('input', 'Colour of Label 2'),
      find('button', 'Actions for Label 2')
    ]) {
      element.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    }
    await drawn();
    expect(findAll('.jp-PixelForest-rename')).toEqual([]);
  });

  it('is given up with Escape', async () => {
    const input = await startRename();
    await type(input, 'wrong');
    await press(input, 'Escape');
    expect(names()[0]).toBe('Label 1');
    expect(store.canUndo).toBe(false);
  });

  it('takes the name when another place is clicked', async () => {
    const input = await startRename();
    await type(input, 'nucleus');
    input.blur();
    expect(names()[0]).toBe('nucleus');
  });

  it('to nothing changes nothing', async () => {
    const input = await startRename();
    await type(input, '  ');
    await press(input, 'Enter');
    expect(names()[0]).toBe('Label 1');
  });
});

describe('deleting', () => {
  it('is not possible with two classes', async () => {
    await press(find('[role=option]', 'Label 1'), 'Delete');
    expect(names()).toHaveLength(2);
    await openMenu();
    expect(
      find<HTMLButtonElement>('[role=menuitem]', 'Delete class').disabled
    ).toBe(true);
  });

  it('takes the class of the row', async () => {
    store.addClass();
    await drawn();
    await press(find('[role=option]', 'Label 1'), 'Delete');
    expect(names()).toEqual(['Label 2', 'Label 3']);
  });
});

describe('the menu of a class', () => {
  beforeEach(async () => {
    store.addClass();
    await drawn();
  });

  it('opens with the focus on the first entry, and arrows go round', async () => {
    const menu = await openMenu('Label 2');
    const entries = findAll('[role=menuitem]').map(nameOf);
    expect(entries).toEqual([
      'Rename',
      'Clear labels',
      'Delete class',
      'Merge into Label 1',
      'Merge into Label 3'
    ]);
    expect(focusedName()).toBe('Rename');
    await press(menu, 'ArrowDown');
    expect(focusedName()).toBe('Clear labels');
    await press(menu, 'ArrowUp');
    await press(menu, 'ArrowUp');
    expect(focusedName()).toBe('Merge into Label 3');
    await press(menu, 'ArrowDown');
    expect(focusedName()).toBe('Rename');
    await press(menu, 'End');
    expect(focusedName()).toBe('Merge into Label 3');
    await press(menu, 'Home');
    expect(focusedName()).toBe('Rename');
  });

  it('passes over entries that are not possible', async () => {
    store.undo();
    await drawn();
    const menu = await openMenu();
    await press(menu, 'ArrowUp');
    expect(focusedName()).toBe('Clear labels');
  });

  it('closes with Escape and gives the focus back to its button', async () => {
    const menu = await openMenu();
    await press(menu, 'Escape');
    expect(findAll('[role=menu]')).toEqual([]);
    expect(document.activeElement).toBe(find('button', 'Actions for Label 1'));
  });

  it('closes with a click elsewhere, and with a second one on its button', async () => {
    await openMenu();
    await click(document.body);
    expect(findAll('[role=menu]')).toEqual([]);
    await openMenu();
    await click(find('button', 'Actions for Label 1'));
    expect(findAll('[role=menu]')).toEqual([]);
  });

  it('keeps its keys from the list: Delete in the menu deletes nothing', async () => {
    const menu = await openMenu();
    await press(menu, 'Delete');
    expect(names()).toHaveLength(3);
  });

  it('merges, clears, deletes and renames', async () => {
    store.paint({ points: [{ y: 9, x: 9 }], classIndex: 2, diameter: 3 });
    await openMenu('Label 3');
    await click(find('[role=menuitem]', 'Merge into Label 1'));
    expect(names()).toEqual(['Label 1', 'Label 2']);
    expect(store.labelCounts()).toEqual([9, 0]);
    await openMenu('Label 1');
    await click(find('[role=menuitem]', 'Clear labels'));
    expect(store.labelCounts()).toEqual([0, 0]);
    await openMenu('Label 1');
    await click(find('[role=menuitem]', 'Rename'));
    expect(document.activeElement).toBe(find('input', 'New name of Label 1'));
    store.addClass();
    await drawn();
    await openMenu('Label 2');
    await click(find('[role=menuitem]', 'Delete class'));
    expect(names()).toEqual(['Label 1', 'Label 3']);
  });
});
