import { Rgb } from '../../project/images';

/**
 * Encodes ImageJ's tags 50838 (sizes) and 50839 (content), big-endian.
 *
 * @param info           text of Image › Show Info, '' for none
 * @param labels         one per page, or none
 * @param displayRanges  one per channel, or none
 * @param colors         one per channel, or none: tables from black to the colour
 * @returns              null if there is nothing to say
 * @source ImageJ 1.x, ij.io.TiffEncoder.writeMetaData
 */
export function encodeImageJMetadata({
  info,
  labels,
  displayRanges,
  colors
}: {
  readonly info: string;
  readonly labels: readonly string[];
  readonly displayRanges: readonly (readonly [number, number])[];
  readonly colors: readonly Rgb[];
}): { counts: Uint8Array; content: Uint8Array } | null {
  const kinds: { type: string; entries: Uint8Array[] }[] = [
    { type: 'info', entries: info === '' ? [] : [encodeUtf16(info)] },
    { type: 'labl', entries: labels.map(encodeUtf16) },
    {
      type: 'rang',
      entries: displayRanges.length > 0 ? [encodeRanges(displayRanges)] : []
    },
    { type: 'luts', entries: colors.map(encodeTable) }
  ].filter(kind => kind.entries.length > 0);
  if (kinds.length === 0) {
    return null;
  }
  const header = new DataView(new ArrayBuffer(4 + 8 * kinds.length));
  writeLetters(header, 0, 'IJIJ');
  kinds.forEach(({ type, entries }, i) => {
    writeLetters(header, 4 + 8 * i, type);
    header.setUint32(8 + 8 * i, entries.length);
  });
  const parts = [
    new Uint8Array(header.buffer),
    ...kinds.flatMap(kind => kind.entries)
  ];
  const counts = new DataView(new ArrayBuffer(4 * parts.length));
  const content = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  parts.forEach((part, i) => {
    counts.setUint32(4 * i, part.length);
    content.set(part, at);
    at += part.length;
  });
  return { counts: new Uint8Array(counts.buffer), content };
}

function writeLetters(view: DataView, at: number, letters: string): void {
  for (let i = 0; i < letters.length; i++) {
    view.setUint8(at + i, letters.charCodeAt(i));
  }
}

function encodeUtf16(text: string): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) {
    view.setUint16(2 * i, text.charCodeAt(i));
  }
  return new Uint8Array(view.buffer);
}

function encodeRanges(
  ranges: readonly (readonly [number, number])[]
): Uint8Array {
  const view = new DataView(new ArrayBuffer(16 * ranges.length));
  ranges.forEach(([min, max], i) => {
    view.setFloat64(16 * i, min);
    view.setFloat64(16 * i + 8, max);
  });
  return new Uint8Array(view.buffer);
}

function encodeTable(color: Rgb): Uint8Array {
  return Uint8Array.from({ length: 768 }, (_, i) =>
    Math.round(((i % 256) / 255) * color[Math.floor(i / 256)])
  );
}
