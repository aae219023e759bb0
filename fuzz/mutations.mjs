/** Ways to spoil a project file. Everything is drawn from one seeded source. */

/** @returns numbers from 0 up to (not including) `below`; the same for the same seed */
export function createRandom(seed) {
  let state = seed >>> 0 || 1;
  return below => {
    // xorshift: the low bits are as random as the high ones
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * A spoilt copy of a file.
 *
 * @param rooms  what scripts/node/rooms.mjs exports
 * @param bytes  of a sound file; not changed
 * @param random from `createRandom`
 * @returns `bytes`, and `how` they were spoilt
 */
export async function mutate(rooms, bytes, random) {
  const kind = random(100);
  if (kind < 8) {
    const length = random(bytes.length);
    return { how: `cut off at ${length}`, bytes: bytes.slice(0, length) };
  }
  if (kind < 50) {
    return spoilBytes(bytes.slice(), random);
  }
  const changed = await spoilMembers(rooms, bytes, random);
  return kind < 90 || !changed
    ? (changed ?? spoilBytes(bytes.slice(), random))
    : spoilBytes(changed.bytes, random, changed.how);
}

/** Values that sizes, addresses and counts have in nightmares. */
const NIGHTMARES = [
  0n,
  1n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  0x100000000n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n
];

function spoilBytes(bytes, random, before = '') {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = 1 + random(12);
  const way = random(6);
  for (let i = 0; i < count && bytes.length >= 256; i++) {
    const at = random(bytes.length - 64);
    if (way === 0) {
      bytes[at] ^= 1 << random(8);
    } else if (way === 1) {
      bytes[at] = random(256);
    } else if (way === 2) {
      view.setBigUint64(at - (at % 8), NIGHTMARES[random(10)], true);
    } else if (way === 3) {
      // an address that leads to another place of the file
      view.setBigUint64(at - (at % 8), BigInt(random(bytes.length)), true);
    } else if (way === 4) {
      bytes.copyWithin(at, random(bytes.length - 64), bytes.length - 32);
    } else {
      changeDigit(bytes, at, random);
    }
  }
  const ways = ['bits', 'bytes', 'sizes', 'addresses', 'places', 'digits'];
  return { how: `${before} ${count} ${ways[way]}`.trim(), bytes };
}

/** The next digit of some text becomes another one, or a sign. */
function changeDigit(bytes, from, random) {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] >= 48 && bytes[at] < 58) {
      bytes[at] = '0123456789-:,'.charCodeAt(random(13));
      return;
    }
  }
}

const RAW = 'Input Data/infos/lane0000/Raw Data';
const TRAINED = 'PixelClassification';
const TREE = `${TRAINED}/ClassifierForests/Forest0000/Tree_0`;
const LEAF = 0x40000000;

