import { colorTable, labelsToRgba } from '../layers/label-colors';

const table = colorTable([
  [255, 225, 25],
  [0, 130, 200]
]);

describe('labelsToRgba', () => {
  it('paints each label in the colour of its class and leaves 0 transparent', () => {
    const rgba = labelsToRgba(Uint8Array.of(0, 1, 2, 0), 2, 2, 1, table);
    expect([...rgba]).toEqual([
      0, 0, 0, 0, 255, 225, 25, 255, 0, 130, 200, 255, 0, 0, 0, 0
    ]);
  });

  it('begins again at the first colour beyond the table', () => {
    const rgba = labelsToRgba(Uint32Array.of(3, 4, 70000), 1, 3, 1, table);
    expect([rgba[0], rgba[4], rgba[8]]).toEqual([255, 0, 0]);
  });

  it('keeps a thin stroke visible from afar, also in a cut last row', () => {
    const labels = new Uint8Array(25);
    labels[1 * 5 + 1] = 1;
    labels[4 * 5 + 4] = 2;
    const rgba = labelsToRgba(labels, 5, 5, 2, table);
    expect(rgba).toHaveLength(4 * 9);
    const alpha = [...rgba].filter((_, i) => i % 4 === 3);
    expect(alpha).toEqual([255, 0, 0, 0, 0, 0, 0, 0, 255]);
    expect([...rgba.slice(32)]).toEqual([0, 130, 200, 255]);
  });

  it('paints nothing without colours', () => {
    const rgba = labelsToRgba(Uint8Array.of(1), 1, 1, 1, colorTable([]));
    expect([...rgba]).toEqual([0, 0, 0, 0]);
  });
});
