/** @jest-environment jsdom */
import React from 'react';
import { IProjectStore } from '../../store/contract';
import { ObjectsForm } from '../objects-form';
import {
  clearPage,
  click,
  drawn,
  find,
  findAll,
  openStore,
  show,
  trans,
  type
} from './shown-form';

let store: IProjectStore;
const asked: unknown[] = [];
beforeEach(async () => {
  asked.length = 0;
  store = await openStore();
  await show(
    <ObjectsForm
      store={store}
      trans={trans}
      actions={{
        showObjectTable: () => asked.push('table'),
        showError: error => asked.push(error)
      }}
    />
  );
});
afterEach(() => {
  clearPage();
  store.dispose();
});

/** The box with this text beside it. */
function box(text: string): HTMLInputElement {
  const label = findAll<HTMLLabelElement>('label').find(
    each => each.textContent === text
  );
  const input = label?.querySelector('input');
  if (!input) {
    throw new Error(`no box “${text}”`);
  }
  return input;
}

/** Cuts objects from the first channel, and waits for them. */
async function useChannel(): Promise<void> {
  await click(box('Find objects'));
  await click(box('Raw channel'));
  await found();
}

async function found(): Promise<void> {
  for (let i = 0; i < 100 && store.objects.status.state !== 'ready'; i++) {
    await drawn();
  }
  await drawn();
  expect(store.objects.status).toEqual({ state: 'ready', message: '' });
}

function settings(): IProjectStore['objects']['settings'] {
  return store.objects.settings;
}

const countText = (): string =>
  find('[role=status]', 'Number of objects').textContent ?? '';

