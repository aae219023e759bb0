/** @jest-environment jsdom */
import React from 'react';
import { LabelImage } from '../../project/labels';
import { IProjectStore } from '../../store/contract';
import { VersionDesk } from '../../store/version-desk';
import { VersionActions, VersionsForm } from '../versions-form';
import {
  clearPage,
  drawn,
  find,
  findAll,
  openStore,
  show,
  trans,
  type
} from './shown-form';

let store: IProjectStore;
let desk: VersionDesk;
let calls: unknown[][];
beforeEach(async () => {
  store = await openStore();
  const words = (name: string) => ({ name, explanation: '' });
  desk = new VersionDesk(store, (left, right) => ({
    left: words(left),
    right: words(right),
    changes: words('changes')
  }));
  calls = [];
});
afterEach(() => {
  clearPage();
  desk.dispose();
  store.dispose();
});

function showForm(): Promise<void> {
  const verb =
    (name: string) =>
    (...args: unknown[]): void => {
      calls.push([name, ...args]);
    };
  const actions: VersionActions = {
    goBack: verb('goBack'),
    rename: verb('rename'),
    remove: verb('remove'),
    close: verb('close'),
    showError: verb('showError')
  };
  return show(<VersionsForm desk={desk} trans={trans} actions={actions} />);
}

function paint(label: number, y: number): void {
  const labels = new LabelImage({ t: 1, z: 1, y: 40, x: 50, c: 3 });
  const box = { y0: y, x0: 0, y1: y + 1, x1: 5 };
  labels.writeBox({ t: 0, z: 0 }, box, new Uint8Array(5).fill(label));
  store.replaceLabels(new Map([['a.tif', labels]]));
}

describe('the versions', () => {
  it('are none at first, and the room is empty', async () => {
    await showForm();
    expect(document.body.textContent).toContain('No version is kept yet.');
    expect(document.body.textContent).toContain('0.0 of 20 MB used');
    expect(findAll('[aria-label="Compare predictions"]')).toEqual([]);
    expect(find<HTMLButtonElement>('button', 'Keep version').disabled).toBe(
      true
    );
  });

  it('are kept under the name that was typed', async () => {
    paint(2, 10);
    await showForm();
    await type(findAll<HTMLInputElement>('input')[0], 'crowded');
    find<HTMLButtonElement>('button', 'Keep version').click();
    await drawn();
    expect(desk.versions.map(({ version }) => version?.name)).toEqual([
      'crowded'
    ]);
    const [row] = findAll('.jp-PixelForest-version');
    expect(row.textContent).toMatch(/^crowded.*<0\.1 MB.*Label 1 0Label 2 5/);
    expect(document.body.textContent).toContain('<0.1 of 20 MB used');
  });

  it('can be gone back to, renamed and deleted, by buttons that name them', async () => {
    desk.keep('first');
    store.setAuthor('Ana');
    desk.keep('second');
    await showForm();
    find('button', 'Go back: first').click();
    find('button', 'Rename…: second').click();
    find('button', 'Delete…: second').click();
    find('button', 'Close versions').click();
    expect(calls).toEqual([
      ['goBack', 'version1'],
      ['rename', 'version2'],
      ['remove', 'version2'],
      ['close']
    ]);
    const rows = findAll('.jp-PixelForest-version small');
    expect(rows[0].textContent).not.toContain('by');
    expect(rows[1].textContent).toContain(' by Ana, ');
    for (const button of findAll('button')) {
      expect(button.title).not.toBe('');
    }
  });

  it('that are damaged can only be deleted', async () => {
    store.setTopics(new Map([['version1', '{}']]));
    await showForm();
    expect(findAll('.jp-PixelForest-version')[0].textContent).toContain(
      'makes no sense'
    );
    expect(
      findAll('.jp-PixelForest-version button').map(({ title }) => title)
    ).toEqual(['Delete this version from the project']);
  });
});

describe('the comparison', () => {
  it('is of two different states, and says why one cannot be predicted', async () => {
    desk.keep('first');
    await showForm();
    const [left, right] = findAll<HTMLSelectElement>('select');
    expect([left.value, right.value]).toEqual(['version1', '']);
    const compare = find<HTMLButtonElement>('button', 'Compare');
    left.value = '';
    left.dispatchEvent(new Event('change', { bubbles: true }));
    await drawn();
    expect(compare.disabled).toBe(true);
    left.value = 'version1';
    left.dispatchEvent(new Event('change', { bubbles: true }));
    await drawn();
    compare.click();
    await drawn();
    await drawn();
    expect(findAll('[role=alert]')[0].textContent).toMatch(
      /^first: Training needs labels/
    );
    expect(
      find('[role=status]', 'Nothing is predicted by both yet.')
    ).toBeTruthy();
    const changes = findAll<HTMLInputElement>('input[type=radio]')[1];
    changes.click();
    await drawn();
    expect(desk.comparison?.view).toBe('changes');
    find('button', 'End comparison').click();
    await drawn();
    expect(desk.comparison).toBeNull();
    expect(findAll('input[type=radio]')).toEqual([]);
  });
});
