import { Rgb } from './images';

/** A class the user names. `classIndex` counts from 0. */
export type LabelClass = {
  readonly name: string;
  /** Colour of strokes. */
  readonly color: Rgb;
  /** Colour of the probability and segmentation layers. */
  readonly probabilityColor: Rgb;
};

/** Labels are uint8 class numbers and ilastik keeps 100 for erasing. */
export const MAX_CLASSES = 99;

/** ilastik's default colours, chosen to stay apart for colour-blind eyes. */
export const CLASS_COLORS: readonly Rgb[] = [
  [255, 225, 25],
  [0, 130, 200],
  [230, 25, 75],
  [70, 240, 240],
  [60, 180, 75],
  [250, 190, 190],
  [170, 110, 40],
  [145, 30, 180],
  [0, 128, 128],
  [245, 130, 48],
  [240, 50, 230],
  [210, 245, 60],
  [255, 215, 180],
  [230, 190, 255],
  [128, 128, 128]
];

/** A new class with the next default colour; names continue "Label 1", "Label 2", … */
export function createClass(existing: readonly LabelClass[]): LabelClass {
  const numbers = existing.map(({ name }) => {
    const match = /^Label (\d+)$/.exec(name);
    return match ? Number(match[1]) : 0;
  });
  const number = Math.max(existing.length, 0, ...numbers) + 1;
  const used = new Set(existing.map(({ color }) => color.join()));
  const candidates = [
    ...CLASS_COLORS,
    // one more than there are classes, so that one is free
    ...Array.from({ length: existing.length + 1 }, (_, i) => spreadColor(i))
  ];
  const color =
    candidates.find(candidate => !used.has(candidate.join())) ?? candidates[0];
  return { name: `Label ${number}`, color, probabilityColor: color };
}

/** Beyond the named colours: hues spread by the golden angle. */
function spreadColor(index: number): Rgb {
  const hue = (index * 137.508) % 360;
  const channel = (offset: number): number => {
    const k = (offset + hue / 30) % 12;
    return Math.round(
      255 * (0.55 - 0.4 * Math.max(-1, Math.min(k - 3, 9 - k, 1)))
    );
  };
  return [channel(0), channel(8), channel(4)];
}
