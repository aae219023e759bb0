import { HELA } from '../../store/__tests__/lesson';
import { classNames, stemOf } from '../file-names';

describe('names of result files', () => {
  it('keeps the stem of the image and drops what file systems trip over', () => {
    expect(stemOf({ ...HELA, path: 'a b/my cells (1).ome.tif' })).toBe(
      'my-cells-1'
    );
    expect(stemOf({ ...HELA, path: '', nickname: 'inside' })).toBe('inside');
  });

  it('tells classes apart whose names become the same', () => {
    const color = [0, 0, 0] as const;
    const item = (name: string) => ({ name, color, probabilityColor: color });
    expect(
      classNames([item('a/b'), item('A b'), item('???'), item('Zellkern Ä')])
    ).toEqual(['a-b', 'A-b-2', 'class-3', 'Zellkern-Ä']);
  });
});