/** Members to write anew: path, and `(group, name, random)` that writes it. */
const MEMBERS = [
  [
    `${RAW}/filePath`,
    texts(
      '../../../etc/passwd',
      '/etc/passwd',
      'https://x.org/a.tif',
      'C:\\a\\..\\..\\b.tif',
      'a'.repeat(70000),
      'a\u0000b',
      '\\\\server\\share',
      ''
    )
  ],
  [
    `${RAW}/nickname`,
    texts('<img src=x onerror=alert(1)>', '\u202e', 'n'.repeat(1e5))
  ],
  [
    `${RAW}/axistags`,
    texts(
      '{',
      '[]',
      'null',
      '{"axes":[{"key":"y"},{"key":"y"}]}',
      '{"axes":[null]}',
      '{"axes":[{"key":"\ud800"}]}',
      `{"axes":[${'{"key":"x"},'.repeat(9000)}{"key":"y"}]}`,
      `${'['.repeat(1e5)}`
    )
  ],
  [
    `${RAW}/shape`,
    integers(
      [1e6, 1e6, 1],
      [-1, 5, 1],
      [0, 0, 0],
      [],
      [2 ** 40, 2 ** 40, 2 ** 40]
    )
  ],
  [`${RAW}/location`, texts('ProjectInternal', 'Nowhere')],
  [`${RAW}/inner_path`, texts('/Input Data/local_data/../../time', '/')],
  [`${RAW}/subvolume_roi`, integers([0, 0, 0, 1, 1, 1], [5], [])],
  [
    'ilastikVersion',
    texts('0.5', '2.0', '1.4.1-jupyter', '1.3.3', `1.${'9'.repeat(5000)}`, '')
  ],
  ['workflowName', texts('Carving', '', 'x'.repeat(1e5))],
  [
    'FeatureSelections/Scales',
    floats(
      [NaN],
      [Infinity, 1],
      [-1, 2],
      [1e300, 1e-300],
      [],
      Array(5000).fill(1)
    )
  ],
  [
    'FeatureSelections/FeatureIds',
    lists(
      ['__proto__', 'constructor'],
      [],
      ['GaussianSmoothing', 'GaussianSmoothing'],
      Array(3000).fill('x')
    )
  ],
  [
    'FeatureSelections/SelectionMatrix',
    matrix([2, 2], [0, 0], [1, 1000], [6, 7])
  ],
  ['FeatureSelections/ComputeIn2d', matrix([0], [1], [200], [2, 2])],
  ['FeatureSelections/FeatureListFilename', texts('/etc/passwd')],
  [
    `${TRAINED}/LabelNames`,
    lists([], Array(100).fill('a'), ['\u0000'], ['x'.repeat(1e6)])
  ],
  [`${TRAINED}/LabelColors`, matrix([2, 3], [2, 0], [0, 3], [99, 4], [2])],
  [
    `${TRAINED}/ClassifierFactory`,
    texts(
      'cos\nsystem\n(S"id"\ntR.',
      'c'.repeat(1e5),
      'clazyflow.x\nYFactory\np1\nV_num_trees\np2\nI999999999\n'
    )
  ],
  [
    `${TRAINED}/ClassifierForests/pickled_type`,
    texts('cos\nsystem\n(S"id"\ntR.', '')
  ],
  [
    `${TRAINED}/ClassifierForests/known_labels`,
    integers([0, 1], [1, 1], [100, 200], [-1, 2], [], Array(5000).fill(1))
  ],
  [`${TREE}/topology`, trees()],
  [
    `${TREE}/parameters`,
    floats([], [NaN, NaN, NaN, 1, 0, 4, 1], [1, 0.5, 3, 1e308, -1, 4, 2], [1])
  ],
  [`${TREE.slice(0, -7)}/_options/tree_count_`, floats([0], [NaN], [1e9], [])],
  [`${TRAINED}/LabelSets/labels000/block0000`, block],
  [`${TRAINED}/LabelSets/labels000/block0001`, block],
  [
    'PixelForest/settings',
    texts(
      '{',
      '[]',
      '{"trainingChannels":[1e999]}',
      '{"treeCount":1e9,"seed":-1}',
      `${'[{"a":'.repeat(20000)}`
    )
  ],
  [
    'PixelForest/images',
    texts(
      '{"one":{"fileAxes":"yxc","fileShape":[1e308,1,1]}}',
      '{"__proto__":{}}'
    )
  ],
  ['PixelForest/topics/x', texts('{', '"\ud800"')]
];

/** Members that are left out, or are of another kind. */
const GROUPS = [
  'Input Data',
  'Input Data/infos',
  RAW,
  TRAINED,
  'FeatureSelections',
  `${TRAINED}/LabelSets`,
  `${TRAINED}/ClassifierForests`,
  `${TRAINED}/Bookmarks`,
  'Input Data/infos/lane0000'
];

