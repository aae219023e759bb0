import { createClass, LabelClass, MAX_CLASSES } from '../../project/classes';
import {
  withAddedClass,
  withClearedClass,
  withMergedClass,
  withoutClass,
  withRecoloredClass,
  withRenamedClass
} from '../class-edits';

function classes(count: number): LabelClass[] {
  const list: LabelClass[] = [];
  while (list.length < count) {
    list.push(createClass(list));
  }
  return list;
}

const three = classes(3);

describe('edits of classes', () => {
  it('leave the list they start from as it is', () => {
    const before = JSON.stringify(three);
    withRenamedClass(three, 0, 'x');
    withoutClass(three, 0);
    withMergedClass(three, 0, 2);
    expect(JSON.stringify(three)).toBe(before);
  });

  it('that concern names and colours leave labels alone', () => {
    expect(withAddedClass(three, 'fourth')).toMatchObject({ newNumber: null });
    expect(withRenamedClass(three, 0, 'x').newNumber).toBeNull();
    expect(withRecoloredClass(three, 0, [1, 2, 3]).newNumber).toBeNull();
  });

  it('removing moves higher numbers down', () => {
    const { newNumber } = withoutClass(three, 1);
    expect([...(newNumber ?? []).slice(0, 5)]).toEqual([0, 1, 0, 2, 3]);
  });

  it('merging counts in the list after the removal', () => {
    const down = withMergedClass(three, 0, 2).newNumber ?? [];
    expect([...down.slice(0, 4)]).toEqual([0, 2, 1, 2]);
    const up = withMergedClass(three, 2, 0).newNumber ?? [];
    expect([...up.slice(0, 4)]).toEqual([0, 1, 2, 1]);
  });

  it('clearing keeps the class', () => {
    const edit = withClearedClass(three, 1);
    expect(edit.classes).toBe(three);
    expect([...(edit.newNumber ?? []).slice(0, 4)]).toEqual([0, 1, 0, 3]);
  });
});

describe('what is refused', () => {
  it('a hundredth class', () => {
    const full = withAddedClass(classes(MAX_CLASSES - 1)).classes;
    expect(full).toHaveLength(99);
    expect(() => withAddedClass(full)).toThrow(
      'A project holds at most 99 classes and this one has 99. Merge or delete a class first.'
    );
  });

  it('fewer than two classes', () => {
    const two = classes(2);
    expect(() => withoutClass(two, 0)).toThrow(/keeps at least 2 classes/);
    expect(() => withMergedClass(two, 0, 1)).toThrow(
      /keeps at least 2 classes/
    );
  });

  it('an empty name', () => {
    expect(() => withRenamedClass(three, 0, ' \t ')).toThrow(/needs a name/);
  });

  it.each([-1, 3, 0.5, NaN])('a class at index %p', index => {
    const message = `There is no class at index ${index}: the project has 3, counted from 0.`;
    expect(() => withRenamedClass(three, index, 'x')).toThrow(message);
    expect(() => withRecoloredClass(three, index, [0, 0, 0])).toThrow(message);
    expect(() => withoutClass(three, index)).toThrow(message);
    expect(() => withClearedClass(three, index)).toThrow(message);
    expect(() => withMergedClass(three, 0, index)).toThrow(message);
  });

  it('a merge of a class into itself', () => {
    expect(() => withMergedClass(three, 1, 1)).toThrow(
      '“Label 2” cannot be merged into itself. Choose another class.'
    );
  });
});
