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

/** The reverse of {@link encodeBase64}; line breaks are skipped. */
export function decodeBase64(text: string): Uint8Array {
  const binary = atob(text.replace(/\s+/g, ''));
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) {
    bytes[i] = binary.charCodeAt(i);
  }
  return bytes;
}
