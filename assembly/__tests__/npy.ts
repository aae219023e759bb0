import { readFileSync } from 'fs';
import { PixelArray, viewPixels, DType } from '../../src/project/grid';
import { fixturePath } from './load-kernels';

const DTYPES: Record<string, DType> = {
  '|u1': 'uint8',
  '<u2': 'uint16',
  '<f4': 'float32'
};

/** Reads a C-ordered .npy file of version 1 from `fixtures/`. */
export function readNpy(name: string): { shape: number[]; data: PixelArray } {
  const file = readFileSync(fixturePath(name));
  const headerLength = file.readUInt16LE(8);
  const header = file.toString('latin1', 10, 10 + headerLength);
  const dtype = /'descr': '([^']+)'/.exec(header);
  const shape = /'shape': \(([^)]*)\)/.exec(header);
  if (!dtype || !shape || !header.includes("'fortran_order': False")) {
    throw new Error(`${name}: unexpected header ${header}`);
  }
  const bytes = new Uint8Array(file.subarray(10 + headerLength));
  return {
    shape: shape[1].split(',').filter(Boolean).map(Number),
    data: viewPixels(DTYPES[dtype[1]], bytes.buffer)
  };
}

/** The (y, x) parts of a (channel, y, x) array. */
export function readChannels(name: string): {
  height: number;
  width: number;
  channels: PixelArray[];
} {
  const { shape, data } = readNpy(name);
  const [height, width] = shape.slice(-2);
  const area = height * width;
  return {
    height,
    width,
    channels: Array.from({ length: data.length / area }, (_, c) =>
      data.slice(c * area, (c + 1) * area)
    )
  };
}
