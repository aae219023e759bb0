import { readJpegFrame } from '../jpeg-frame';
import { micrometresIn } from '../pixel-size';
import { decodeLzw } from '../tiff/lzw';
import { decodePackBits } from '../tiff/packbits';
import { loadBytes, seededRandom } from './fixtures';

/** LZW as TIFF writes it, plainly: for round trips. */
function encodeLzw(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let pending = 0;
  let pendingBits = 0;
  let width = 9;
  let table = new Map<string, number>();
  let free = 258;
  const put = (code: number) => {
    pending = (pending << width) | code;
    pendingBits += width;
    while (pendingBits >= 8) {
      pendingBits -= 8;
      out.push((pending >> pendingBits) & 255);
      pending &= (1 << pendingBits) - 1;
    }
  };
  const clear = () => {
    put(256);
    table = new Map();
    free = 258;
    width = 9;
  };
  const codeOf = (text: string) =>
    text.length === 1 ? text.charCodeAt(0) : (table.get(text) ?? -1);
  clear();
  let known = '';
  for (const byte of bytes) {
    const longer = known + String.fromCharCode(byte);
    if (codeOf(longer) >= 0) {
      known = longer;
      continue;
    }
    put(codeOf(known));
    table.set(longer, free++);
    if (free >= 1 << width) {
      width++;
    }
    if (free === 4094) {
      width = 12;
      clear();
    }
    known = String.fromCharCode(byte);
  }
  put(codeOf(known));
  put(257);
  put(0);
  return Uint8Array.from(out);
}

describe('decodeLzw', () => {
  const random = seededRandom(7);
  it.each([
    ['one byte', Uint8Array.of(42)],
    ['a run, whose strings refer to themselves', new Uint8Array(5000).fill(9)],
    [
      'noise, whose table overflows many times',
      Uint8Array.from({ length: 200000 }, () => random() * 256)
    ],
    [
      'few values, whose strings grow long',
      Uint8Array.from({ length: 200000 }, () => (random() < 0.99 ? 0 : 1))
    ]
  ])('restores %s', (_, bytes) => {
    expect(
      Buffer.from(decodeLzw(encodeLzw(bytes), bytes.length)).equals(bytes)
    ).toBe(true);
  });

  it('stops at the wanted length, in the middle of a string too', () => {
    const packed = encodeLzw(new Uint8Array(1000).fill(3));
    for (const length of [0, 1, 2, 500, 999]) {
      expect(decodeLzw(packed, length)).toEqual(new Uint8Array(length).fill(3));
    }
  });

  it('gives what there is when the data break off', () => {
    const packed = encodeLzw(new Uint8Array(1000).fill(3));
    const part = decodeLzw(packed.subarray(0, 10), 1000);
    expect(part.length).toBeGreaterThan(0);
    expect(part.length).toBeLessThan(1000);
    expect(part.every(byte => byte === 3)).toBe(true);
  });

  it('refuses a code that is not defined yet', () => {
    // 9-bit codes: clear, 65, 300
    const bits = [256, 65, 300]
      .map(code => code.toString(2).padStart(9, '0'))
      .join('')
      .padEnd(32, '0');
    const packed = Uint8Array.from(bits.match(/.{8}/g) ?? [], byte =>
      parseInt(byte, 2)
    );
    expect(() => decodeLzw(packed, 10)).toThrow(/code 300/);
  });
});

describe('decodePackBits', () => {
  it('decodes the example of the TIFF standard', () => {
    const packed = Uint8Array.from([
      0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a,
      0x22, 0xf7, 0xaa
    ]);
    const plain = Uint8Array.from([
      0xaa, 0xaa, 0xaa, 0x80, 0x00, 0x2a, 0xaa, 0xaa, 0xaa, 0xaa, 0x80, 0x00,
      0x2a, 0x22, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa
    ]);
    expect(decodePackBits(packed, 24)).toEqual(plain);
    for (let length = 0; length < 24; length++) {
      expect(decodePackBits(packed, length)).toEqual(plain.slice(0, length));
    }
    expect(decodePackBits(packed.subarray(0, 4), 24)).toEqual(
      plain.slice(0, 4)
    );
  });
});

describe('readJpegFrame', () => {
  it('finds size and components without decoding', () => {
    expect(readJpegFrame(loadBytes('rgb_progressive.jpg'))).toEqual({
      width: 37,
      height: 23,
      precision: 8,
      components: 3
    });
  });

  it('refuses a second frame, which could ask for any amount of memory', () => {
    const jpeg = loadBytes('grey.jpg');
    const at = jpeg.findIndex(
      (byte, i) => byte === 0xff && jpeg[i + 1] === 0xc0
    );
    const frame = jpeg.slice(at, at + 2 + jpeg[at + 3]);
    const doubled = Buffer.concat([
      jpeg.subarray(0, at),
      frame,
      jpeg.subarray(at)
    ]);
    expect(() => readJpegFrame(doubled)).toThrow(/two frames/);
  });
});

describe('micrometresIn', () => {
  it.each([
    ['um', 1],
    ['\u00b5m', 1],
    ['\u03bcm', 1],
    ['\\u00B5m', 1],
    [' Micron ', 1],
    ['nm', 0.001],
    ['mm', 1000],
    ['cm', 10000],
    ['inch', 25400],
    ['pixel', null],
    ['', null],
    ['constructor', null]
  ])('%p is %p', (unit, wanted) => {
    expect(micrometresIn(unit)).toBe(wanted);
  });
});
