import { BrushMask, rasteriseStroke } from '../brush';
import { Shape, TileBox } from '../grid';
import { LABEL_BLOCK_SIZE, LabelImage } from '../labels';

const SHAPE: Shape = { t: 2, z: 1, y: 150, x: 700, c: 1 };
const PLANE = { t: 0, z: 0 };
const LATER = { t: 1, z: 0 };
const BOUNDS: TileBox = { y0: 0, x0: 0, y1: SHAPE.y, x1: SHAPE.x };
/** First pixel of the second block. */
const EDGE = LABEL_BLOCK_SIZE;

function stroke(...points: [number, number][]): BrushMask {
  const mask = rasteriseStroke(
    points.map(([y, x]) => ({ y, x })),
    3,
    BOUNDS
  );
  expect(mask).not.toBeNull();
  return mask!;
}

/** Everything one can see of the labels of a plane. */
function picture(labels: LabelImage, plane = PLANE): Uint8Array {
  return labels.readBox(plane, BOUNDS);
}

describe('painting', () => {
  it('covers pixels on both sides of a block border', () => {
    const labels = new LabelImage(SHAPE);
    labels.paint(PLANE, stroke([10, EDGE]), 2);
    expect(labels.get(PLANE, 10, EDGE - 1)).toBe(2);
    expect(labels.get(PLANE, 10, EDGE)).toBe(2);
    expect(labels.get(PLANE, 10, EDGE + 1)).toBe(2);
    expect(labels.get(PLANE, 10, EDGE + 2)).toBe(0);
    expect(labels.counts()[2]).toBe(9);
  });

  it('overwrites other classes and keeps the counts right', () => {
    const labels = new LabelImage(SHAPE);
    labels.paint(PLANE, stroke([20, 20]), 1);
    labels.paint(PLANE, stroke([20, 21]), 2);
    expect([...labels.counts().slice(0, 4)]).toEqual([0, 3, 9, 0]);
  });

  it('erases with 0, and an erased image is empty', () => {
    const labels = new LabelImage(SHAPE);
    labels.paint(PLANE, stroke([EDGE, EDGE]), 1);
    labels.paint(PLANE, stroke([EDGE, EDGE]), 0);
    expect(labels.counts()[1]).toBe(0);
    expect(labels.isEmpty).toBe(true);
    expect([...labels.entries()]).toHaveLength(0);
  });

  it('says nothing changed where the pixels had the label already', () => {
    const labels = new LabelImage(SHAPE);
    labels.paint(PLANE, stroke([20, 20]), 1);
    expect(labels.paint(PLANE, stroke([20, 20]), 1)).toBeNull();
    expect(labels.paint(PLANE, stroke([90, 90]), 0)).toBeNull();
  });

  it('keeps planes apart', () => {
    const labels = new LabelImage(SHAPE);
    labels.paint(LATER, stroke([20, 20]), 1);
    expect(labels.get(PLANE, 20, 20)).toBe(0);
    expect(labels.get(LATER, 20, 20)).toBe(1);
  });
});

describe('taking changes back', () => {
  it('undo restores a stroke that crossed two blocks', () => {
    const labels = new LabelImage(SHAPE);
    labels.paint(PLANE, stroke([EDGE + 5, EDGE - 8]), 1);
    const before = picture(labels);
    const change = labels.paint(
      PLANE,
      stroke([EDGE - 10, EDGE - 10], [EDGE + 10, EDGE + 10]),
      2
    )!;
    const after = picture(labels);
    expect(change.blocks.length).toBeGreaterThanOrEqual(2);
    expect(after).not.toEqual(before);

    labels.apply(change, 'before');
    expect(picture(labels)).toEqual(before);
    expect([...labels.counts().slice(1, 3)]).toEqual([9, 0]);

    labels.apply(change, 'after');
    expect(picture(labels)).toEqual(after);
  });

  it('undo of the first stroke leaves an empty image', () => {
    const labels = new LabelImage(SHAPE);
    const change = labels.paint(PLANE, stroke([EDGE, EDGE]), 1)!;
    labels.apply(change, 'before');
    expect(labels.isEmpty).toBe(true);
  });
});

