import { Engine } from '../../engine/engine';
import { LabelClass } from '../../project/classes';
import { ImageReference } from '../../project/images';
import { LabelImage } from '../../project/labels';
import { AGREEMENT_COLORS } from '../agreement-layer';
import { IProjectStore } from '../contract';
import { ForeignProject, MergeDesk } from '../merge-desk';
import { createTestEngine } from './lesson';
import {
  createLoader,
  dab,
  HEIGHT,
  openSmall,
  PLANE,
  reference,
  until,
  WIDTH
} from './small-project';

let engine: Engine;
let store: IProjectStore;
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());
beforeEach(async () => {
  store = await openSmall(engine, { liveUpdate: false });
  store.setAuthor('Ana');
});
afterEach(() => store.dispose());

const WORDS = { name: 'Agreement', explanation: 'where' };
const AUTHORS = { mine: 'Ana', theirs: 'Ben' };
const SHAPE = { t: 1, z: 1, y: HEIGHT, x: WIDTH, c: 2 };

/** Squares of nine pixels around points: [class number, y, x]. */
function labelled(
  dabs: readonly (readonly [number, number, number])[],
  shape = SHAPE
): LabelImage {
  const labels = new LabelImage(shape);
  for (const [label, y, x] of dabs) {
    const box = { y0: y - 1, x0: x - 1, y1: y + 2, x1: x + 2 };
    labels.writeBox(PLANE, box, new Uint8Array(9).fill(label));
  }
  return labels;
}

function theirs(
  labels: LabelImage,
  names: readonly string[] = ['Label 1', 'Label 2'],
  image: ImageReference = reference('x', 'other/a.tif')
): ForeignProject {
  const classes = names.map((name, i): LabelClass => ({
    name,
    color: [i, 9, 9],
    probabilityColor: [i, 9, 9]
  }));
  return {
    name: 'ben.ilp',
    images: [image],
    classes,
    labels: new Map([[image.id, labels]])
  };
}

function open(project: ForeignProject): MergeDesk {
  return new MergeDesk(store, project, WORDS, AUTHORS);
}

/** Mine: 1 at x 20, 2 at 40, 1 at 60. Theirs: 1 at 20, 1 at 40, 2 at 120. */
function disputed(): MergeDesk {
  dab(store, 0, 20, 20);
  dab(store, 1, 20, 40);
  dab(store, 0, 20, 60);
  return open(
    theirs(
      labelled([
        [1, 20, 20],
        [1, 20, 40],
        [2, 20, 120]
      ])
    )
  );
}

