/** @jest-environment jsdom */
import React from 'react';
import { IProjectStore } from '../../store/contract';
import { ClassifierForm } from '../classifier-form';
import {
  clearPage,
  click,
  drawn,
  find,
  openStore,
  show,
  trans
} from './shown-form';

const selectFeatures = jest.fn();
const showError = jest.fn();

let store: IProjectStore;
beforeEach(async () => {
  jest.clearAllMocks();
  store = await openStore();
  await show(
    <ClassifierForm
      store={store}
      trans={trans}
      selectFeatures={selectFeatures}
      showError={showError}
    />
  );
});
afterEach(() => {
  clearPage();
  store.dispose();
});

describe('the classifier', () => {
  it('shows by its button whether live update is on, and switches it', async () => {
    const live = find('button', 'Live update');
    expect(live.getAttribute('aria-pressed')).toBe('false');
    await click(live);
    expect(store.isLive).toBe(true);
    expect(live.getAttribute('aria-pressed')).toBe('true');
    expect(find<HTMLButtonElement>('button', 'Update once').disabled).toBe(
      true
    );
    await click(live);
    expect(store.isLive).toBe(false);
  });

  it('says what it waits for', async () => {
    await click(find('button', 'Live update'));
    expect(document.querySelector('[role=status]')?.textContent).toMatch(
      /needs labels of at least two classes/
    );
  });

  it('hands on what an update once was refused for', async () => {
    await click(find('button', 'Update once'));
    expect(showError).toHaveBeenCalledTimes(1);
    expect(showError).toHaveBeenCalledWith(
      expect.objectContaining({ tag: 'mismatch' })
    );
  });

  it('counts the chosen filters and opens the dialog', async () => {
    expect(document.body.textContent).toContain('37 filters');
    await click(find('button', 'Select features'));
    expect(selectFeatures).toHaveBeenCalledTimes(1);
    const { features } = store.project;
    store.chooseFeatures({
      ...features,
      selected: features.selected.map((row, r) =>
        row.map((_, c) => r === 0 && c === 1)
      )
    });
    await drawn();
    expect(document.body.textContent).toContain('1 filter');
    expect(document.body.textContent).not.toContain('filters');
  });
});
