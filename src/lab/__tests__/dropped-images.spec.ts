import { MimeData } from '@lumino/coreutils';
import { Contents } from '@jupyterlab/services';
import { droppedImages } from '../batch/dropped-images';
import { acceptFromBrowser } from '../session/accept-drags';

/** A server where what has a dot is a file. */
const contents: Pick<Contents.IManager, 'get'> = {
  get: path =>
    path === 'gone'
      ? Promise.reject(
          Object.assign(new Error('no'), { response: { status: 404 } })
        )
      : Promise.resolve({
          type: path.includes('.') ? 'file' : 'directory'
        } as Contents.IModel)
};

describe('what is dropped on a run', () => {
  it('gives the images among it', async () => {
    expect(
      await droppedImages(contents, ['data/notes.txt', 'data/a.tif', 'b.png'])
    ).toEqual({ files: ['data/a.tif', 'b.png'], folder: 'data' });
  });

  it('gives a folder', async () => {
    expect(await droppedImages(contents, ['data/plate'])).toEqual({
      files: null,
      folder: 'data/plate'
    });
  });

  it('is refused by name if it is neither, or not there', async () => {
    await expect(droppedImages(contents, ['notes.txt'])).rejects.toThrow(
      /“notes.txt” is neither/
    );
    await expect(droppedImages(contents, ['gone'])).rejects.toThrow(/gone/);
  });
});

describe('a drag from the file browser', () => {
  function drag(type: string, mime: string, paths: unknown): Event {
    const mimeData = new MimeData();
    mimeData.setData(mime, paths);
    return Object.assign(new Event(type, { cancelable: true }), {
      mimeData,
      proposedAction: 'move',
      dropAction: 'none'
    });
  }
  const mime = 'application/x-jupyter-icontents';

  it('drops what is wanted, and only until it is disposed', () => {
    const node = new EventTarget();
    const dropped: (readonly string[])[] = [];
    const own = acceptFromBrowser(
      node,
      path => path !== 'b',
      paths => dropped.push(paths)
    );
    const over = drag('lm-dragover', mime, ['a', 'b']);
    node.dispatchEvent(over);
    expect(over).toMatchObject({ dropAction: 'move', defaultPrevented: true });
    expect(dropped).toEqual([]);
    node.dispatchEvent(drag('lm-drop', mime, ['a', 'b', 3]));
    expect(dropped).toEqual([['a']]);
    for (const event of [
      drag('lm-drop', mime, ['b']),
      drag('lm-drop', 'text/plain', ['a']),
      drag('lm-drop', mime, 'a')
    ]) {
      node.dispatchEvent(event);
      expect(event.defaultPrevented).toBe(false);
    }
    own.dispose();
    node.dispatchEvent(drag('lm-drop', mime, ['a']));
    expect(dropped).toHaveLength(1);
  });
});
