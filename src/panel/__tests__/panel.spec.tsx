/** @jest-environment jsdom */
import React from 'react';
import { IProjectStore } from '../../store/contract';
import { ImageStripWidget, PanelActions, SidePanel } from '../panel';
import {
  clearPage,
  click,
  drawn,
  find,
  findAll,
  nameOf,
  openStore,
  show,
  trans
} from './shown-form';

jest.mock('../histogram', () => ({ Histogram: () => null }));
// all of JupyterLab's components would come with it
jest.mock('@jupyterlab/ui-components', () => ({
  ReactWidget: class {
    readonly node = document.createElement('div');

    addClass(name: string): void {
      this.node.classList.add(name);
    }
  }
}));

/** The forms of a widget. */
function formsOf(widget: SidePanel | ImageStripWidget): JSX.Element {
  return (widget as unknown as { render(): JSX.Element }).render();
}

const actions: { [K in keyof PanelActions]: jest.Mock } = {
  selectFeatures: jest.fn(),
  addImage: jest.fn(),
  tryPracticeImage: jest.fn(),
  keepVersion: jest.fn(),
  showVersions: jest.fn(),
  relinkImage: jest.fn(),
  removeImage: jest.fn(),
  showError: jest.fn(),
  showObjectTable: jest.fn()
};

let store: IProjectStore;
beforeEach(async () => {
  jest.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  Object.assign(globalThis, { ImageData: class {} });
  store = await openStore();
  await show(
    <>
      {formsOf(new SidePanel(store, actions, trans))}
      {formsOf(new ImageStripWidget(store, actions, trans))}
    </>
  );
});
afterEach(() => {
  clearPage();
  store.dispose();
  jest.restoreAllMocks();
});

describe('the forms together', () => {
  it.each(['Add image', 'Select features', 'Add class', 'Live update'])(
    'have one button “%s”',
    name => {
      expect(find('button', name)).toBeInstanceOf(HTMLButtonElement);
    }
  );

  it('name every control, and no two alike', () => {
    const names = findAll('button, input').map(nameOf);
    expect(names.filter(name => name === '')).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('stand in the order of the work', () => {
    expect(findAll('summary').map(nameOf)).toEqual([
      'Channels',
      'Classes',
      'Classifier',
      'Objects',
      'Layers',
      'Versions'
    ]);
  });

  it('hand on what needs a dialog', async () => {
    await click(find('button', 'Select features'));
    await click(find('button', 'Add image'));
    expect(actions.selectFeatures).toHaveBeenCalledTimes(1);
    expect(actions.addImage).toHaveBeenCalledTimes(1);
  });

  it('welcome who has no image yet', async () => {
    const welcome = /has no image yet/;
    expect(document.body.textContent).not.toMatch(welcome);
    store.removeImage('a.tif');
    await drawn();
    expect(document.body.textContent).toMatch(welcome);
  });
});
