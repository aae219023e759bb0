import {
  createReference,
  moveReference,
  relativeTo,
  resolveImagePath
} from '../images/image-path';

const file = (localPath: string): object => ({ kind: 'file', localPath });
const OUTSIDE = { kind: 'outside' };

describe('resolveImagePath', () => {
  it('finds a path relative to the project', () => {
    expect(resolveImagePath('course/day1', 'a.tif')).toEqual(
      file('course/day1/a.tif')
    );
    expect(resolveImagePath('course/day1', '../data/./a.tif')).toEqual(
      file('course/data/a.tif')
    );
    expect(resolveImagePath('', 'data/a.tif')).toEqual(file('data/a.tif'));
  });

  it.each([
    '../../../etc/passwd',
    '../../..',
    'a/../../../../b.tif',
    '..\\..\\..\\b.tif'
  ])('never leaves the root by %s', path => {
    expect(resolveImagePath('course/day1', path)).toEqual(OUTSIDE);
  });

  it('takes the file beside the project for a path of another machine', () => {
    expect(resolveImagePath('p', '/home/someone/raw.h5')).toEqual(
      file('p/raw.h5')
    );
    expect(resolveImagePath('p', 'C:\\images\\raw.h5')).toEqual(
      file('p/raw.h5')
    );
    expect(resolveImagePath('p', '\\\\server\\share\\raw.h5')).toEqual(
      file('p/raw.h5')
    );
    expect(resolveImagePath('p', 'https://example.org/raw.h5')).toEqual(
      file('p/raw.h5')
    );
  });

  it('does not climb by an absolute path that ends in dots', () => {
    expect(resolveImagePath('p', '/x/..')).toEqual(OUTSIDE);
    expect(resolveImagePath('', '/')).toEqual(OUTSIDE);
  });

  it('does not decode what looks encoded', () => {
    expect(resolveImagePath('p', '%2e%2e/%2e%2e/a.tif')).toEqual(
      file('p/%2e%2e/%2e%2e/a.tif')
    );
  });

  it('refuses control characters and empty paths', () => {
    expect(resolveImagePath('p', 'a\u0000.tif')).toEqual(OUTSIDE);
    expect(resolveImagePath('', '')).toEqual(OUTSIDE);
  });

  it('treats a drive name as part of a file name', () => {
    expect(resolveImagePath('p', 'S3:secret/a.tif')).toEqual(
      file('p/S3:secret/a.tif')
    );
  });
});

describe('relativeTo', () => {
  it.each([
    ['course/day1', 'course/day1/a.tif', 'a.tif'],
    ['course/day1', 'course/data/a.tif', '../data/a.tif'],
    ['', 'data/a.tif', 'data/a.tif'],
    ['deep/er', 'a.tif', '../../a.tif'],
    ['a', 'a', '../a']
  ])('from %s to %s is %s', (folder, path, expected) => {
    expect(relativeTo(folder, path)).toBe(expected);
    expect(resolveImagePath(folder, expected)).toEqual(file(path));
  });
});

describe('moveReference', () => {
  const reference = createReference('one/two', 'one/images/a.tif', 'x');

  it('keeps pointing at the same file from another folder', () => {
    const moved = moveReference(reference, 'one/two', 'elsewhere');
    expect(moved.path).toBe('../one/images/a.tif');
    expect(resolveImagePath('elsewhere', moved.path)).toEqual(
      file('one/images/a.tif')
    );
  });

  it('leaves paths of other machines and images inside the project alone', () => {
    const absolute = { ...reference, path: '/home/x/a.tif' };
    const inside = { ...reference, path: '' };
    expect(moveReference(absolute, 'one/two', 'elsewhere')).toBe(absolute);
    expect(moveReference(inside, 'one/two', 'elsewhere')).toBe(inside);
  });
});

describe('createReference', () => {
  it('splits the data set off an HDF5 path', () => {
    const reference = createReference('p', 'p/raw.h5/volume/data', 'x');
    expect(reference.path).toBe('raw.h5');
    expect(reference.innerPath).toBe('/volume/data');
  });
});
