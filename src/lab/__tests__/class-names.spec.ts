import { createClass, LabelClass } from '../../project/classes';
import { classIndexOf, namedChoices } from '../session/class-names';

const CLASSES: LabelClass[] = ['Nucleus', 'Rest'].map(name => ({
  ...createClass([]),
  name
}));

describe('classes by name, as a macro gives them', () => {
  const theirs = [['cell', '1'], ['other', '2'], ['3']];
  const suggested = ['add', 'add', 0] as const;

  it('replace what was suggested; the rest stays', () => {
    expect(
      namedChoices({ cell: 'Rest', '3': null }, theirs, CLASSES, suggested)
    ).toEqual([1, 'add', 'drop']);
    expect(
      namedChoices({ '2': 'Nucleus' }, theirs, CLASSES, suggested)
    ).toEqual(['add', 0, 0]);
    expect(namedChoices(undefined, theirs, CLASSES, suggested)).toEqual(
      suggested
    );
  });

  it('that neither has are refused, with those there are', () => {
    expect(() =>
      namedChoices({ cells: 'Rest' }, theirs, CLASSES, suggested)
    ).toThrow('They have no class “cells”. Theirs are: cell, other, 3.');
    expect(() =>
      namedChoices({ cell: 'rest' }, theirs, CLASSES, suggested)
    ).toThrow('There is no class “rest”. The classes are: Nucleus, Rest.');
    expect(classIndexOf(CLASSES, 'Rest')).toBe(1);
  });
});
