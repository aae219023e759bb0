import { PixelForestError } from '../../errors';

const QUOTE = 0x22;
const ESCAPE = 0x5c;
const PADDING = 0x3d;
/** The member that holds the file; no other place of a JSON text looks like it and a colon. */
const KEY = [...'"content"'].map(letter => letter.charCodeAt(0));
const COLON = 0x3a;

/** Value of each base64 digit by its character code, −1 = no digit. */
const VALUES = new Int8Array(256).fill(-1);
[...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].forEach(
  (digit, value) => {
    VALUES[digit.charCodeAt(0)] = value;
  }
);

/**
 * Takes a file out of an answer of the Contents API while it arrives: as bytes
 * at once, so that it takes its size in memory, and no text of it does.
 *
 * @param body UTF-8 of a JSON object whose member `content` is base64; null = there is none
 * @param size bytes that the file has
 * @throws PixelForestError `access` if there is no such member, or it has another size
 */
export async function readContents(
  body: ReadableStream<Uint8Array> | null,
  size: number
): Promise<Uint8Array> {
  const out = new Uint8Array(size);
  const decoder = new ContentDecoder(out);
  const reader = body?.getReader();
  try {
    while (reader && !decoder.isDone) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      decoder.take(value);
    }
  } finally {
    // what follows the content is not needed
    await reader?.cancel();
  }
  if (!decoder.isDone || decoder.length !== size) {
    throw new PixelForestError(
      'access',
      `The file should have ${size} bytes, but ${decoder.length} came${decoder.isDone ? '' : ', and the answer ended in their middle'}. Open it again.`
    );
  }
  return out;
}

/** Finds the member and decodes its text, in pieces as they come. */
class ContentDecoder {
  constructor(private readonly _out: Uint8Array) {}

  /** Bytes decoded so far; also those that had no room. */
  length = 0;
  /** Whether the text ended. */
  isDone = false;

  take(piece: Uint8Array): void {
    let at = 0;
    while (at < piece.length && !this._isInside) {
      this._search(piece[at++]);
    }
    while (at < piece.length && !this.isDone) {
      this._decode(piece[at++]);
    }
  }

  /** One character before the content. */
  private _search(code: number): void {
    if (this._matched < KEY.length) {
      const isNext = code === KEY[this._matched];
      this._matched = isNext ? this._matched + 1 : Number(code === QUOTE);
    } else if (code > SPACE) {
      const isColon = this._matched === KEY.length && code === COLON;
      this._isInside = this._matched > KEY.length && code === QUOTE;
      this._matched = isColon ? KEY.length + 1 : Number(code === QUOTE);
    }
  }

  /** One character of the content. */
  private _decode(code: number): void {
    const value = VALUES[code];
    if (this._isEscaped) {
      // the text has line breaks, written as \n; a slash may be written as \/
      this._isEscaped = false;
      if (code === SLASH) {
        this._add(value);
      }
    } else if (value >= 0) {
      this._add(value);
    } else if (code === QUOTE) {
      this.isDone = true;
    } else if (code === ESCAPE) {
      this._isEscaped = true;
    } else if (code !== PADDING) {
      throw new PixelForestError(
        'access',
        `The server should send base64, but character ${code} is in it. Open the file again.`
      );
    }
  }

  private _add(value: number): void {
    this._bits = ((this._bits << 6) | value) & 0xfff;
    this._count += 6;
    if (this._count >= 8) {
      this._count -= 8;
      this._out[this.length++] = this._bits >> this._count;
    }
  }

  private _matched = 0;
  private _isInside = false;
  private _isEscaped = false;
  private _bits = 0;
  /** How many of the bits are not written yet. */
  private _count = 0;
}

const SPACE = 0x20;
const SLASH = 0x2f;
