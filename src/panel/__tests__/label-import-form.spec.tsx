/** @jest-environment jsdom */
import React from 'react';
import { createClass, LabelClass } from '../../project/classes';
import {
  ImportChoice,
  NumberedClass,
  suggestImport
} from '../../project/label-import';
import { LabelImportForm } from '../label-import-form';
import {
  clearPage,
  click,
  drawn,
  find,
  findAll,
  show,
  trans
} from './shown-form';

const CLASSES: LabelClass[] = [createClass([])];
CLASSES.push(createClass(CLASSES));

afterEach(clearPage);

function kind(number: number, name = ''): NumberedClass {
  return { number, count: 10 * number, name, color: null };
}

async function open(kinds: readonly NumberedClass[]) {
  const initial = suggestImport(kinds, CLASSES);
  const answers: ImportChoice[] = [initial];
  await show(
    <LabelImportForm
      kinds={kinds}
      classes={CLASSES}
      initial={initial}
      trans={trans}
      onChange={choice => answers.push(choice)}
    />
  );
  return () => answers[answers.length - 1];
}

async function select(name: string, value: string): Promise<void> {
  const field = find<HTMLSelectElement>('select', name);
  field.value = value;
  field.dispatchEvent(new Event('change', { bubbles: true }));
  await drawn();
}

/** A radio button or tick by the text around it. */
function option(text: string): HTMLInputElement {
  const label = findAll('label').find(
    ({ textContent }) => textContent === text
  );
  return label!.querySelector('input')!;
}

describe('the form for a label file', () => {
  it('suggests classes by name and lets each be changed', async () => {
    const answer = await open([kind(1, 'label 2'), kind(2, 'new')]);
    expect(document.body.textContent).toContain(
      'The file has 30 labelled pixels of 2 numbers.'
    );
    expect(answer()).toMatchObject({
      meaning: 'classes',
      classChoices: [1, 'add']
    });
    await select('label 2 becomes', '0');
    await select('new becomes', 'drop');
    expect(answer().classChoices).toEqual([0, 'drop']);
    await click(option('Remove both'));
    expect(answer().rule).toBe('unlabelled');
  });

  it('suggests classes by number where there are no names', async () => {
    const answer = await open([kind(2)]);
    expect(answer()).toMatchObject({ meaning: 'classes', classChoices: [1] });
    expect(find<HTMLSelectElement>('select', 'Number 2 becomes').value).toBe(
      '1'
    );
  });

  it('suggests objects where there are more numbers than classes', async () => {
    const answer = await open([1, 2, 3].map(number => kind(number)));
    expect(answer()).toMatchObject({
      meaning: 'objects',
      objectClass: 0,
      backgroundClass: null,
      hasGaps: true
    });
    const [objects, rest] = findAll<HTMLSelectElement>('select');
    for (const [field, value] of [
      [objects, '1'],
      [rest, '0']
    ] as const) {
      field.value = value;
      field.dispatchEvent(new Event('change', { bubbles: true }));
      await drawn();
    }
    await click(option('Keep touching objects apart'));
    expect(answer()).toMatchObject({
      objectClass: 1,
      backgroundClass: 0,
      hasGaps: false
    });
    await click(option('Classes'));
    expect(answer()).toMatchObject({
      meaning: 'classes',
      classChoices: [0, 1, 'add']
    });
  });

  it('takes hundreds of numbers for objects only', async () => {
    await open(Array.from({ length: 300 }, (_, i) => kind(i + 1)));
    expect(option('Classes').disabled).toBe(true);
  });
});
