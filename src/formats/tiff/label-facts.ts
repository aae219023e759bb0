import { Rgb } from '../../project/images';
import { IByteSource } from '../contract';
import { classNamesInDescription } from '../labels/class-names';
import { TiffFile } from './file';
import { TAG } from './tags';

/** What a label TIFF says of its numbers. */
export type TiffLabelFacts = {
  /** Of the numbers from 1; empty if it names none. */
  readonly names: readonly string[];
  /** Colour of each number from 0; empty without a palette. */
  readonly palette: readonly Rgb[];
};

/**
 * Class names and colours of the first page.
 *
 * @throws PixelForestError `format` if truncated
 */
export async function readTiffFacts(
  source: IByteSource,
  signal?: AbortSignal
): Promise<TiffLabelFacts> {
  const { file, directories } = await TiffFile.open(source, signal);
  try {
    const [first] = directories;
    const description = await file.text(first, TAG.imageDescription, signal);
    // all reds, all greens, all blues; 16 bits each
    const map = await file.numbers(first, TAG.colorMap, signal);
    const count = map ? map.length / 3 : 0;
    const palette = Array.from({ length: Math.floor(count) }, (_, i): Rgb => {
      const part = (c: number): number =>
        Math.floor((map?.[c * count + i] ?? 0) / 256);
      return [part(0), part(1), part(2)];
    });
    return { names: classNamesInDescription(description), palette };
  } finally {
    file.close();
  }
}
