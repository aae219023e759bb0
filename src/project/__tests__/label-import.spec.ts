import { applyClassChoices, matchClasses } from '../class-matching';
import { createClass, LabelClass, MAX_CLASSES } from '../classes';
import { matchImages } from '../image-matching';
import { ImageReference, ImageMetadata } from '../images';
import { agreementOf, mergedLabels, planMerge } from '../label-merge';
import { numberPieces } from '../label-pieces';
import { LabelImage } from '../labels';
import {
  countNumbers,
  labelsOfNumbers,
  NumberedLabels
} from '../numbered-labels';

const SHAPE = { t: 1, z: 1, y: 80, x: 140, c: 1 };
const PLANE = { t: 0, z: 0 };

function metadata(y: number, fingerprint?: string): ImageMetadata {
  return {
    shape: { ...SHAPE, y },
    dtype: 'uint8',
    fileAxes: 'yx',
    fileShape: [y, SHAPE.x],
    channelNames: [''],
    channelColors: [null],
    displayRanges: [null],
    pixelSizeUm: null,
    ...(fingerprint ? { fingerprint } : {})
  };
}

function image(
  id: string,
  path: string,
  y: number | null = 80,
  fingerprint?: string
): ImageReference {
  return {
    id,
    path,
    innerPath: '',
    nickname: id,
    metadata: y === null ? null : metadata(y, fingerprint)
  };
}

function found(mine: ImageReference[], theirs: ImageReference[]): string[] {
  return matchImages(mine, theirs).map(
    match => `${match.theirs.id}:${match.mine?.id ?? '-'}:${match.reason}`
  );
}

describe('images of another project', () => {
  it('are found by content, whatever they are called', () => {
    expect(
      found(
        [image('a', 'a.tif', 80, 'f1'), image('b', 'b.tif', 80, 'f2')],
        [image('x', 'b.tif', 80, 'f1'), image('y', 'other/z.png', 80, 'f2')]
      )
    ).toEqual(['x:a:content', 'y:b:content']);
  });

  it('of other content are not taken for one of the same name', () => {
    expect(
      found([image('a', 'a.tif', 80, 'f1')], [image('x', 'a.tif', 80, 'f2')])
    ).toEqual(['x:-:null']);
  });

  it('are found by name and size where a content is not known', () => {
    const mine = [
      image('a', 'raw/Cell.tif', 80, 'f1'),
      image('b', 'b.tif', 60)
    ];
    expect(
      found(mine, [
        image('x', 'C:\\data\\cell.tif'),
        image('y', 'b.tif', 61),
        image('z', 'b.tif', null)
      ])
    ).toEqual(['x:a:name', 'y:-:null', 'z:b:name']);
    expect(
      found(mine, [
        {
          ...image('y', 'b.tif', null),
          grid: { fileAxes: 'yxc', fileShape: [9, 140, 3] }
        }
      ])
    ).toEqual(['y:-:null']);
  });

  it('take each of ours once', () => {
    const twice = [image('x', '1/a.tif'), image('y', '2/a.tif')];
    expect(found([image('a', 'a.tif')], twice)).toEqual([
      'x:a:name',
      'y:-:null'
    ]);
  });
});

