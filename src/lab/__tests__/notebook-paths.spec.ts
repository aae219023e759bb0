import { outputPath, projectPlaces } from '../notebook/cell-path';
import { cellSource, withPath } from '../notebook/cell-source';
import { findProject } from '../notebook/find-project';
import {
  cellHeight,
  IHasMetadata,
  linkProject,
  notebookProject,
  rememberHeight,
  resultsOf
} from '../notebook/notebook-topic';
import {
  pictureUrl,
  PROJECT_MIME,
  readOutputPath
} from '../notebook/project-mime';
import { FakeFileServer } from './fake-file-server';

describe('the path in an output', () => {
  it('is looked for beside the notebook, then from the root', () => {
    expect(projectPlaces('course/day1', 'a.ilp')).toEqual([
      'course/day1/a.ilp',
      'a.ilp'
    ]);
    expect(projectPlaces('', 'a.ilp')).toEqual(['a.ilp']);
  });

  it('may lead to folders beside and above, and from the root with a slash', () => {
    expect(projectPlaces('course/day1', '../data/a.ilp')).toEqual([
      'course/data/a.ilp'
    ]);
    expect(projectPlaces('course/day1', '/data/a.ilp')).toEqual(['data/a.ilp']);
  });

  it.each([
    '../../a.ilp',
    '/../a.ilp',
    'x/../../../../etc/passwd',
    'https://example.org/a.ilp',
    'javascript:alert(1)',
    'C:\\data\\a.ilp',
    '\\\\server\\share\\a.ilp',
    'S3:a.ilp',
    'file:///etc/passwd.ilp',
    'data:text/html,<script>alert(1)</script>.ilp',
    '..\\..\\a.ilp',
    '../a/../../../b.ilp'
  ])('never leads out of the root: %s', path => {
    expect(projectPlaces('course', path)).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'toString', '/etc/passwd', '%2e%2e/a'])(
    'is a name below the root, whatever it means elsewhere: %s',
    path => {
      const name = path.replace(/^\//, '');
      expect(projectPlaces('', path)).toEqual([name]);
    }
  );

  it('of a project elsewhere leads back to it', () => {
    const path = outputPath('course/day1', 'data/deep/a.ilp');
    expect(path).toBe('../../data/deep/a.ilp');
    expect(projectPlaces('course/day1', path)).toEqual(['data/deep/a.ilp']);
  });
});

describe('the project of an output', () => {
  const setUp = (files: Record<string, Uint8Array>) => {
    const server = new FakeFileServer();
    Object.entries(files).forEach(([path, bytes]) =>
      server.files.set(path, bytes)
    );
    return {
      server,
      files: {
        find: async (path: string) => {
          const bytes = server.files.get(path);
          return bytes ? { type: 'file', path, size: bytes.length } : null;
        }
      }
    } as unknown as Parameters<typeof findProject>[2];
  };
  const hdf5 = new Uint8Array([
    0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0
  ]);

  it('is that beside the notebook before that at the root', async () => {
    const parts = setUp({ 'a.ilp': hdf5, 'x/a.ilp': hdf5 });
    expect(await findProject('x', 'a.ilp', parts)).toEqual({
      kind: 'project',
      localPath: 'x/a.ilp'
    });
    expect(await findProject('y', 'a.ilp', parts)).toEqual({
      kind: 'project',
      localPath: 'a.ilp'
    });
  });

  it('may be new and empty', async () => {
    const parts = setUp({ 'a.ilp': new Uint8Array(0) });
    expect(await findProject('', 'a.ilp', parts)).toMatchObject({
      kind: 'project'
    });
  });

  it.each([
    ['missing', '', 'gone.ilp'],
    ['kind', '', 'text.ilp'],
    ['kind', '', 'image.png'],
    ['outside', 'x', '../../a.ilp'],
    ['unreadable', '', null],
    ['drive', null, 'a.ilp']
  ])('is refused as “%s”', async (problem, folder, path) => {
    const parts = setUp({
      'text.ilp': new TextEncoder().encode('<script>alert(1)</script>')
    });
    expect(await findProject(folder, path, parts)).toEqual({
      kind: 'problem',
      problem
    });
  });
});

describe('what an output says', () => {
  it('is read for its path alone', () => {
    expect(readOutputPath({ path: 'a.ilp', html: '<script>' })).toBe('a.ilp');
    expect(readOutputPath({ path: '<img onerror=alert(1)>.ilp' })).toBe(
      '<img onerror=alert(1)>.ilp'
    );
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'a.ilp'],
    ['a list', ['a.ilp']],
    ['no path', {}],
    ['a number', { path: 5 }],
    ['a list of paths', { path: ['a.ilp'] }],
    ['an object', { path: { toString: 'a.ilp' } }],
    ['an empty path', { path: '  ' }],
    ['a control character', { path: 'a\u0000.ilp' }],
    ['a line break', { path: 'a\n.ilp' }],
    ['a prototype', JSON.parse('{"__proto__": {"path": 5}, "path": true}')],
    ['a path of megabytes', { path: 'a/'.repeat(2 ** 20) }]
  ])('makes no sense with %s', (_, data) => {
    expect(readOutputPath(data)).toBeNull();
  });

  it('gives a picture that can be nothing but base64', () => {
    expect(pictureUrl({ 'image/png': 'iVBO\nRw0=' })).toBe(
      'data:image/png;base64,iVBORw0='
    );
    expect(pictureUrl({ 'image/png': ['iVBO\n', 'Rw0='] })).toBe(
      'data:image/png;base64,iVBORw0='
    );
    expect(pictureUrl({ 'image/png': '"><script>alert(1)</script>' })).toBe(
      'data:image/png;base64,scriptalert1/script'
    );
    expect(pictureUrl({ 'image/png': { a: 1 } })).toBeNull();
    expect(pictureUrl({})).toBeNull();
  });
});

