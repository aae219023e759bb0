/** @jest-environment jsdom */
import React from 'react';
import { IProjectStore } from '../../store/contract';
import { ImageStrip } from '../image-strip';
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
  trans
} from './shown-form';

const addImage = jest.fn();
const relinkImage = jest.fn();
const removeImage = jest.fn();

let store: IProjectStore;
let thumbnails: jest.SpyInstance;
beforeEach(async () => {
  jest.clearAllMocks();
  // jsdom draws nothing
  jest.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
  Object.assign(globalThis, { ImageData: class {} });
  store = await openStore(['a.tif', 'b.tif', 'gone.tif']);
  thumbnails = jest.spyOn(store, 'thumbnail');
  await show(
    <ImageStrip
      store={store}
      trans={trans}
      addImage={addImage}
      relinkImage={relinkImage}
      removeImage={removeImage}
    />
  );
});
afterEach(() => {
  clearPage();
  store.dispose();
  jest.restoreAllMocks();
});

function options(): string[] {
  return findAll('[role=option]').map(nameOf);
}

describe('the strip of images', () => {
  it('shows each image with its labelled pixels', async () => {
    store.paint({ points: [{ y: 9, x: 9 }], classIndex: 0, diameter: 3 });
    store.paint({ points: [{ y: 30, x: 9 }], classIndex: 1, diameter: 1 });
    await drawn();
    expect(options()).toEqual([
      'a.tif, 10 labelled pixels',
      'b.tif, 0 labelled pixels',
      'gone.tif, 0 labelled pixels'
    ]);
  });

  it('chooses an image by click and by arrow keys', async () => {
    await click(find('[role=option]', 'b.tif, 0 labelled pixels'));
    expect(store.activeImage?.id).toBe('b.tif');
    await press(find('[role=option]', 'b.tif, 0 labelled pixels'), 'ArrowLeft');
    expect(store.activeImage?.id).toBe('a.tif');
    expect(
      find('[role=option]', 'a.tif, 0 labelled pixels').getAttribute(
        'aria-selected'
      )
    ).toBe('true');
  });

  it('asks where a missing image is, and does not ask for its thumbnail', async () => {
    await click(find('button', 'Locate…'));
    expect(relinkImage).toHaveBeenCalledWith('gone.tif');
    expect(store.activeImage?.id).toBe('a.tif');
    expect(thumbnails.mock.calls.map(([id]) => String(id)).sort()).toEqual([
      'a.tif',
      'b.tif'
    ]);
    thumbnails.mockClear();
    store.relinkImage('gone.tif', 'found.tif', '');
    await drawn();
    expect(thumbnails.mock.calls[0][0]).toBe('gone.tif');
    expect(findAll('button').map(nameOf)).not.toContain('Locate…');
  });

  it('asks its host to remove an image, without choosing it', async () => {
    await click(find('button', 'Remove b.tif'));
    expect(removeImage).toHaveBeenCalledWith('b.tif');
    expect(store.activeImage?.id).toBe('a.tif');
  });

  it('adds images through its host', async () => {
    await click(find('button', 'Add image'));
    expect(addImage).toHaveBeenCalledTimes(1);
  });
});
