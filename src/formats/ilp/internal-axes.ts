import { Shape } from '../../project/grid';

/**
 * The axis order ilastik works in and stores labels in: `t` and `z` only where
 * they are longer than 1, then `y`, `x`, and always `c` at the end.
 *
 * @source docs/project-file.md, "Axis order"
 */
export function internalAxes(shape: Shape): string {
  return `${shape.t > 1 ? 't' : ''}${shape.z > 1 ? 'z' : ''}yxc`;
}