describe('a comparison with another project', () => {
  it('counts what both agree on, in what they differ, and what one has alone', () => {
    const desk = disputed();
    expect(desk.matches[0]).toMatchObject({
      mine: { id: 'a' },
      reason: 'name'
    });
    expect(desk.agreement).toMatchObject({
      sharedCount: 18,
      agreedCount: 9,
      onlyFirstCount: 9,
      onlySecondCount: 9,
      kappa: 0
    });
    desk.dispose();
  });

  it('shows it as a layer of the plane, without what would cover it', () => {
    const desk = disputed();
    const visible = (): string[] =>
      store.layers.filter(layer => layer.isVisible).map(({ id }) => id);
    expect(visible()).toEqual(['agreement', 'raw']);
    const content = store.customLayer('agreement')!.content;
    if (content.kind !== 'labels') {
      throw new Error(`the layer is ${content.kind}`);
    }
    const at = (x: number) => content.labels[20 * content.width + x];
    expect([20, 40, 60, 120, 80].map(at)).toEqual([1, 2, 3, 4, 0]);
    expect(content.colors).toBe(AGREEMENT_COLORS);
    desk.dispose();
    expect(store.customLayer('agreement')).toBeNull();
    expect(visible()).toContain('labels');
    expect(visible()).toContain('probability:0');
  });

  it('follows strokes that are painted meanwhile, and undo', async () => {
    const desk = disputed();
    dab(store, 0, 20, 40);
    expect(desk.agreement).toMatchObject({ sharedCount: 18, agreedCount: 18 });
    store.undo();
    expect(desk.agreement?.agreedCount).toBe(9);
    desk.dispose();
    dab(store, 0, 20, 40);
    expect(desk.agreement?.agreedCount).toBe(9);
  });

  it('leads from one difference to the next and round again', () => {
    const desk = disputed();
    dab(store, 1, 20, 20);
    dab(store, 0, 20, 120);
    // one place per block: x 20 and 40 lie in the same
    const places = [1, 2, 3].map(() => desk.nextDispute());
    expect(places.map(place => place?.x)).toEqual([19, 119, 19]);
    expect(places[0]).toMatchObject({ imageId: 'a', plane: PLANE, y: 19 });
    desk.dispose();
  });

  it('waits for a match where no image was found, and takes any of the same size', async () => {
    store.addImages([reference('b')]);
    await store.loadImage('b');
    const image = reference('x', 'renamed.tif');
    const desk = open(theirs(labelled([[1, 20, 20]]), undefined, image));
    expect(desk.matches[0].mine).toBeNull();
    expect(() => desk.merge('first')).toThrow(/None of the 1 images/);
    expect(desk.candidates(image).map(({ id }) => id)).toEqual(['a', 'b']);
    desk.matchImage('x', 'b');
    expect(desk.agreement?.onlySecondCount).toBe(9);
    desk.merge('first');
    expect(store.labelCounts('b')).toEqual([9, 0]);
    desk.dispose();
  });

  it('offers no image of another size, and says so if it is chosen', () => {
    dab(store, 0, 20, 20);
    const small = labelled([[1, 20, 20]], { ...SHAPE, y: 99 });
    const desk = open(theirs(small));
    expect(desk.candidates(desk.theirs.images[0])).toEqual([]);
    expect(desk.problem).toMatch(/140 × 150 .* theirs is 1 × 1 × 99 × 150/);
    expect(() => desk.merge('first')).toThrow(/99/);
    desk.dispose();
  });

  it('goes by the class choices, also after a class of ours was deleted', () => {
    store.addClass('third');
    const desk = open(
      theirs(
        labelled([
          [1, 20, 20],
          [2, 20, 40]
        ]),
        ['THIRD', 'new']
      )
    );
    expect(desk.choices).toEqual([2, 'add']);
    expect(desk.classes.map(({ name }) => name)).toEqual([
      'Label 1',
      'Label 2',
      'third',
      'new'
    ]);
    store.deleteClass(0);
    expect(desk.choices).toEqual([1, 'add']);
    desk.chooseClass(1, 'drop');
    expect(desk.classes).toBe(store.classes);
    desk.dispose();
  });
});

describe('a merge', () => {
  it.each([
    ['first', [18, 18]],
    ['second', [27, 9]],
    ['unlabelled', [18, 9]]
  ] as const)('that takes %s is one step back', (rule, counts) => {
    const desk = disputed();
    desk.merge(rule);
    expect(store.labelCounts()).toEqual(counts);
    desk.dispose();
    store.undo();
    expect(store.labelCounts()).toEqual([18, 9]);
    store.redo();
    expect(store.labelCounts()).toEqual(counts);
  });

  it('signs what nobody signed, and keeps the names of their project', async () => {
    const desk = disputed();
    expect(desk.authors).toEqual(AUTHORS);
    desk.merge('first');
    const authors = (x: number) =>
      store.labels('a')!.authorsAt(PLANE, 20, x).join('+');
    expect([authors(20), authors(120)]).toEqual(['Ana+Ben', 'Ben']);
    desk.dispose();
    store.undo();
    expect([authors(20), authors(120)]).toEqual(['Ana', '']);

    const signed = labelled([[1, 20, 120]]);
    const [[key, block]] = [...signed.entries()];
    signed.restore(key, block, ['Cem', 'Dora']);
    const other = open(theirs(signed));
    expect(other.areAuthorsKnown).toBe(true);
    expect(other.authors.theirs).toBe('Cem, Dora');
    other.merge('first');
    expect(authors(120)).toBe('Cem+Dora');
    other.dispose();
  });

  it('adds the classes it needs, with the labels in one step', () => {
    const desk = open(theirs(labelled([[2, 20, 20]]), ['Label 1', 'new']));
    expect(desk.merge('first')).toBe(9);
    expect(store.labelCounts()).toEqual([0, 0, 9]);
    desk.dispose();
    store.undo();
    expect(store.classes).toHaveLength(2);
  });
});

it('a second image shows its own agreement when it is looked at', async () => {
  const both = await openSmall(engine, { liveUpdate: false }, createLoader());
  both.addImages([reference('b')]);
  await both.loadImage('b');
  const project = theirs(
    labelled([[1, 20, 20]]),
    undefined,
    reference('x', 'b.tif')
  );
  const desk = new MergeDesk(both, project, WORDS, AUTHORS);
  expect(both.customLayer('agreement')).toBeNull();
  both.selectImage('b');
  await until(both, () => both.activeImage?.id === 'b');
  expect(both.customLayer('agreement')).not.toBeNull();
  desk.dispose();
  both.dispose();
});
