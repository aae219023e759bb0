import { readFileSync } from 'fs';
import { join } from 'path';
import { Shape } from '../../project/grid';
import { LabelImage } from '../../project/labels';
import { labelsOfNumbers } from '../../project/numbered-labels';
import { MemoryByteSource } from '../byte-sources';
import { createFormatRegistry } from '../image-formats';
import { LabelFile } from '../labels/label-file';
import { uniqueNames, writeLabkit } from '../labels/labkit';
import { readLabelSets, writeLabelSets } from '../labels/label-sets';
import { CLASS_NAMES_KEY, formatClassNames } from '../labels/class-names';
import { readLabels } from '../labels/read-labels';
import { writeIndexedPng } from '../png';
import { writeTiff } from '../tiff/write';
import { FIXTURES, seededRandom } from './fixtures';

const SHAPE: Shape = { t: 1, z: 1, y: 70, x: 90, c: 3 };
const PLANE = { t: 0, z: 0 };
const REGISTRY = createFormatRegistry();

function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(FIXTURES, 'labels', name)));
}

function read(
  name: string,
  bytes: Uint8Array = fixture(name),
  options: { shape?: Shape; labelSets?: string } = {}
): Promise<LabelFile> {
  const source = new MemoryByteSource(name, bytes);
  return readLabels(source, { shape: SHAPE, ...options }, REGISTRY);
}

/** Class numbers as they stand in the file. */
function asLabels({ numbers }: LabelFile): LabelImage {
  return labelsOfNumbers(numbers, {
    classOf: number => number,
    background: 0,
    hasGaps: false
  });
}