/** @returns null if the file is of a layout whose members cannot be replaced */
async function spoilMembers({ LinkEditor, changeHdf5 }, bytes, random) {
  const changes = Array.from({ length: 1 + random(3) }, () => {
    if (random(8) === 0) {
      const path = GROUPS[random(GROUPS.length)];
      const ways = [
        () => undefined,
        (group, name) => group.text(name, 'no group'),
        (group, name) => group.group(name)
      ];
      return [path, ways[random(ways.length)]];
    }
    return MEMBERS[random(MEMBERS.length)];
  });
  const spoilt = new Map(changes);
  let editor;
  try {
    editor = new LinkEditor(bytes, 'fuzz');
  } catch {
    return null;
  }
  for (const path of spoilt.keys()) {
    const names = path.split('/');
    const last = names.pop();
    let group = editor.root;
    for (const name of names) {
      group = group && editor.group(group, name);
    }
    group?.remove(last);
  }
  const output = await changeHdf5(editor.finish());
  try {
    for (const [path, write] of spoilt) {
      const names = path.split('/');
      const last = names.pop();
      try {
        const group = names.reduce(
          (each, name) => each.group(name),
          output.root
        );
        write(group, last, random);
      } catch {
        // its group was spoilt just before
      }
    }
    return { how: [...spoilt.keys()].join(', '), bytes: output.finish() };
  } finally {
    output.dispose();
  }
}

function texts(...choices) {
  return (group, name, random) =>
    group.text(name, choices[random(choices.length)]);
}

function lists(...choices) {
  return (group, name, random) =>
    group.texts(name, choices[random(choices.length)]);
}

function integers(...choices) {
  return (group, name, random) =>
    group.integers(name, choices[random(choices.length)]);
}

function floats(...choices) {
  return (group, name, random) =>
    group.floats(name, choices[random(choices.length)]);
}

function matrix(...shapes) {
  return (group, name, random) => {
    const shape = shapes[random(shapes.length)];
    const length = shape.reduce((product, side) => product * side, 1);
    const values = Uint8Array.from({ length }, () => random(3));
    group.array(name, values, shape);
  };
}

/** Trees that run in circles, leave their tables, or ask for columns that are not there. */
function trees() {
  const choices = [
    [],
    [4],
    [4, 2, 0, 0, 2, 2, 3],
    [4, 2, 0, 0, 7, 9, 9999, LEAF, 2, LEAF, 5],
    [4, 2, 0, 0, 7, -9, 3, LEAF, 2, LEAF, 5],
    [4, 2, 0, 0, 2147483647, 9, 3, LEAF, 2, LEAF, 5],
    [4, 2, 0, 0, 7, 9, -1, LEAF, -2, LEAF, 5],
    [4, 200, 0, 0, 7, 9, 3, LEAF, 2, LEAF, 5],
    [-4, -2, LEAF, 0],
    [4, 2, LEAF + 1, 0],
    chain(20000)
  ];
  return (group, name, random) => {
    const values = choices[random(choices.length)];
    group.array(name, Int32Array.from(values), [values.length]);
  };
}

/** A tree as deep as it has nodes. */
function chain(depth) {
  const nodes = [4, 2];
  for (let i = 0; i < depth; i++) {
    const next = nodes.length + 5;
    nodes.push(0, 0, next, next + 5 * (depth - i) + 2, 3);
  }
  return [...nodes, LEAF, 2, LEAF, 5];
}

/** Labels at absurd places, of absurd values, in absurd words. */
function block(group, name, random) {
  const sides = [
    [2, 2, 1],
    [1, 1, 2, 2, 1],
    [2, 2],
    [0, 0, 0],
    [1, 1, 1, 1, 1, 1, 1],
    [400, 400, 1]
  ][random(6)];
  const length = sides.reduce((product, side) => product * side, 1);
  const value = [1, 2, 99, 100, 101, 255, 50][random(7)];
  const dataset = group.array(name, new Uint8Array(length).fill(value), sides);
  const starts = sides.map(() => [0, 0, 3, 15, -1, 1e6, 2 ** 40][random(7)]);
  const slices = sides.map((side, i) => `${starts[i]}:${starts[i] + side}`);
  const wrong = ['', '[::]', '[0:1', `[${'0:1,'.repeat(3e4)}]`, '[1e3:2e3]'];
  const words = random(4) === 0 ? wrong[random(5)] : `[${slices.join(',')}]`;
  dataset.create_attribute('blockSlice', words, [], 'S');
  if (random(3) === 0) {
    const tags = [
      '{',
      '{"axes":[{"key":"y"},{"key":"x"},{"key":"c"}]}',
      'null'
    ];
    dataset.create_attribute('axistags', tags[random(3)], [], 'S');
  }
}
