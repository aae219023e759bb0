/**
 * Characters that windows-1252 has at the codes 0x80…0x9f, in that order; the
 * five codes it leaves free stand for themselves.
 */
const WINDOWS_1252 =
  '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * Many programs store UTF-8 text but tag it as ASCII. Such text arrives here
 * decoded byte by byte (variable-length strings as latin-1, fixed-length ones
 * as windows-1252: "Ïƒ" for "σ"); this gives what was meant. Text that was not
 * UTF-8 is returned as it is.
 */
export function repairString(text: string): string {
  const bytes = new Uint8Array(text.length);
  let isAscii = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const index = WINDOWS_1252.indexOf(text[i]);
    if (code > 0xff && index < 0) {
      return text;
    }
    bytes[i] = index < 0 ? code : 0x80 + index;
    isAscii = isAscii && code < 0x80;
  }
  if (isAscii) {
    return text;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
}