describe('the source of a cell', () => {
  it('shows the same output when it is run', () => {
    expect(cellSource('a.ilp')).toBe(
      [
        'from IPython.display import display',
        '',
        'display(',
        '    {',
        `        "${PROJECT_MIME}": {"path": "a.ilp"},`,
        '        "text/plain": "Pixel Forest project a.ilp",',
        '    },',
        '    raw=True,',
        ')'
      ].join('\n')
    );
  });

  it('cannot be broken out of by a file name', () => {
    const source = cellSource('a"}); import os; ("\\.ilp');
    expect(source).toContain('{"path": "a\\"}); import os; (\\"\\\\.ilp"}');
  });

  it('follows a renamed project and leaves other lines alone', () => {
    const source = `# about a.ilp\n${cellSource('a.ilp')}\nprint("a.ilp")`;
    expect(withPath(source, 'a.ilp', 'b/c.ilp')).toBe(
      `# about a.ilp\n${cellSource('b/c.ilp')}\nprint("a.ilp")`
    );
  });
});

describe('metadata', () => {
  it('keep the notebook’s project and what else is there', () => {
    const model = fakeModel({ pixelforest: { other: 1 } });
    expect(notebookProject(model)).toBeNull();
    linkProject(model, 'a.ilp');
    expect(model.data.pixelforest).toEqual({ other: 1, project: 'a.ilp' });
    expect(notebookProject(model)).toBe('a.ilp');
  });

  it('keep a height for each project of a cell, within limits', () => {
    const model = fakeModel();
    rememberHeight(model, 'a.ilp', 512.4);
    rememberHeight(model, 'b.ilp', 1e9);
    expect(cellHeight(model, 'a.ilp')).toBe(512);
    expect(cellHeight(model, 'b.ilp')).toBe(2000);
    expect(cellHeight(model, 'c.ilp')).toBeNull();
    expect(cellHeight(model, 'toString')).toBeNull();
  });

  it.each([[null], ['text'], [[1]], [{ heights: 5, project: 7, results: [] }]])(
    'that make no sense are none: %j',
    value => {
      const model = fakeModel({ pixelforest: value });
      expect(notebookProject(model)).toBeNull();
      expect(cellHeight(model, 'a.ilp')).toBeNull();
      expect(resultsOf(model)).toBeNull();
    }
  );
});

function fakeModel(data: Record<string, unknown> = {}): IHasMetadata & {
  readonly data: Record<string, unknown>;
} {
  return {
    data,
    getMetadata: key => data[key],
    setMetadata: (key, value) => {
      data[key] = value;
    }
  };
}
