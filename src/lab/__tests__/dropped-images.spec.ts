import { MimeData } from '@lumino/coreutils';
import { Contents } from '@jupyterlab/services';
import { droppedImages } from '../batch/dropped-images';
import { FolderChoice } from '../batch/find-images';
import { acceptFromBrowser } from '../session/accept-drags';

const FOLDERS: Record<string, readonly string[]> = {
  'data/plate': ['b.tif', 'a.tif', 'notes.txt', 'deep'],
  'data/plate/deep': ['c.tif'],
  'data/dish': ['d.png', 'a.tif'],
  'data/empty': []
};

/** A server of these folders, where what has a dot is a file. */
const contents: Pick<Contents.IManager, 'get'> = {
  get: (path, options) => {
    if (path === 'gone') {
      return Promise.reject(
        Object.assign(new Error('no'), { response: { status: 404 } })
      );
    }
    const model = (at: string) => ({
      name: at.split('/').pop(),
      path: at,
      type: at.includes('.') ? 'file' : 'directory'
    });
    return Promise.resolve({
      ...model(path),
      content: options?.content
        ? FOLDERS[path].map(name => model(`${path}/${name}`))
        : null
    } as Contents.IModel);
  }
};

const CHOICE: FolderChoice = {
  folder: 'elsewhere',
  pattern: '*',
  hasSubfolders: false,
  output: 'data/results'
};

describe('what is dropped on a run', () => {
  const dropped = (
    paths: readonly string[],
    choice: Partial<FolderChoice> = {}
  ) =>
    droppedImages(
      contents,
      paths,
      { ...CHOICE, ...choice },
      new AbortController().signal
    );

  it('gives the images among it', async () => {
    expect(await dropped(['data/notes.txt', 'data/a.tif', 'b.png'])).toEqual({
      files: ['data/a.tif', 'b.png'],
      folder: 'data'
    });
  });

  it('gives a folder that comes alone, whose names can then be chosen', async () => {
    expect(await dropped(['data/plate'])).toEqual({
      files: null,
      folder: 'data/plate'
    });
  });

  it('gives the images of all folders, and those beside them, each once', async () => {
    expect(
      await dropped(['data/plate', 'data/dish', 'data/z.tif', 'data/plate'])
    ).toEqual({
      files: [
        'data/z.tif',
        'data/plate/a.tif',
        'data/plate/b.tif',
        'data/dish/a.tif',
        'data/dish/d.png'
      ],
      folder: 'data'
    });
  });

  it('looks into several folders as the names and subfolders say', async () => {
    expect(
      await dropped(['data/plate', 'data/dish'], {
        pattern: '*.tif',
        hasSubfolders: true,
        output: 'data/dish'
      })
    ).toMatchObject({
      files: [
        'data/plate/a.tif',
        'data/plate/b.tif',
        'data/plate/deep/c.tif',
        'data/dish/a.tif'
      ]
    });
    await expect(
      dropped(['data/plate', 'data/empty'], { pattern: '*.h5' })
    ).rejects.toThrow(/like “\*\.h5” is in the 2 folders/);
  });

  it('is refused by name if it is neither, or not there', async () => {
    await expect(dropped(['notes.txt'])).rejects.toThrow(
      /“notes.txt” is neither/
    );
    await expect(dropped(['gone'])).rejects.toThrow(/gone/);
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
