/** @jest-environment jsdom */
import React from 'react';
import { PlaneIndex } from '../../project/grid';
import { LabelImage } from '../../project/labels';
import { IProjectStore } from '../../store/contract';
import { MergeDesk } from '../../store/merge-desk';
import { MergeActions, MergeForm } from '../merge-form';
import {
  clearPage,
  drawn,
  find,
  findAll,
  openStore,
  reference,
  show,
  trans,
  type
} from './shown-form';

const PLANE: PlaneIndex = { t: 0, z: 0 };

let store: IProjectStore;
let calls: unknown[][];
beforeEach(async () => {
  store = await openStore();
  calls = [];
});
afterEach(() => {
  clearPage();
  store.dispose();
});

/** Rows of five pixels: [class number, y]. */
function rows(...labels: readonly (readonly [number, number])[]): LabelImage {
  const image = new LabelImage({ t: 1, z: 1, y: 40, x: 50, c: 3 });
  for (const [label, y] of labels) {
    const box = { y0: y, x0: 0, y1: y + 1, x1: 5 };
    image.writeBox(PLANE, box, new Uint8Array(5).fill(label));
  }
  return image;
}

async function showForm(
  options: {
    path?: string;
    names?: readonly string[];
    theirs?: LabelImage;
  } = {}
): Promise<MergeDesk> {
  const {
    path = 'other/a.tif',
    names = ['Label 1', 'Label 2'],
    theirs = rows([1, 0], [1, 10], [2, 30])
  } = options;
  const image = { ...reference(path), id: 'x', nickname: 'their image' };
  const desk = new MergeDesk(
    store,
    {
      name: 'ben.ilp',
      images: [image],
      classes: names.map((name, i) => ({
        name,
        color: [i, 9, 9],
        probabilityColor: [i, 9, 9]
      })),
      labels: new Map([['x', theirs]])
    },
    { name: 'Agreement', explanation: '' },
    { mine: 'Ana', theirs: 'Ben' }
  );
  const verb =
    (name: string) =>
    (...args: unknown[]): void => {
      calls.push([name, ...args]);
    };
  const actions: MergeActions = {
    show: verb('show'),
    setMyName: verb('setMyName'),
    merge: verb('merge'),
    close: verb('close')
  };
  await show(<MergeForm desk={desk} trans={trans} actions={actions} />);
  return desk;
}

const choose = async (name: string, value: string): Promise<void> => {
  const select = find<HTMLSelectElement>('select', name);
  select.value = value;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await drawn();
};

describe('MergeForm', () => {
  it('says which image and class of theirs is which of ours', async () => {
    await showForm({ names: ['Label 2', 'Nucleus'] });
    expect(document.body.textContent).toContain('Labels of ben.ilp');
    const image = find<HTMLSelectElement>(
      'select',
      'Your image for their image'
    );
    expect(image.value).toBe('a.tif');
    expect(document.body.textContent).toContain('By name and size only');
    expect(
      find<HTMLSelectElement>('select', 'Your class for Label 2').value
    ).toBe('1');
    expect(
      find<HTMLSelectElement>('select', 'Your class for Nucleus').value
    ).toBe('add');
  });

  it('counts agreement, and leads to the next difference', async () => {
    // 5 agree, 5 differ, 5 only mine; 5 only theirs
    store.replaceLabels(new Map([['a.tif', rows([1, 0], [2, 10], [2, 20])]]));
    const desk = await showForm();
    const cells = findAll('table[aria-label="Labelled pixels"] td');
    expect(cells.map(({ textContent }) => textContent)).toEqual([
      '5',
      '5',
      '5',
      '5'
    ]);
    find('button', 'Next difference').click();
    expect(calls).toEqual([
      ['show', { imageId: 'a.tif', plane: PLANE, y: 10, x: 0 }]
    ]);
    expect(document.body.textContent).toContain('Where you differ (5 pixels)');
    desk.dispose();
  });

  it('has nothing to show where no place differs', async () => {
    const desk = await showForm();
    expect(find<HTMLButtonElement>('button', 'Next difference').disabled).toBe(
      true
    );
    desk.dispose();
  });

  it('merges as the user says where both differ, and closes', async () => {
    store.replaceLabels(new Map([['a.tif', rows([2, 0])]]));
    const desk = await showForm();
    find('button', 'Merge labels').click();
    find('label', 'Remove both').querySelector('input')!.click();
    await drawn();
    find('button', 'Merge labels').click();
    find('button', 'Close comparison').click();
    expect(calls).toEqual([
      ['merge', 'first'],
      ['merge', 'unlabelled'],
      ['close']
    ]);
    desk.dispose();
  });

  it('cannot merge without a matched image, and says so', async () => {
    const desk = await showForm({ path: 'other/b.tif' });
    const merge = find<HTMLButtonElement>('button', 'Merge labels');
    expect(merge.disabled).toBe(true);
    expect(findAll('[role=alert]')[0].textContent).toContain(
      'None of their images was found among yours'
    );
    await choose('Your image for their image', 'a.tif');
    expect(merge.disabled).toBe(false);
    expect(findAll('[role=alert]')).toEqual([]);
    await choose('Your image for their image', '');
    expect(merge.disabled).toBe(true);
    desk.dispose();
  });

  it('leaves a class out, or gives it to another one', async () => {
    const desk = await showForm();
    await choose('Your class for Label 1', 'drop');
    await choose('Your class for Label 2', '0');
    expect(desk.choices).toEqual(['drop', 0]);
    desk.dispose();
  });

  it('takes the names of both, and remembers mine', async () => {
    const desk = await showForm();
    const [mine, theirs] = findAll<HTMLInputElement>('input[type=text]');
    expect([mine.value, theirs.value]).toEqual(['Ana', 'Ben']);
    await type(mine, 'Anna');
    mine.focus();
    mine.blur();
    await drawn();
    await type(theirs, 'Benno');
    expect(desk.authors).toEqual({ mine: 'Anna', theirs: 'Benno' });
    expect(calls).toEqual([['setMyName', 'Anna']]);
    expect(document.body.textContent).toContain('Only Benno');
    desk.dispose();
  });

  it('does not ask who drew where their project says it', async () => {
    const theirs = new LabelImage({ t: 1, z: 1, y: 40, x: 50, c: 3 });
    const box = { y0: 0, x0: 0, y1: 1, x1: 1 };
    theirs.paint(PLANE, { box, covered: Uint8Array.of(1) }, 1, 'Carla');
    const desk = await showForm({ theirs });
    const field = findAll<HTMLInputElement>('input[type=text]')[1];
    expect([field.value, field.disabled]).toEqual(['Carla', true]);
    desk.dispose();
  });
});
