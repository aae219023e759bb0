import { PixelForestError } from '../../errors';
import { createClass, LabelClass, MAX_CLASSES } from '../../project/classes';
import { Rgb } from '../../project/images';
import { Hdf5Group } from '../hdf5/read-node';
import { setAttribute } from '../hdf5/write-file';
import { areEqual, hasList, Part } from './parts';

/** A project is of no use with fewer. */
const MIN_CLASSES = 2;

/**
 * Reads names and colours of the classes.
 *
 * @param highestLabel highest class number among the labels: as many classes are needed
 * @param warnings     gets a line if classes had to be added
 * @throws PixelForestError `project` if there are more than 99
 */
export function readClasses(
  group: Hdf5Group | null,
  highestLabel: number,
  warnings: string[]
): LabelClass[] {
  const list = group?.dataset('LabelNames');
  const names = list && !list.isMarkedEmpty ? list.texts() : [];
  if (names.length > MAX_CLASSES) {
    throw new PixelForestError(
      'project',
      `${group?.fileName}: at most ${MAX_CLASSES} classes are possible but the project has ${names.length}. Merge some with ilastik.`
    );
  }
  const colors = readColors(group, 'LabelColors');
  const probabilityColors = readColors(group, 'PmapColors');
  const classes: LabelClass[] = [];
  names.forEach((name, i) => {
    const color = colors[i] ?? createClass(classes).color;
    const probabilityColor = probabilityColors[i] ?? color;
    classes.push({ name, color, probabilityColor });
  });
  if (highestLabel > classes.length && classes.length > 0) {
    warnings.push(
      `There are labels of class ${highestLabel} but only ${classes.length} classes; the missing ones were added.`
    );
  }
  while (classes.length < Math.max(MIN_CLASSES, highestLabel)) {
    classes.push(createClass(classes));
  }
  return classes;
}

/** Names and colours of the classes, as parts of `PixelClassification`. */
export function classParts(
  group: readonly string[],
  classes: readonly LabelClass[]
): Part[] {
  return [
    {
      path: [...group, 'LabelNames'],
      isSame: (parent, name) => {
        const list = parent.dataset(name);
        const names = classes.map(each => each.name);
        return hasList(list, 1) && areEqual(list.texts(), names);
      },
      write: (parent, name) =>
        setAttribute(
          parent.texts(
            name,
            classes.map(each => each.name)
          ),
          'isEmpty',
          classes.length === 0
        )
    },
    colorsPart(
      [...group, 'LabelColors'],
      classes.map(({ color }) => color)
    ),
    colorsPart(
      [...group, 'PmapColors'],
      classes.map(({ probabilityColor }) => probabilityColor)
    )
  ];
}

function colorsPart(path: readonly string[], colors: readonly Rgb[]): Part {
  const values = colors.flat();
  return {
    path,
    isSame: (parent, name) => {
      const list = parent.dataset(name);
      return (
        hasList(list, 2) &&
        list.shape[1] === 3 &&
        areEqual(list.numbers(), values)
      );
    },
    write: (parent, name) =>
      setAttribute(
        parent.integers(name, values, [colors.length, 3]),
        'isEmpty',
        colors.length === 0
      )
  };
}

/** One colour a row; short or missing lists give fewer. */
function readColors(group: Hdf5Group | null, name: string): Rgb[] {
  const list = group?.dataset(name);
  if (!list || list.isMarkedEmpty || list.shape.length !== 2) {
    return [];
  }
  const [rows, columns] = list.shape;
  if (columns < 3) {
    return [];
  }
  const values = list.numbers();
  const channel = (at: number): number =>
    Math.max(0, Math.min(255, Math.round(values[at]) || 0));
  return Array.from({ length: rows }, (_, row) => {
    const at = row * columns;
    return [channel(at), channel(at + 1), channel(at + 2)];
  });
}
