import { createPixels, DType } from '../../project/grid';
import { readNpy, writeNpy } from '../npy';
import { loadBytes } from './fixtures';

describe('npy', () => {
  it.each<DType>([
    'uint8',
    'int8',
    'uint16',
    'int16',
    'uint32',
    'int32',
    'float32',
    'float64'
  ])('%s is written and read back', dtype => {
    const data = createPixels(dtype, 24);
    for (let i = 0; i < data.length; i++) {
      data[i] = i * 5;
    }
    expect(readNpy('a.npy', writeNpy(data, [2, 3, 4]))).toEqual({
      shape: [2, 3, 4],
      data
    });
    expect(readNpy('a.npy', writeNpy(data, [24])).shape).toEqual([24]);
  });

  it('writes the bytes numpy writes', () => {
    const wanted = loadBytes('f4_grey.npy');
    const { data, shape } = readNpy('f4_grey.npy', wanted);
    expect(Buffer.from(writeNpy(data, shape)).equals(wanted)).toBe(true);
  });

  it('writes a part of a larger buffer', () => {
    const data = Uint16Array.from([1, 2, 3, 4]).subarray(1, 3);
    expect(Array.from(readNpy('a.npy', writeNpy(data, [2])).data)).toEqual([
      2, 3
    ]);
  });

  it('refuses values that do not fit the shape', () => {
    expect(() => writeNpy(new Uint8Array(5), [2, 3])).toThrow(
      /shape \(2, 3\) has 6 values, got 5/
    );
  });

  it.each([
    ['other files', new Uint8Array(100), /starts with/],
    ['cut files', writeNpy(new Uint8Array(9), [9]).subarray(0, 130), /needs 9/],
    ['Fortran order', patch('False', 'True '), /C order/],
    ['big-endian values', patch("'<f4'", "'>f4'"), /little-endian/],
    ['objects', patch("'<f4'", "'|O0'"), /little-endian/]
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readNpy('a.npy', bytes)).toThrow(message);
  });
});

function patch(from: string, to: string): Uint8Array {
  const bytes = writeNpy(new Float32Array(4), [4]);
  const text = Buffer.from(bytes).toString('latin1').replace(from, to);
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