describe('classes of another project', () => {
  const mine: LabelClass[] = [
    { name: 'Nucleus', color: [1, 1, 1], probabilityColor: [1, 1, 1] },
    { name: 'Rest', color: [2, 2, 2], probabilityColor: [2, 2, 2] }
  ];
  const theirs = [
    { name: ' rest', color: [9, 9, 9] as const },
    { name: 'Membrane', color: [2, 2, 2] as const },
    { name: 'NUCLEUS', color: null },
    { name: '', color: [7, 7, 7] as const }
  ];

  it('are those of the same name; others are added', () => {
    expect(matchClasses(mine, theirs)).toEqual([1, 'add', 0, 'add']);
  });

  it('added keep name and colour where they are free', () => {
    const { classes, numbers } = applyClassChoices(mine, theirs, [
      1,
      'add',
      'drop',
      'add'
    ]);
    expect(numbers).toEqual([2, 3, 0, 4]);
    expect(classes.slice(0, 2)).toEqual(mine);
    expect(classes[2].name).toBe('Membrane');
    expect(classes[2].color).not.toEqual([2, 2, 2]);
    expect(classes[3]).toMatchObject({ name: 'Label 4', color: [7, 7, 7] });
  });

  it('of equal names become one', () => {
    const twice = ['x', 'X', ''].map(name => ({ name, color: null }));
    const plan = applyClassChoices(mine, twice, ['add', 'add', 'add']);
    expect(plan.numbers).toEqual([3, 3, 4]);
  });

  it('without any to add leave the list as it is', () => {
    expect(applyClassChoices(mine, theirs, [0, 0, 1, 'drop']).classes).toBe(
      mine
    );
  });

  it('that are too many, or go to none of ours, are refused', () => {
    const many = Array.from({ length: MAX_CLASSES }, (_, i) => ({
      ...theirs[1],
      name: `class ${i}`
    }));
    expect(() =>
      applyClassChoices(
        mine,
        many,
        many.map(() => 'add')
      )
    ).toThrow(/would be 101, and a project holds at most 99/);
    expect(() => applyClassChoices(mine, theirs, [2])).toThrow(/there are 2/);
  });
});

describe('a merge', () => {
  const classes = [createClass([])];
  classes.push({ ...createClass(classes), name: 'b' });
  const row = (numbers: number[], shape = SHAPE): LabelImage => {
    const labels = new LabelImage(shape);
    const box = { y0: 3, x0: 62, y1: 4, x1: 62 + numbers.length };
    labels.writeBox(PLANE, box, Uint8Array.from(numbers));
    return labels;
  };
  const theirs = {
    classes: [classes[1], { ...classes[0], name: 'new' }, classes[0]],
    labels: new Map([['i', row([1, 1, 2, 3, 3, 0])]])
  };
  const plan = () =>
    planMerge(
      { classes, labels: new Map([['i', row([2, 1, 1, 1, 0, 2])]]) },
      theirs,
      [1, 'add', 0]
    );

  it('brings their numbers into ours before it compares', () => {
    const agreement = agreementOf(plan());
    expect(agreement).toMatchObject({
      classCount: 3,
      sharedCount: 4,
      agreedCount: 2,
      onlyFirstCount: 1,
      onlySecondCount: 1
    });
    // rows: 1 → 1×1, 1×2, 1×3; 2 → 1×2. p_o = 1/2, p_e = (3·1 + 1·2) / 16
    expect(agreement.kappa).toBeCloseTo((0.5 - 5 / 16) / (1 - 5 / 16), 12);
    expect([...agreement.confusion]).toEqual([1, 1, 1, 0, 1, 0, 0, 0, 0]);
  });

  it.each([
    ['first', [2, 1, 1, 1, 1, 2]],
    ['second', [2, 2, 3, 1, 1, 2]],
    ['unlabelled', [2, 0, 0, 1, 1, 2]]
  ] as const)('takes %s where both differ', (rule, wanted) => {
    const merged = mergedLabels(plan(), rule, { mine: 'Ana', theirs: 'Ben' });
    const box = { y0: 3, x0: 62, y1: 4, x1: 68 };
    expect([...merged.get('i')!.readBox(PLANE, box)]).toEqual(wanted);
  });

  it('onto an image of ours without labels takes all of theirs', () => {
    const empty = planMerge({ classes, labels: new Map() }, theirs, [
      1,
      'drop',
      0
    ]);
    const merged = mergedLabels(empty, 'first', { mine: '', theirs: '' });
    expect([...merged.get('i')!.counts().slice(0, 4)]).toEqual([0, 2, 2, 0]);
  });

  it('of images of other sizes is refused', () => {
    const other = { ...SHAPE, x: 141 };
    expect(() =>
      planMerge(
        { classes, labels: new Map([['i', row([1], other)]]) },
        theirs,
        [0, 0, 0]
      )
    ).toThrow(/1 × 1 × 80 × 141 .* theirs is 1 × 1 × 80 × 140/);
  });
});

