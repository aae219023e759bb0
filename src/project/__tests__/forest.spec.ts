import {
  checkForest,
  Forest,
  joinForests,
  neededColumns,
  Tree
} from '../forest';

const TREE: Tree = {
  column: Int32Array.of(3, -1, 1, -1, -1),
  threshold: Float64Array.of(0.5, 0, -2, 0, 0),
  left: Int32Array.of(2, 0, 3, 0, 0),
  right: Int32Array.of(1, 0, 4, 0, 0),
  samples: Float64Array.of(0, 7, 0, 3, 4),
  fractions: Float64Array.of(0, 0, 0, 1, 0, 0, 1, 0, 0.25, 0.75)
};
const FOREST: Forest = {
  columnCount: 5,
  knownLabels: [1, 3],
  trees: [TREE, TREE],
  rowCount: 14
};

const withTree = (changes: Partial<Tree>): Forest => ({
  ...FOREST,
  trees: [TREE, { ...TREE, ...changes }]
});

describe('checkForest', () => {
  it('lets a sound forest pass', () => {
    expect(() => checkForest(FOREST)).not.toThrow();
    expect(() =>
      checkForest(
        withTree({ threshold: Float64Array.of(Infinity, 0, -1e300, 0, 0) })
      )
    ).not.toThrow();
  });

  it.each<[string, Forest, RegExp]>([
    [
      'no column',
      { ...FOREST, columnCount: 0 },
      /one or more columns, but it has 0/
    ],
    ['NaN rows', { ...FOREST, rowCount: NaN }, /training rows, but it has NaN/],
    ['no class', { ...FOREST, knownLabels: [] }, /class numbers/],
    ['class 0', { ...FOREST, knownLabels: [0, 1] }, /“0 1”/],
    ['class 100', { ...FOREST, knownLabels: [1, 100] }, /1 to 99/],
    ['a class twice', { ...FOREST, knownLabels: [2, 2] }, /different/],
    ['no tree', { ...FOREST, trees: [] }, /1 to 1000 trees, but it has 0/],
    [
      'too many trees',
      { ...FOREST, trees: new Array(1001).fill(TREE) },
      /has 1001/
    ],
    [
      'a tree without nodes',
      withTree({ column: new Int32Array(0) }),
      /tree 1 needs one entry/
    ],
    [
      'arrays of unlike length',
      withTree({ left: Int32Array.of(2, 0) }),
      /2 and 5 children/
    ],
    [
      'too few fractions',
      withTree({ fractions: new Float64Array(5) }),
      /5 fractions of 2/
    ],
    [
      'a column too high',
      withTree({ column: Int32Array.of(5, -1, 1, -1, -1) }),
      /column 5, but there are 5/
    ],
    [
      'a column below −1',
      withTree({ column: Int32Array.of(-2, -1, 1, -1, -1) }),
      /column -2/
    ],
    [
      'a NaN threshold',
      withTree({ threshold: Float64Array.of(NaN, 0, 0, 0, 0) }),
      /node 0 of tree 1/
    ],
    [
      'a child outside',
      withTree({ left: Int32Array.of(2, 0, 5, 0, 0) }),
      /child 5/
    ],
    [
      'a negative child',
      withTree({ right: Int32Array.of(-1, 0, 4, 0, 0) }),
      /child -1/
    ],
    [
      'the root as child',
      withTree({ left: Int32Array.of(2, 0, 0, 0, 0) }),
      /child 0/
    ],
    [
      'a cycle',
      withTree({ left: Int32Array.of(2, 0, 2, 0, 0) }),
      /node 2 of tree 1 has more than one parent/
    ],
    [
      'a shared child',
      withTree({ right: Int32Array.of(1, 0, 3, 0, 0) }),
      /node 3 .* more than one parent/
    ],
    [
      'a fraction above 1',
      withTree({ fractions: Float64Array.of(0, 0, 0, 2, 0, 0, 1, 0, 0, 1) }),
      /0 to 1, but it has 2/
    ],
    [
      'a NaN fraction',
      withTree({ fractions: Float64Array.of(0, 0, 0, NaN, 0, 0, 1, 0, 0, 1) }),
      /NaN/
    ],
    [
      'a leaf without fractions',
      withTree({ fractions: Float64Array.of(0, 0, 0, 1, 0, 0, 0, 0, 0, 1) }),
      /leaf 3 of tree 1 should sum to 1, but they sum to 0/
    ],
    [
      'endless samples',
      withTree({ samples: Float64Array.of(0, Infinity, 0, 3, 4) }),
      /leaf 1 .* Infinity/
    ]
  ])('refuses %s', (_, forest, message) => {
    expect(() => checkForest(forest)).toThrow(message);
    expect(() => checkForest(forest)).toThrow(
      expect.objectContaining({ tag: 'format' })
    );
  });
});

describe('neededColumns', () => {
  it('are those that some tree compares', () => {
    expect(neededColumns(FOREST)).toEqual(new Set([1, 3]));
  });
});

describe('joinForests', () => {
  it('keeps the order of parts and trees', () => {
    const other = { ...TREE, samples: Float64Array.of(0, 1, 0, 1, 1) };
    const joined = joinForests([FOREST, { ...FOREST, trees: [other] }]);
    expect(joined.trees).toEqual([TREE, TREE, other]);
    expect(joined.knownLabels).toEqual([1, 3]);
  });

  it.each<[string, Forest[]]>([
    ['no part', []],
    ['other columns', [FOREST, { ...FOREST, columnCount: 6 }]],
    ['other classes', [FOREST, { ...FOREST, knownLabels: [1, 2] }]],
    ['other rows', [FOREST, { ...FOREST, rowCount: 15 }]]
  ])('refuses %s', (_, parts) => {
    expect(() => joinForests(parts)).toThrow(
      expect.objectContaining({ tag: 'mismatch' })
    );
  });
});
