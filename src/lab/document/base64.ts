/** Newer browsers bring this themselves, many times faster. */
type WithBase64 = Uint8Array & { toBase64?: () => string };

/** Bytes as base64, as the Contents API wants them. */
export function encodeBase64(bytes: Uint8Array): string {
  const native = bytes as WithBase64;
  if (native.toBase64) {
    return native.toBase64();
  }
  let text = '';
  // more arguments than this overflow the stack of some browsers
  const step = 0x8000;
  for (let at = 0; at < bytes.length; at += step) {
    text += String.fromCharCode(...bytes.subarray(at, at + step));
  }
  return btoa(text);
}

const DIGITS =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Two digits of base64 for each 12 bits, the first in the lower byte; made with the first save. */
let pairs: Uint16Array | null = null;

function digitPairs(): Uint16Array {
  const code = (bits: number): number => DIGITS.charCodeAt(bits & 63);
  pairs ??= Uint16Array.from(
    { length: 4096 },
    (_, bits) => code(bits >> 6) | (code(bits) << 8)
  );
  return pairs;
}

/**
 * A JSON object as UTF-8 whose member `content` is some bytes as base64. As
 * bytes from the start: a text of this size is copied again and again on its
 * way into a request.
 *
 * @param members the others; at least one
 */
export function encodeJsonWithContent(
  members: Readonly<Record<string, string | number>>,
  bytes: Uint8Array
): Uint8Array {
  const text = JSON.stringify(members).slice(0, -1);
  const head = new TextEncoder().encode(`${text},"content":"`);
  // pairs of digits are written as 16 bits, which begin at even places
  const padding = head.length % 2;
  const digitsAt = head.length + padding;
  const whole = bytes.length - (bytes.length % 3);
  const end = digitsAt + Math.ceil(bytes.length / 3) * 4;
  const body = new Uint8Array(end + 2);
  body.fill(SPACE, 0, padding);
  body.set(head, padding);
  const view = new DataView(body.buffer);
  const table = digitPairs();
  let at = digitsAt;
  for (let i = 0; i < whole; i += 3, at += 4) {
    const [high, middle, low] = [bytes[i], bytes[i + 1], bytes[i + 2]];
    view.setUint16(at, table[(high << 4) | (middle >> 4)], true);
    view.setUint16(at + 2, table[((middle & 15) << 8) | low], true);
  }
  if (whole < bytes.length) {
    const rest = new TextEncoder().encode(encodeBase64(bytes.subarray(whole)));
    body.set(rest, at);
  }
  body.set(CLOSING, end);
  return body;
}

const SPACE = 0x20;
/** `"}` */
const CLOSING = Uint8Array.of(0x22, 0x7d);
