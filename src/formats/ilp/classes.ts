import { PixelForestError } from '../../errors';
import { createClass, LabelClass, MAX_CLASSES } from '../../project/classes';
import { Rgb } from '../../project/images';
import { Hdf5Group } from '../hdf5/read-node';
import { Hdf5GroupWriter, setAttribute } from '../hdf5/write-file';

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

/** Writes names and colours of the classes. */
export function writeClasses(
  group: Hdf5GroupWriter,
  classes: readonly LabelClass[]
): void {
  const shape = [classes.length, 3];
  const lists = [
    group.texts(
      'LabelNames',
      classes.map(({ name }) => name)
    ),
    group.integers(
      'LabelColors',
      classes.flatMap(({ color }) => [...color]),
      shape
    ),
    group.integers(
      'PmapColors',
      classes.flatMap(({ probabilityColor }) => [...probabilityColor]),
      shape
    )
  ];
  lists.forEach(list => setAttribute(list, 'isEmpty', classes.length === 0));
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
