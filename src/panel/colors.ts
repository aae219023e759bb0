import { Rgb } from '../project/images';

/** `[255, 225, 25]` → `#ffe119`, as colour inputs want it. */
export function toHex(color: Rgb): string {
  return `#${color.map(value => value.toString(16).padStart(2, '0')).join('')}`;
}

/** `#ffe119` → `[255, 225, 25]`. */
export function fromHex(hex: string): Rgb {
  const value = parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
