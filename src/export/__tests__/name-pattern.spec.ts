import { placeFile } from '../name-pattern';

const values = { datasetDir: 'data/raw', folder: 'out', nickname: 'cells' };
const place = (pattern: string, name = 'cells_probabilities.ome.tif'): string =>
  placeFile(pattern, name, values);

describe('file name patterns', () => {
  it('keep the names of the command line by default', () => {
    expect(place('{nickname}_{result_type}')).toBe(
      'out/cells_probabilities.ome.tif'
    );
  });

  it('fill in ilastik’s placeholders', () => {
    expect(place('{dataset_dir}/{nickname}_{result_type}')).toBe(
      'data/raw/cells_probabilities.ome.tif'
    );
    expect(place('{result_type}/a-{nickname}')).toBe(
      'out/probabilities/a-cells.ome.tif'
    );
  });

  it('keep what lies in a folder of its own together', () => {
    expect(
      place('{nickname}-{result_type}', 'cells_probabilities.ome.zarr/0/c/0')
    ).toBe('out/cells-probabilities.ome.zarr/0/c/0');
  });

  it.each([
    ['../{nickname}_{result_type}', /leads out/],
    ['{dataset_dir}/../../../{result_type}', /leads out/],
    ['a/../{result_type}', /leads out/],
    ['..\\{result_type}', /file systems refuse/],
    ['RTC:{result_type}', /file systems refuse/],
    ['a\0{result_type}', /file systems refuse/],
    ['.ssh/{result_type}', /hidden/],
    ['{nickname}', /has no \{result_type\}/],
    ['{result_type}{home}', /has \{home\}/],
    ['x{dataset_dir}/{result_type}', /at its beginning/],
    ['{result_type}{', /has \{/],
    [`${'x'.repeat(300)}{result_type}`, /255 bytes/]
  ])('refuse %j', (pattern, reason) => {
    expect(() => place(pattern)).toThrow(reason);
  });

  it('stay below the root however the pattern begins', () => {
    expect(place('///{result_type}')).toBe('out/probabilities.ome.tif');
    expect(place('./{result_type}')).toBe('out/probabilities.ome.tif');
  });
});
