import { Shape } from '../../project/grid';

/** The orders ilastik tries, one after the other. */
const ORDERS = ['yx', 'tzy', 'tzx', 'tyx', 'zyx', 'tzyx'];

/**
 * The axis order ilastik works in and stores labels in: the first of its orders
 * that has every axis longer than 1, and always `c` at the end. That is `yxc`
 * for a picture and `zyxc` for a volume; only images of one row or one column
 * end in odd ones (`tzyc`).
 *
 * @source docs/project-file.md, "Axis order"
 */
export function internalAxes(shape: Shape): string {
  const long = (['t', 'z', 'y', 'x'] as const).filter(axis => shape[axis] > 1);
  const order = ORDERS.find(axes => long.every(axis => axes.includes(axis)));
  return `${order ?? 'tzyx'}c`;
}
