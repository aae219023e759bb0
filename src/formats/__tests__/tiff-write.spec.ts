import { execFileSync } from 'child_process';
import { PixelArray } from '../../project/grid';
import { Rgb } from '../../project/images';
import { MemoryByteSource } from '../byte-sources';
import { TiffReader } from '../tiff/reader';
import { createTiffWriter, TiffOptions, writeTiff } from '../tiff/write';
import { readAll, seededRandom } from './fixtures';

const WIDTH = 13;
const HEIGHT = 7;
const size = { width: WIDTH, height: HEIGHT };

function floats(seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: WIDTH * HEIGHT }, random);
}

async function readBack(pages: PixelArray[], options: TiffOptions) {
  const bytes = writeTiff(pages, options);
  const image = await new TiffReader().open(
    new MemoryByteSource('written.tif', bytes)
  );
  return { image, bytes, planes: await readAll(image) };
}

describe('writeTiff', () => {
  it('writes a hyperstack that is read back with its axes, names, ranges, colours and pixel size', async () => {
    const pages = Array.from({ length: 12 }, (_, i) => floats(i));
    const colors: Rgb[] = [
      [255, 225, 25],
      [0, 130, 200]
    ];
    const { image, planes } = await readBack(pages, {
      ...size,
      dtype: 'float32',
      channels: 2,
      slices: 3,
      frames: 2,
      pixelSizeUm: { x: 0.0514931, y: 0.05, z: 1.25 },
      displayRange: [0, 1],
      pageLabels: Array.from(
        { length: 12 },
        (_, i) => ['Zellkern μ', '背景'][i % 2]
      ),
      channelColors: colors
    });
    expect(planes).toEqual(pages);
    expect(image.metadata).toMatchObject({
      shape: { t: 2, z: 3, y: HEIGHT, x: WIDTH, c: 2 },
      dtype: 'float32',
      fileAxes: 'tzcyx',
      channelNames: ['Zellkern μ', '背景'],
      channelColors: colors,
      displayRanges: [
        [0, 1],
        [0, 1]
      ]
    });
    expect(image.metadata.pixelSizeUm?.x).toBeCloseTo(0.0514931, 9);
    expect(image.metadata.pixelSizeUm?.y).toBeCloseTo(0.05, 9);
    expect(image.metadata.pixelSizeUm?.z).toBe(1.25);
  });

  it.each([
    ['uint8', Uint8Array],
    ['uint16', Uint16Array]
  ] as const)('writes %s exactly', async (dtype, Pixels) => {
    const random = seededRandom(1);
    const page = new Pixels(WIDTH * HEIGHT).map(() => random() * 65536);
    const { image, planes } = await readBack([page], { ...size, dtype });
    expect(planes).toEqual([page]);
    expect(image.metadata.fileAxes).toBe('yx');
    expect(image.metadata.pixelSizeUm).toBeNull();
  });

  it('keeps NaN and infinities of floats', async () => {
    const page = new Float32Array(WIDTH * HEIGHT);
    page.set([NaN, Infinity, -Infinity, -0, 1e-45]);
    const { planes } = await readBack([page], { ...size, dtype: 'float32' });
    expect(planes).toEqual([page]);
  });

  it('gives every page a directory and keeps the pixels in one piece', async () => {
    const pages = [0, 1, 2].map(floats);
    const { bytes } = await readBack(pages, {
      ...size,
      dtype: 'float32',
      channels: 3
    });
    // without the later directories a reader must still find the planes
    const view = new DataView(bytes.buffer);
    const tags = view.getUint16(8);
    const next = view.getUint32(10 + 12 * tags);
    expect(next).toBeGreaterThan(0);
    view.setUint32(10 + 12 * tags, 0);
    const image = await new TiffReader().open(
      new MemoryByteSource('one.tif', bytes)
    );
    expect(await readAll(image)).toEqual(pages);
  });

  it('stores class numbers unchanged under a palette', async () => {
    const page = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => i % 3);
    const palette: Rgb[] = [
      [0, 0, 0],
      [255, 225, 25],
      [0, 130, 200]
    ];
    const { image, planes } = await readBack([page], {
      ...size,
      dtype: 'uint8',
      palette
    });
    expect(planes).toEqual([page]);
    expect(image.metadata.displayRanges).toEqual([[0, 255]]);
  });

  it('writes the same bytes piece by piece', () => {
    const pages = [0, 1].map(floats);
    const options = { ...size, dtype: 'float32', frames: 2 } as const;
    const writer = createTiffWriter(options);
    const pieces = [writer.head(), ...pages.map(page => writer.page(page))];
    expect(Buffer.concat(pieces)).toEqual(
      Buffer.from(writeTiff(pages, options))
    );
    expect(writer.size).toBe(Buffer.concat(pieces).length);
  });

  it.each<[string, TiffOptions, number, object]>([
    [
      'a file above 4 GB',
      { width: 40000, height: 40000, dtype: 'float32' },
      1,
      { tag: 'memory', message: expect.stringContaining('6.4 GB') }
    ],
    [
      'too few pages',
      { ...size, dtype: 'float32', channels: 2 },
      1,
      { tag: 'mismatch', message: expect.stringContaining('2 pages') }
    ],
    [
      'pages of another dtype',
      { ...size, dtype: 'uint8' },
      1,
      { tag: 'mismatch', message: expect.stringContaining('float32') }
    ],
    [
      'labels that are too few',
      { ...size, dtype: 'float32', channels: 2, pageLabels: ['a'] },
      2,
      { tag: 'mismatch', message: expect.stringContaining('2 labels, got 1') }
    ],
    [
      'a palette for floats',
      { ...size, dtype: 'float32', palette: [[0, 0, 0]] },
      1,
      { tag: 'mismatch', message: expect.stringContaining('uint8') }
    ]
  ])('refuses %s', (_, options, count, wanted) => {
    const pages = Array.from({ length: count }, (_unused, i) => floats(i));
    expect(() => writeTiff(pages, options)).toThrow(
      expect.objectContaining(wanted)
    );
  });
});

