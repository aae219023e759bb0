import { PixelForestError } from '../../errors';

/** Longest part of a path on any common file system. */
const MAX_PART_BYTES = 255;
const MAX_DEPTH = 16;

/** What macOS and Windows put into zips and folders unasked. */
const CLUTTER = /(?:^|\/)(?:__MACOSX\/.*|\.DS_Store|Thumbs\.db|desktop\.ini)$/i;

/** Whether an entry is left out without a word. */
export function isClutter(name: string): boolean {
  return CLUTTER.test(name);
}

/**
 * Refuses names that are no plain relative path: such a file would be written
 * outside its folder, over another one, or where nobody sees it.
 *
 * @param zip file name for messages
 * @throws PixelForestError `format`
 */
export function checkEntryName(zip: string, name: string): void {
  const parts = name.split('/');
  const isPlain = parts.every(
    part =>
      part !== '' &&
      !part.startsWith('.') &&
      new TextEncoder().encode(part).length <= MAX_PART_BYTES
  );
  const hasOddLetters = [...name].some(
    letter => letter < ' ' || '\\:*?"<>|\u007f\ufffd'.includes(letter)
  );
  if (!isPlain || hasOddLetters || parts.length > MAX_DEPTH) {
    throw new PixelForestError(
      'format',
      `${zip} has a file named ${JSON.stringify(name.slice(0, 200))}, which is no plain path inside a folder. Nothing was unpacked: it may be made to harm.`
    );
  }
}