describe('renumbering', () => {
  it('moves higher classes down and drops the removed one in all planes', () => {
    const labels = new LabelImage(SHAPE);
    labels.paint(PLANE, stroke([20, 20]), 1);
    labels.paint(PLANE, stroke([40, 40]), 2);
    labels.paint(LATER, stroke([EDGE, EDGE]), 3);
    const before = [picture(labels), picture(labels, LATER)];
    const newNumber = Uint8Array.from({ length: 256 }, (_, n) => n);
    newNumber[2] = 0;
    newNumber[3] = 2;
    const change = labels.renumber(newNumber)!;
    expect(change.plane).toBeNull();
    expect([...labels.counts().slice(1, 4)]).toEqual([9, 9, 0]);
    expect(labels.get(PLANE, 40, 40)).toBe(0);
    expect(labels.get(LATER, EDGE, EDGE)).toBe(2);

    labels.apply(change, 'before');
    expect([picture(labels), picture(labels, LATER)]).toEqual(before);
    expect([...labels.counts().slice(1, 4)]).toEqual([9, 9, 9]);
  });

  it('is no change if no label gets another number', () => {
    const labels = new LabelImage(SHAPE);
    labels.paint(PLANE, stroke([20, 20]), 1);
    const newNumber = Uint8Array.from({ length: 256 }, (_, n) => n);
    newNumber[7] = 3;
    expect(labels.renumber(newNumber)).toBeNull();
  });
});

describe('reading and writing boxes', () => {
  it('readBox outside the image is 0', () => {
    const labels = new LabelImage(SHAPE);
    labels.writeBox(PLANE, BOUNDS, new Uint8Array(SHAPE.y * SHAPE.x).fill(5));
    const box = { y0: -1, x0: SHAPE.x - 1, y1: 1, x1: SHAPE.x + 1 };
    expect([...labels.readBox(PLANE, box)]).toEqual([0, 0, 5, 0]);
    expect(labels.get(PLANE, -1, 0)).toBe(0);
    expect(labels.get(PLANE, 0, SHAPE.x)).toBe(0);
    expect(labels.get(PLANE, SHAPE.y, 0)).toBe(0);
  });

  it('writeBox writes across blocks and leaves what is under a 0', () => {
    const labels = new LabelImage(SHAPE);
    labels.paint(PLANE, stroke([EDGE, EDGE]), 1);
    const box = { y0: EDGE - 1, x0: EDGE - 1, y1: EDGE + 1, x1: EDGE + 1 };
    labels.writeBox(PLANE, box, Uint8Array.of(2, 0, 0, 3));
    expect([...labels.readBox(PLANE, box)]).toEqual([2, 1, 1, 3]);
    expect([...labels.counts().slice(1, 4)]).toEqual([7, 1, 1]);
  });

  it('writeBox leaves out what lies outside the image', () => {
    const labels = new LabelImage(SHAPE);
    const box = { y0: -1, x0: -1, y1: 1, x1: 1 };
    labels.writeBox(PLANE, box, Uint8Array.of(1, 1, 1, 1));
    expect(labels.counts()[1]).toBe(1);
    expect(labels.get(PLANE, 0, 0)).toBe(1);
  });

  it('restore takes stored blocks to another image, counts included', () => {
    const from = new LabelImage(SHAPE);
    from.paint(PLANE, stroke([EDGE, EDGE]), 1);
    const to = new LabelImage(SHAPE);
    for (const [key, block] of from.entries()) {
      to.restore(key, block);
    }
    expect(picture(to)).toEqual(picture(from));
    expect(to.counts()).toEqual(from.counts());
  });
});

describe('listing labelled pixels', () => {
  const strokes: [number, number, number][] = [
    [EDGE + 20, EDGE + 20, 1],
    [5, 150, 2],
    [EDGE, 3, 2],
    [5, 5, 1],
    // block 10 would come before block 2 if keys were compared as words
    [5, 690, 1]
  ];

  it('gives the same order whatever the order of strokes', () => {
    const [one, other] = [strokes, [...strokes].reverse()].map(order => {
      const labels = new LabelImage(SHAPE);
      for (const [y, x, label] of order) {
        labels.paint(LATER, stroke([y, x]), label);
        labels.paint(PLANE, stroke([y, x]), label);
      }
      return labels.labelledPixels();
    });
    expect(one).toEqual(other);
    expect(one.map(({ plane }) => plane)).toEqual([PLANE, LATER]);
    expect(one[0].labels).toHaveLength(45);
    const { x } = one[0];
    expect(x.indexOf(690)).toBeGreaterThan(x.indexOf(150));
  });

  it('gives the smallest box around the labels of each plane', () => {
    const labels = new LabelImage(SHAPE);
    labels.paint(PLANE, stroke([20, 100]), 1);
    labels.paint(PLANE, stroke([90, 30]), 1);
    expect(labels.labelledPlanes()).toEqual([
      { plane: PLANE, box: { y0: 19, x0: 29, y1: 92, x1: 102 } }
    ]);
  });
});