function asText(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Labels 1 to 3 at random, on all planes. */
function randomLabels(shape: Shape): LabelImage {
  const random = seededRandom(5);
  const labels = new LabelImage(shape);
  const box = { y0: 0, x0: 0, y1: shape.y, x1: shape.x };
  for (let t = 0; t < shape.t; t++) {
    for (let z = 0; z < shape.z; z++) {
      const values = Uint8Array.from({ length: shape.y * shape.x }, () =>
        random() < 0.1 ? 1 + Math.floor(3 * random()) : 0
      );
      labels.writeBox({ t, z }, box, values);
    }
  }
  return labels;
}

const CLASSES = [
  { name: 'Zellkern', color: [230, 159, 0] as const },
  { name: 'Hintergrund „außen“', color: [0, 114, 178] as const },
  { name: 'Zellkern', color: [1, 2, 3] as const }
];

describe('labels of Labkit', () => {
  it('come with names, colours and the first of several labels', async () => {
    const file = await read('cells.labeling');
    expect(file.format).toBe('Labkit');
    expect(file.kinds).toEqual([
      { number: 1, count: 41, name: 'background', color: [0, 114, 178] },
      { number: 2, count: 16, name: 'Zellkern', color: [230, 159, 0] }
    ]);
    expect(file.notes).toEqual([
      'Pixels with several labels in the file: 1. The first was taken.'
    ]);
    const labels = asLabels(file);
    expect(labels.get(PLANE, 3, 40)).toBe(1);
    expect(labels.get(PLANE, 23, 65)).toBe(2);
    expect(labels.get(PLANE, 65, 70)).toBe(1);
    expect([...labels.counts().slice(0, 3)]).toEqual([0, 41, 16]);
  });

  it.each([
    [
      { t: 1, z: 3 },
      { t: 0, z: 1 }
    ],
    [
      { t: 3, z: 1 },
      { t: 1, z: 0 }
    ]
  ])(
    'of three dimensions lie on the slices or frames of %j',
    async (size, plane) => {
      const shape = { ...SHAPE, ...size };
      const labels = asLabels(
        await read('stack.labeling', undefined, { shape })
      );
      expect(labels.get(plane, 69, 89)).toBe(2);
      expect(labels.get(PLANE, 2, 1)).toBe(1);
      expect([...labels.counts().slice(0, 3)]).toEqual([0, 2, 1]);
    }
  );

  it('as TIFF have their names in the file beside it', async () => {
    const labelSets = new TextDecoder().decode(fixture('cells.tif.labels'));
    const file = await read('cells.tif', undefined, { labelSets });
    expect(
      file.kinds.map(({ number, name, count }) => [number, name, count])
    ).toEqual([
      [1, 'background', 40],
      [2, 'Zellkern', 16],
      [3, 'Zellkern', 1]
    ]);
  });

  it('that begin elsewhere than at 0 are moved', async () => {
    const bytes = asText(
      '{"interval":{"min":[-5,10],"max":[84,79],"n":2},"labels":{"a":[[-5,10],[84,79]]}}'
    );
    const labels = asLabels(await read('moved.labeling', bytes));
    expect(labels.get(PLANE, 0, 0)).toBe(1);
    expect(labels.get(PLANE, 69, 89)).toBe(1);
  });

  it.each([
    { t: 1, z: 1, y: 70, x: 90, c: 1 },
    { t: 1, z: 4, y: 65, x: 70, c: 1 },
    { t: 2, z: 3, y: 70, x: 66, c: 1 }
  ])('written are read back the same: %j', async shape => {
    const labels = randomLabels(shape);
    const text = writeLabkit(labels, CLASSES, { x: 0.1, y: 0.1, z: null });
    const file = await read('back.labeling', asText(text), { shape });
    expect(file.notes).toEqual([]);
    expect(file.kinds.map(({ name, color }) => ({ name, color }))).toEqual([
      CLASSES[0],
      CLASSES[1],
      { ...CLASSES[2], name: 'Zellkern (3)' }
    ]);
    expect(asLabels(file).become(labels)).toBeNull();
  });

  it('are written as Labkit writes them', () => {
    const labels = new LabelImage({ ...SHAPE, y: 2, x: 3 });
    labels.writeBox(PLANE, { y0: 1, x0: 1, y1: 2, x1: 3 }, Uint8Array.of(1, 2));
    expect(writeLabkit(labels, CLASSES.slice(0, 2), null)).toBe(
      '{"interval":{"min":[0,0],"max":[2,1],"n":2},"pixelSizes":[{"size":1,"unit":"pixel"},{"size":1,"unit":"pixel"}],"labels":{"Zellkern":[[1,1]],"Hintergrund „außen“":[[2,1]]},"colors":{"Zellkern":"#E69F00","Hintergrund „außen“":"#0072B2"}}'
    );
  });

  it.each([
    ['', /is JSON, and this text is not/],
    ['{"interval":{"min":[0,0],"max":[89,69]', /cut off/],
    ['[1]', /JSON object/],
    ['{}', /“interval”/],
    ['{"interval":{"min":[0],"max":[1e99]}}', /“interval”/],
    [
      '{"interval":{"min":[0,0],"max":[999999,999999]},"labels":{}}',
      /1000000 × 1000000 .*image is 1 × 1 × 70 × 90/
    ],
    ['{"interval":{"min":[0,0],"max":[89,69]},"labels":[]}', /object “labels”/],
    [
      '{"interval":{"min":[0,0],"max":[89,69]},"labels":{"a":7}}',
      /list of positions/
    ],
    [
      '{"interval":{"min":[0,0],"max":[89,69]},"labels":{"a":[[90,0]]}}',
      /position \[90,0\]/
    ],
    [
      '{"interval":{"min":[0,0],"max":[89,69]},"labels":{"a":[[1]]}}',
      /position \[1\]/
    ],
    [
      '{"interval":{"min":[0,0],"max":[89,69]},"labels":{"a":[[0.5,1]]}}',
      /position \[0.5,1\]/
    ]
  ])('%j are refused in words', async (text, message) => {
    await expect(read('x.labeling', asText(text))).rejects.toThrow(message);
  });
});

describe('label images', () => {
  it.each([
    'cellpose_masks.tif',
    'cellpose_masks.png',
    'stardist_labels.tif',
    'imagej_float.tif',
    'masks.npy'
  ])('%s gives the numbers of its objects', async name => {
    const file = await read(name);
    expect(file.format).toBe('image');
    expect(file.kinds).toEqual([
      { number: 1, count: 100, name: '', color: null },
      { number: 2, count: 120, name: '', color: null },
      { number: 700, count: 90, name: '', color: null }
    ]);
  });

  it('a palette PNG gives its class numbers, not its colours', async () => {
    const { kinds } = await read('classes.png');
    expect(kinds.map(({ number, count }) => [number, count])).toEqual([
      [1, 100],
      [2, 210]
    ]);
  });

  it('pages that are frames of the image are taken in order', async () => {
    const shape = { ...SHAPE, t: 2 };
    const labels = asLabels(await read('frames.npy', undefined, { shape }));
    expect(labels.get({ t: 1, z: 0 }, 64, 10)).toBe(1);
    const pages = [1, 2].map(n => new Uint8Array(70 * 90).fill(n));
    const tiff = writeTiff(pages, {
      width: 90,
      height: 70,
      dtype: 'uint8',
      slices: 2
    });
    const frames = asLabels(await read('x.tif', tiff, { shape }));
    expect(frames.get({ t: 1, z: 0 }, 0, 0)).toBe(2);
  });

  it.each([
    [
      'cell_seg.npy',
      /Python objects .* never read. Save the masks as TIFF or PNG/
    ],
    ['negative.tif', /one is -1/],
    ['probabilities.tif', /one is 0.001/],
    ['picture.tif', /3 channels/]
  ])('%s is refused in words', async (name, message) => {
    await expect(read(name)).rejects.toThrow(message);
  });

  it('of another size are refused with both sizes', async () => {
    const shape = { ...SHAPE, y: 71 };
    for (const name of ['cellpose_masks.tif', 'masks.npy', 'cells.labeling']) {
      await expect(read(name, undefined, { shape })).rejects.toThrow(
        /70.* but the image is 1 × 1 × 71 × 90 \(t, z, y, x\)/
      );
    }
  });

  it('a JPEG is refused: its numbers are not what was saved', async () => {
    const jpeg = new Uint8Array(
      readFileSync(join(FIXTURES, 'images', 'grey.jpg'))
    );
    await expect(read('grey.jpg', jpeg)).rejects.toThrow(/JPEG changes values/);
  });
});

describe('what we write', () => {
  const names = CLASSES.map(({ name }) => name);
  const palette = [[0, 0, 0] as const, ...CLASSES.map(({ color }) => color)];
  const labels = randomLabels(SHAPE);
  const box = { y0: 0, x0: 0, y1: 70, x1: 90 };
  const pixels = labels.readBox(PLANE, box);

  it.each([
    [
      'TIFF',
      'l.tif',
      () =>
        writeTiff([pixels], {
          width: 90,
          height: 70,
          dtype: 'uint8',
          palette,
          classNames: names
        })
    ],
    [
      'PNG',
      'l.png',
      () =>
        writeIndexedPng(pixels, 90, 70, palette, {
          [CLASS_NAMES_KEY]: formatClassNames(names)
        })
    ]
  ])(
    '%s comes back with numbers, names and colours',
    async (_, name, write) => {
      const file = await read(name, write());
      expect(asLabels(file).become(labels)).toBeNull();
      expect(
        file.kinds.map(({ name: n, color }) => ({ name: n, color }))
      ).toEqual(CLASSES);
    }
  );

  it('a PNG without a colour for each number is refused', () => {
    expect(() =>
      writeIndexedPng(pixels, 90, 70, palette.slice(0, 2), {})
    ).toThrow(/has a colour for each/);
  });

  it('names beside a TIFF come back, equal ones told apart', () => {
    expect([...readLabelSets('x', writeLabelSets(names))]).toEqual([
      [1, 'Zellkern'],
      [2, 'Hintergrund „außen“'],
      [3, 'Zellkern (3)']
    ]);
    expect(() => readLabelSets('x.labels', '{"labelSets":[1]}')).toThrow(
      /lists of names/
    );
    expect(() => readLabelSets('x.labels', 'x')).toThrow(/are JSON/);
    expect(uniqueNames(['a', 'a', 'a (2)'])).toEqual([
      'a',
      'a (2)',
      'a (2) (3)'
    ]);
  });
});