describe('the form of objects', () => {
  it('is a switch alone until objects are wanted', async () => {
    expect(findAll('input')).toHaveLength(1);
    await click(box('Find objects'));
    expect(store.objects.isOn).toBe(true);
    expect(store.layers.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Objects', 'Object mask'])
    );
    await click(box('Find objects'));
    expect(store.layers.map(({ id }) => id)).not.toContain('objects');
  });

  it('says what is missing before there are maps', async () => {
    await click(box('Find objects'));
    for (let i = 0; i < 20; i++) {
      await drawn();
    }
    expect(countText()).toMatch(
      /Training needs labels of at least two classes/
    );
  });

  it('needs no training for a raw channel: count, pieces and mask at once', async () => {
    await useChannel();
    expect(settings().source).toEqual({ kind: 'channel', channel: 0 });
    // half-way between what contrast shows black and white
    expect(settings().threshold).toEqual({ kind: 'single', value: 48.93 });
    expect(countText()).toMatch(/^3 objects.*from 2 pieces/);
    const mask = store.layers.find(({ id }) => id === 'objectMask');
    expect(mask?.isVisible).toBe(true);
    await click(box('Classes'));
    expect(settings()).toMatchObject({
      source: { kind: 'classes', classIndexes: [0] },
      threshold: { kind: 'single', value: 0.5 }
    });
  });

  it('takes classes, at least one', async () => {
    await click(box('Find objects'));
    const first = find<HTMLInputElement>('input', 'Objects of class Label 1');
    expect(first.disabled).toBe(true);
    await click(find('input', 'Objects of class Label 2'));
    await click(first);
    expect(settings().source).toEqual({ kind: 'classes', classIndexes: [1] });
  });

  it('sets smoothing, one threshold or two, and how touching objects are split', async () => {
    await click(box('Find objects'));
    await type(find('input[type=range]', 'Smoothing'), '2.5');
    await type(find('input[type=range]', 'Threshold'), '0.7');
    expect(settings()).toMatchObject({
      smoothing: 2.5,
      threshold: { kind: 'single', value: 0.7 }
    });
    await click(box('Two thresholds'));
    await type(find('input[type=range]', 'Low threshold'), '0.99');
    expect(settings().threshold).toMatchObject({ kind: 'hysteresis' });
    const { threshold } = settings();
    expect(
      threshold.kind === 'hysteresis' && threshold.low <= threshold.high
    ).toBe(true);
    await type(find('input', 'Merge more to split more'), '100');
    expect(settings().split).toEqual({
      on: 'probability',
      channel: 0,
      depth: 0
    });
    await click(box('Split touching objects'));
    expect(settings().split).toBeNull();
  });

  it('filters by size, holes and border', async () => {
    await click(box('Find objects'));
    await type(find('input', 'Minimum size in pixels'), '12');
    await type(find('input', 'Maximum size in pixels'), '400');
    await click(box('Fill holes'));
    await click(box('Drop objects at the border'));
    expect(settings()).toMatchObject({
      minimumSize: 12,
      maximumSize: 400,
      fillHoles: false,
      dropBorder: true
    });
    await type(find('input', 'Maximum size in pixels'), '');
    expect(settings().maximumSize).toBeNull();
  });

  it('lists excluded regions and takes them out again', async () => {
    await useChannel();
    const button = find('button', 'Exclude region');
    await click(button);
    expect(store.tool).toBe('exclude-region');
    expect(button.getAttribute('aria-pressed')).toBe('true');
    store.objects.excludeRegion([
      { y: 0, x: 0 },
      { y: 0, x: 9 },
      { y: 9, x: 9 }
    ]);
    await drawn();
    await click(find('button', 'Remove Region 1'));
    expect(store.objects.excludedRegions).toEqual([]);
    await click(button);
    expect(store.tool).toBe('pan');
  });

  it('deletes and merges what is selected, and lists it with a way back', async () => {
    await useChannel();
    const remove = find<HTMLButtonElement>('button', 'Delete objects');
    const merge = find<HTMLButtonElement>('button', 'Merge objects');
    expect([remove.disabled, merge.disabled]).toEqual([true, true]);
    store.objects.select([1, 3, 99]);
    await drawn();
    expect(countText()).toMatch(/2 selected/);
    await click(merge);
    expect(store.objects.corrections).toEqual([
      {
        plane: { t: 0, z: 0 },
        kind: 'merge',
        points: [
          { y: 0, x: 1 },
          { y: 20, x: 2 }
        ]
      }
    ]);
    await click(find('button', 'Take back: Merged 2 at x 1, y 0'));
    expect(store.objects.corrections).toEqual([]);
    store.undo();
    expect(store.objects.corrections).toHaveLength(1);
    store.undo();
    expect(store.objects.corrections).toEqual([]);
    store.redo();
    expect(store.objects.corrections).toHaveLength(1);
  });

  it('fits its settings to the size of the objects, shows them, and undo takes that back', async () => {
    await click(box('Find objects'));
    expect(
      find<HTMLButtonElement>('button', 'Fit to object size').disabled
    ).toBe(true);
    await click(box('Raw channel'));
    await found();
    await click(find('button', 'Fit to object size'));
    for (let i = 0; i < 100 && settings().smoothing !== 1.25; i++) {
      await drawn();
    }
    await found();
    const shown = (name: string): string =>
      find<HTMLInputElement>('input', name).value;
    expect(shown('Smoothing #')).toBe('1.25');
    expect(shown('Minimum size in pixels')).toBe('7');
    store.undo();
    await drawn();
    expect(shown('Smoothing #')).toBe('0.5');
    expect(shown('Minimum size in pixels')).toBe('4');
  });

  it('makes one undoable step of a drag, and of a number that is typed', async () => {
    await useChannel();
    const count = (): number => store.history.done.length;
    const before = count();
    const slider = find<HTMLInputElement>('input[type=range]', 'Smoothing');
    const press = (): boolean =>
      slider.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    press();
    for (const value of ['1', '2', '3']) {
      await type(slider, value);
    }
    expect(count()).toBe(before + 1);
    press();
    await type(slider, '4');
    expect(count()).toBe(before + 2);
    const size = find<HTMLInputElement>('input', 'Minimum size in pixels');
    size.focus();
    for (const value of ['1', '12', '123']) {
      size.dispatchEvent(
        new KeyboardEvent('keydown', { key: value, bubbles: true })
      );
      await type(size, value);
    }
    expect(count()).toBe(before + 3);
    expect(settings()).toMatchObject({ smoothing: 4, minimumSize: 123 });
  });

  it('says of a stack what is counted, and counts one slice where that is wanted', async () => {
    expect(findAll('label').map(each => each.textContent)).not.toContain(
      'Whole stack'
    );
    clearPage();
    store.dispose();
    store = await openStore(['a.tif'], 4);
    await show(
      <ObjectsForm
        store={store}
        trans={trans}
        actions={{
          showObjectTable: () => undefined,
          showError: () => undefined
        }}
      />
    );
    await useChannel();
    expect(countText()).toMatch(/^3 objectsin the whole stack/);
    await click(box('Whole stack'));
    await drawn();
    for (let i = 0; i < 100 && /whole/.test(countText()); i++) {
      await drawn();
    }
    expect(countText()).toMatch(/^3 objectsin this slice only/);
    expect(box('Whole stack').checked).toBe(false);
  });

  it('opens the table', async () => {
    await useChannel();
    await click(find('button', 'Object table'));
    expect(asked).toEqual(['table']);
  });

  it('has a tooltip on every control', async () => {
    await useChannel();
    const bare = findAll('input, button, select').filter(
      element => !element.closest('[title]')
    );
    expect(bare.map(element => element.outerHTML)).toEqual([]);
  });

  it('assigns objects to parents, which are cut from the last channel at first', async () => {
    await useChannel();
    await click(box('Assign to parents'));
    for (let i = 0; i < 100 && !store.objects.result?.parents; i++) {
      await drawn();
    }
    await drawn();
    const { parents } = store.objects;
    expect(parents.settings).toMatchObject({
      isOn: true,
      rule: 'nearest',
      segmentation: {
        source: { kind: 'channel', channel: store.channelCount - 1 },
        threshold: { kind: 'single' }
      }
    });
    expect(find('[role=status]', 'Number of parents').textContent).toMatch(
      /^3 parents1 object without one$/
    );
    const distance = 'Largest distance to a parent in pixels';
    await type(find('input', distance), '12');
    expect(parents.settings.maximumDistance).toBe(12);
    await type(find('input', distance), '');
    expect(parents.settings.maximumDistance).toBeNull();
    const rule = find<HTMLSelectElement>('select', 'Which parent');
    rule.value = 'containing';
    rule.dispatchEvent(new Event('change', { bubbles: true }));
    await drawn();
    expect(parents.settings.rule).toBe('containing');
    await click(box('Assign to parents'));
    expect(parents.settings).toMatchObject({ isOn: false, rule: 'containing' });
  });
});
