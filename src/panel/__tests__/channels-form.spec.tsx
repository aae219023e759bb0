/** @jest-environment jsdom */
import React from 'react';
import { IProjectStore } from '../../store/contract';
import { ChannelsForm } from '../channels-form';
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

// the drawing of the histogram needs a canvas, which jsdom has not
jest.mock('../histogram', () => ({ Histogram: () => null }));

let store: IProjectStore;
beforeEach(async () => {
  store = await openStore();
  await show(<ChannelsForm store={store} trans={trans} />);
});
afterEach(() => {
  clearPage();
  store.dispose();
});

function train(name: string): HTMLInputElement {
  return find<HTMLInputElement>('input', `Train on channel ${name}`);
}

describe('the training choice', () => {
  it('takes channels out and in again, in their order', async () => {
    await click(train('Red'));
    expect(store.trainingChannels).toEqual([1, 2]);
    await click(train('Green'));
    expect(store.trainingChannels).toEqual([2]);
    await click(train('Red'));
    expect(store.trainingChannels).toEqual([0, 2]);
    expect(train('Red').checked).toBe(true);
    expect(train('Green').checked).toBe(false);
  });

  it('keeps one channel at least', async () => {
    await click(train('Green'));
    await click(train('Blue'));
    expect(train('Red').disabled).toBe(true);
    await click(train('Red'));
    expect(store.trainingChannels).toEqual([0]);
  });
});

describe('the display', () => {
  it('hides and shows a channel', async () => {
    const tick = find<HTMLInputElement>('input', 'Show channel Blue');
    await click(tick);
    expect(store.channels[2].isVisible).toBe(false);
    expect(tick.checked).toBe(false);
    await click(tick);
    expect(store.channels[2].isVisible).toBe(true);
  });

  it('sets the contrast of the chosen channel', async () => {
    await click(find('button', 'Green'));
    await type(find('input', 'White as a number (Green)'), '77');
    await type(find('input[type=range]', 'Black (Green)'), '5');
    expect(store.channels[1].window).toEqual([5, 77]);
    expect(store.channels[0].window).not.toEqual([5, 77]);
  });

  it('Auto leaves out the few pixels at the ends, Reset goes back', async () => {
    const before = store.channels[0].window;
    await click(find('button', 'Auto'));
    expect(store.channels[0].window).toEqual([25, 75]);
    expect(store.project.settings.channelViews[0].window).toEqual([25, 75]);
    await click(find('button', 'Reset'));
    expect(store.project.settings.channelViews[0].window).toBeNull();
    expect(store.channels[0].window).toEqual(before);
  });

  it('switches dragging over the picture on and off, and follows the tool', async () => {
    const drag = find('button', 'Drag');
    await click(drag);
    expect(store.tool).toBe('contrast');
    expect(drag.getAttribute('aria-pressed')).toBe('true');
    store.setTool('pan');
    await drawn();
    expect(drag.getAttribute('aria-pressed')).toBe('false');
  });

  it('takes a colour', async () => {
    const input = find<HTMLInputElement>('input', 'Colour of channel Red');
    expect(input.value).toBe('#ff0000');
    input.value = '#00ffff';
    input.dispatchEvent(new Event('change', { bubbles: true }));
    expect(store.channels[0].color).toEqual([0, 255, 255]);
  });
});

it('without an image there is a sentence instead', async () => {
  store.removeImage('a.tif');
  await drawn();
  expect(findAll('table')).toEqual([]);
  expect(document.body.textContent).toBe('Open an image to see its channels.');
});