describe('numbers of a file', () => {
  /** Objects 5 and 9 side by side over a block's edge, 300 apart. */
  function objects(): NumberedLabels {
    const left = new Uint16Array(4096);
    const right = new Uint16Array(4096);
    for (const y of [10, 11]) {
      left.fill(5, y * 64 + 60, y * 64 + 64);
      right.fill(9, y * 64, y * 64 + 4);
    }
    right[40 * 64 + 40] = 300;
    return {
      shape: SHAPE,
      blocks: [
        ['0,0,0,0', left],
        ['0,0,0,1', right]
      ]
    };
  }
  const all = { classOf: () => 1, background: 0, hasGaps: false };

  it('are counted', () => {
    expect(countNumbers(objects().blocks)).toEqual([
      { number: 5, count: 8 },
      { number: 9, count: 8 },
      { number: 300, count: 1 }
    ]);
  });

  it('become classes one by one, or are left out', () => {
    const classOf = (number: number) =>
      number === 9 ? 2 : number === 5 ? 1 : 0;
    const labels = labelsOfNumbers(objects(), { ...all, classOf });
    expect([...labels.counts().slice(0, 3)]).toEqual([0, 8, 8]);
    expect(labels.get(PLANE, 40, 104)).toBe(0);
  });

  it('as objects fill one class, and 0 another, up to the image’s edge', () => {
    const labels = labelsOfNumbers(objects(), { ...all, background: 2 });
    expect([...labels.counts().slice(0, 3)]).toEqual([0, 17, 80 * 140 - 17]);
  });

  it('that touch get a gap between them, over block edges too', () => {
    const labels = labelsOfNumbers(objects(), { ...all, hasGaps: true });
    expect([
      ...labels.readBox(PLANE, { y0: 10, x0: 60, y1: 11, x1: 68 })
    ]).toEqual([1, 1, 1, 0, 0, 1, 1, 1]);
    const filled = labelsOfNumbers(objects(), {
      classOf: () => 1,
      background: 2,
      hasGaps: true
    });
    expect(filled.get(PLANE, 10, 63)).toBe(2);
  });

  it('of pieces come back as objects where gaps keep them apart', () => {
    const [plane] = numberPieces(
      labelsOfNumbers(objects(), { ...all, hasGaps: true }),
      1
    );
    const at = (y: number, x: number) => plane[y * SHAPE.x + x];
    expect(new Set([at(10, 60), at(10, 66), at(40, 104)])).toEqual(
      new Set([1, 2, 3])
    );
    expect(at(11, 62)).toBe(at(10, 60));
    const [joined] = numberPieces(labelsOfNumbers(objects(), all), 1);
    expect(joined.reduce((most, n) => Math.max(most, n), 0)).toBe(2);
  });

  it('of pieces hang together over slices, not over corners or frames', () => {
    const shape = { t: 2, z: 2, y: 4, x: 4, c: 1 };
    const labels = new LabelImage(shape);
    const dot = (t: number, z: number, y: number, x: number) =>
      labels.writeBox(
        { t, z },
        { y0: y, x0: x, y1: y + 1, x1: x + 1 },
        Uint8Array.of(2)
      );
    dot(0, 0, 1, 1);
    dot(0, 1, 1, 1);
    dot(0, 0, 2, 2);
    dot(1, 0, 1, 1);
    const planes = numberPieces(labels, 2);
    expect(planes.map(plane => [...plane].filter(n => n > 0))).toEqual([
      [1, 2],
      [1],
      [1],
      []
    ]);
  });
});
