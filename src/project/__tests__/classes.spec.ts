import { CLASS_COLORS, createClass, LabelClass, MAX_CLASSES } from '../classes';

function classes(count: number): LabelClass[] {
  const list: LabelClass[] = [];
  while (list.length < count) {
    list.push(createClass(list));
  }
  return list;
}

describe('createClass', () => {
  it('counts names up and takes the colours in their order', () => {
    const list = classes(3);
    expect(list.map(({ name }) => name)).toEqual([
      'Label 1',
      'Label 2',
      'Label 3'
    ]);
    expect(list.map(({ color }) => color)).toEqual(CLASS_COLORS.slice(0, 3));
    expect(list[1].probabilityColor).toEqual(list[1].color);
  });

  it('takes a number no other name has', () => {
    const [first] = classes(1);
    const list = [{ ...first, name: 'Label 7' }, first];
    expect(createClass(list).name).toBe('Label 8');
  });

  it('counts renamed classes too', () => {
    const list = classes(2).map(item => ({ ...item, name: 'nucleus' }));
    expect(createClass(list).name).toBe('Label 3');
  });

  it('gives a colour that became free to the next class', () => {
    const list = classes(3).filter((_, i) => i !== 1);
    expect(createClass(list).color).toEqual(CLASS_COLORS[1]);
  });

  it('gives the 99th class a name and a colour of its own', () => {
    const list = classes(MAX_CLASSES);
    expect(list[98].name).toBe('Label 99');
    expect(new Set(list.map(({ color }) => color.join())).size).toBe(99);
    for (const { color } of list) {
      expect(color.every(value => value >= 0 && value <= 255)).toBe(true);
      expect(color.every(Number.isInteger)).toBe(true);
    }
  });

  it('never repeats a colour beyond the named ones after a class was deleted', () => {
    const list = classes(18).filter((_, i) => i !== 16);
    const added = createClass(list);
    expect(list.map(({ color }) => color)).not.toContainEqual(added.color);
  });
});
