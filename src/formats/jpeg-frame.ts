/** What a JPEG stream says of its image before anything is decoded. */
export type JpegFrame = {
  readonly width: number;
  readonly height: number;
  /** Bits per value; only 8 is read. */
  readonly precision: number;
  readonly components: number;
};

/**
 * Largest JPEG: decoders keep every coefficient as a number of its own, about
 * eight bytes for one of ours, so that this stays under 2 GiB.
 */
export const MAX_JPEG_VALUES = 214_000_000;

/** Pixels of 8 × 8 blocks that one byte can hold: the shortest code of a block is one bit. */
const MOST_PIXELS_PER_BYTE = 8 * 64;

/** Whether a stream of so many bytes can hold the frame it announces. */
export function canHoldFrame(frame: JpegFrame, bytes: number): boolean {
  return frame.width * frame.height <= (bytes + 64) * MOST_PIXELS_PER_BYTE;
}

const SOI = 0xffd8;
const EOI = 0xffd9;
const SOS = 0xffda;
const DQT = 0xffdb;
const DHT = 0xffc4;
const DRI = 0xffdd;

/**
 * Reads the frame header of a JPEG stream and checks the structure before it,
 * so that a decoder finds the sizes seen here and no others.
 *
 * @param jpeg  a stream from SOI on; a stream of tables only has no frame
 * @returns     the frame, or null if the stream ends without one
 * @throws RangeError  if it is no JPEG, of a kind that is not read (lossless, arithmetic), has two frames, or breaks off
 * @source ITU-T T.81, annex B
 */
export function readJpegFrame(jpeg: Uint8Array): JpegFrame | null {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.length);
  const need = (stop: number) => {
    if (stop > jpeg.length) {
      throw new RangeError(`the JPEG stream ends at byte ${jpeg.length}`);
    }
  };
  need(2);
  if (view.getUint16(0) !== SOI) {
    throw new RangeError('a JPEG stream starts with FF D8');
  }
  let frame: JpegFrame | null = null;
  let at = 2;
  for (;;) {
    need(at + 2);
    const marker = view.getUint16(at);
    if (marker === EOI) {
      return frame;
    }
    if (marker === 0xffff) {
      at++;
      continue;
    }
    need(at + 4);
    const length = view.getUint16(at + 2);
    const start = at + 4;
    const stop = at + 2 + length;
    need(stop);
    if (marker >= 0xffc0 && marker <= 0xffcf && marker !== DHT) {
      if (frame !== null) {
        throw new RangeError('the JPEG stream has two frames');
      }
      frame = readFrame(view, marker, start, stop);
    } else if (marker === DQT || marker === DHT) {
      checkTables(jpeg, start, stop, marker === DQT);
    } else if (marker === SOS) {
      if (frame === null || length !== 6 + 2 * jpeg[start]) {
        throw new RangeError('the JPEG scan header is damaged');
      }
      checkScans(jpeg, stop);
      return frame;
    } else if (marker === DRI ? length !== 4 : !isSkippable(marker)) {
      throw new RangeError(`unknown JPEG marker ${marker.toString(16)}`);
    }
    at = stop;
  }
}

function readFrame(
  view: DataView,
  marker: number,
  start: number,
  stop: number
): JpegFrame {
  if (marker > 0xffc2) {
    throw new RangeError(
      'the JPEG is lossless, hierarchical or arithmetic coded'
    );
  }
  const components = stop - start >= 6 ? view.getUint8(start + 5) : 0;
  if (components === 0 || stop - start !== 6 + 3 * components) {
    throw new RangeError('the JPEG frame header is damaged');
  }
  const frame = {
    precision: view.getUint8(start),
    height: view.getUint16(start + 1),
    width: view.getUint16(start + 3),
    components
  };
  if (frame.width === 0 || frame.height === 0) {
    throw new RangeError(`the JPEG is ${frame.width} × ${frame.height} pixels`);
  }
  for (let i = 0; i < components; i++) {
    const sampling = view.getUint8(start + 7 + 3 * i);
    if ([sampling >> 4, sampling & 15].some(step => step < 1 || step > 4)) {
      throw new RangeError('the JPEG sampling factors are not 1 to 4');
    }
  }
  return frame;
}

function isSkippable(marker: number): boolean {
  return (marker >= 0xffe0 && marker <= 0xffef) || marker === 0xfffe;
}

// the content of the tables must fill the segment, or a decoder would go on elsewhere than we do
function checkTables(
  jpeg: Uint8Array,
  start: number,
  stop: number,
  isQuantization: boolean
): void {
  let at = start;
  while (at < stop) {
    if (isQuantization) {
      at += jpeg[at] >> 4 ? 129 : 65;
    } else {
      let codes = 0;
      for (let i = 1; i <= 16; i++) {
        codes += jpeg[at + i];
      }
      at += 17 + codes;
    }
  }
  if (at !== stop) {
    throw new RangeError('a JPEG table does not fit its segment');
  }
}

function checkScans(jpeg: Uint8Array, start: number): void {
  for (let at = start; at + 1 < jpeg.length; at++) {
    const next = jpeg[at + 1];
    if (jpeg[at] === 0xff && next >= 0xc0 && next <= 0xc3) {
      throw new RangeError('the JPEG stream has a second frame');
    }
  }
}
