/** @jest-environment jsdom */
import React from 'react';
import { IProjectStore } from '../../store/contract';
import { LayersForm } from '../layers-form';
import {
  clearPage,
  click,
  drawn,
  find,
  findAll,
  nameOf,
  openStore,
  show,
  trans,
  type
} from './shown-form';

const LAYERS = [
  'Labels',
  'Uncertainty',
  'Segmentation',
  'Probability: Label 1',
  'Probability: Label 2',
  'Raw'
];

let store: IProjectStore;
beforeEach(async () => {
  store = await openStore();
  await show(<LayersForm store={store} trans={trans} />);
});
afterEach(() => {
  clearPage();
  store.dispose();
});

describe('the list of layers', () => {
  it('has a row, a switch and a slider each, by their fixed names', () => {
    expect(findAll('li').map(nameOf)).toEqual(LAYERS);
    expect(findAll('[role=switch]').map(nameOf)).toEqual(
      LAYERS.map(name => `Show ${name}`)
    );
    expect(findAll('input[type=range]').map(nameOf)).toEqual(
      LAYERS.map(name => `Opacity of ${name}`)
    );
  });

  it('says of each what it shows, and its key', () => {
    const title = find('li', 'Uncertainty').title;
    expect(title).toMatch(/^Bright where .*\. \(key U\)$/);
  });

  it('switches a layer off and on', async () => {
    const eye = find('[role=switch]', 'Show Labels');
    expect(eye.getAttribute('aria-checked')).toBe('true');
    await click(eye);
    expect(store.layers[0].isVisible).toBe(false);
    expect(eye.getAttribute('aria-checked')).toBe('false');
    await click(eye);
    expect(store.layers[0].isVisible).toBe(true);
  });

  it('sets the opacity', async () => {
    const slider = find<HTMLInputElement>('input', 'Opacity of Segmentation');
    expect(slider.value).toBe('60');
    await type(slider, '35');
    expect(store.layers[2].opacity).toBe(0.35);
    expect(slider.value).toBe('35');
  });

  it('follows names, new classes and layers of other extensions', async () => {
    store.renameClass(0, 'nucleus');
    store.addClass();
    const dots = store.addLayer({
      id: 'dots',
      name: 'Dots',
      explanation: 'Dots.',
      content: {
        kind: 'outlines',
        polygons: [],
        color: [0, 0, 0],
        lineWidth: 1
      }
    });
    await drawn();
    find('[role=switch]', 'Show Probability: nucleus');
    find('[role=switch]', 'Show Probability: Label 3');
    expect(find('li', 'Dots').title).toBe('Dots.');
    dots.dispose();
    await drawn();
    expect(findAll('li').map(nameOf)).not.toContain('Dots');
  });
});