/** A Python with tifffile, if there is one on the path: then our files are read by it too. */
function hasTifffile(): boolean {
  try {
    execFileSync('python3', ['-c', 'import tifffile'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

(hasTifffile() ? describe : describe.skip)('tifffile', () => {
  it('finds all pages, ImageJ axes, labels and resolution in what is written', () => {
    const pages = Array.from({ length: 6 }, (_, i) => floats(i));
    const bytes = writeTiff(pages, {
      ...size,
      dtype: 'float32',
      channels: 2,
      frames: 3,
      pixelSizeUm: { x: 0.25, y: 0.5, z: null },
      displayRange: [0, 1],
      pageLabels: ['a', 'b', 'a', 'b', 'a', 'b']
    });
    const script = `
import io, json, sys, tifffile
with tifffile.TiffFile(io.BytesIO(sys.stdin.buffer.read())) as tif:
    data = tif.asarray()
    meta = tif.imagej_metadata
    by_page = [page.asarray() for page in tif.pages]
    print(json.dumps(dict(
        imagej=tif.is_imagej, axes=tif.series[0].axes, shape=data.shape, dtype=str(data.dtype),
        pages=len(tif.pages), same=bool((data.reshape(6, 7, 13) == by_page).all()),
        values=data.ravel()[:200:13].tolist(), unit=meta['unit'], labels=list(meta['Labels']),
        ranges=list(meta['Ranges']), minimum=meta['min'], x=tif.pages[0].tags['XResolution'].value,
        y=tif.pages[0].tags['YResolution'].value)))
`;
    const found = JSON.parse(
      execFileSync('python3', ['-c', script], { input: bytes }).toString()
    );
    const flat = pages.flatMap(page => Array.from(page));
    expect(found).toMatchObject({
      imagej: true,
      axes: 'TCYX',
      shape: [3, 2, HEIGHT, WIDTH],
      dtype: 'float32',
      pages: 6,
      same: true,
      values: flat.slice(0, 200).filter((_, i) => i % 13 === 0),
      unit: 'micron',
      labels: ['a', 'b', 'a', 'b', 'a', 'b'],
      ranges: [0, 1, 0, 1],
      minimum: 0
    });
    expect(found.x[0] / found.x[1]).toBe(4);
    expect(found.y[0] / found.y[1]).toBe(2);
  });

  it('finds class numbers and their colours in a palette file', () => {
    const page = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => i % 3);
    const bytes = writeTiff([page], {
      ...size,
      dtype: 'uint8',
      palette: [
        [0, 0, 0],
        [255, 225, 25],
        [0, 130, 200]
      ]
    });
    const script = `
import io, json, sys, tifffile
with tifffile.TiffFile(io.BytesIO(sys.stdin.buffer.read())) as tif:
    page = tif.pages[0]
    print(json.dumps(dict(values=page.asarray().ravel().tolist(), photometric=page.photometric.name,
        colors=(page.colormap[:, :3] // 257).T.tolist())))
`;
    const found = JSON.parse(
      execFileSync('python3', ['-c', script], { input: bytes }).toString()
    );
    expect(found).toEqual({
      values: Array.from(page),
      photometric: 'PALETTE',
      colors: [
        [0, 0, 0],
        [255, 225, 25],
        [0, 130, 200]
      ]
    });
  });
});
