import { canHoldFrame, MAX_JPEG_VALUES, readJpegFrame } from '../jpeg-frame';
import { checkLerc } from './lerc';
import { decodeLzw } from './lzw';
import { decodePackBits } from './packbits';
import { COMPRESSION } from './tags';

/** What a codec needs to know of the strip or tile it unpacks. */
export type BlockForm = {
  readonly compression: number;
  readonly width: number;
  /** Height of a whole strip or tile; the last strip may be shorter. */
  readonly height: number;
  /** Samples inside this block: 1 for planar files. */
  readonly samples: number;
  readonly bits: number;
  /** Tables shared by the JPEG streams of the page, or null. */
  readonly jpegTables: Uint8Array | null;
  /** LERC version and additional compression, or null. */
  readonly lercParameters: Float64Array | null;
};

/** Most bytes one compressed byte can become, to refuse impossible sizes before allocating. */
const MOST_PER_BYTE: Readonly<Record<number, number>> = {
  [COMPRESSION.none]: 1,
  [COMPRESSION.lzw]: 4096,
  [COMPRESSION.packBits]: 64,
  [COMPRESSION.deflate]: 1040,
  [COMPRESSION.oldDeflate]: 1040,
  [COMPRESSION.zstd]: 131072
};

/** Whether `packed` bytes can hold `unpacked` bytes in this compression. */
export function canHold(
  compression: number,
  packed: number,
  unpacked: number
): boolean {
  const most = MOST_PER_BYTE[compression] ?? Infinity;
  // LERC and JPEG write one-colour blocks in a few dozen bytes, whatever their size
  return most === Infinity ? packed > 0 : packed * most >= unpacked;
}

/**
 * Unpacks one strip or tile. LZW and PackBits are our own (geotiff's LZW can
 * kill the process and its PackBits is slow); the other codecs are geotiff's,
 * loaded when first needed. Predictors are not undone here.
 *
 * @param packed  compressed bytes
 * @param length  number of bytes the block should have unpacked
 * @returns       at least `length` bytes; LERC's are least significant byte first, the others' as in the file
 * @throws RangeError  if fewer bytes come out
 */
export async function unpackBlock(
  packed: Uint8Array,
  length: number,
  form: BlockForm
): Promise<Uint8Array> {
  const bytes = await unpack(packed, length, form);
  if (bytes.length < length) {
    throw new RangeError(`unpacked ${bytes.length} of ${length} bytes`);
  }
  return bytes;
}

async function unpack(
  packed: Uint8Array,
  length: number,
  form: BlockForm
): Promise<Uint8Array> {
  switch (form.compression) {
    case COMPRESSION.none:
      return packed;
    case COMPRESSION.lzw:
      // before 1988 codes were written least significant bit first
      if (packed[0] === 0 && (packed[1] & 1) === 1) {
        throw new RangeError('LZW of the old bit order is not read');
      }
      return decodeLzw(packed, length);
    case COMPRESSION.packBits:
      return decodePackBits(packed, length);
    case COMPRESSION.jpeg:
      checkJpeg(packed, length, form);
      break;
  }
  if (form.compression !== COMPRESSION.lerc) {
    return decodeWithGeotiff(packed, form, form.compression);
  }
  const inner = LERC_COMPRESSIONS[form.lercParameters?.[1] ?? 0];
  const blob =
    inner === COMPRESSION.none
      ? packed
      : await decodeWithGeotiff(packed, form, inner);
  checkLerc(blob, form.width, form.height, form.samples);
  return decodeWithGeotiff(blob, form, COMPRESSION.lerc);
}

/** What LERC blobs are compressed with in addition, by the second LERC parameter. */
const LERC_COMPRESSIONS: readonly number[] = [
  COMPRESSION.none,
  COMPRESSION.deflate,
  COMPRESSION.zstd
];

async function decodeWithGeotiff(
  packed: Uint8Array,
  form: BlockForm,
  compression: number
): Promise<Uint8Array> {
  const { getDecoder } = await import('geotiff');
  const parameters = {
    tileWidth: form.width,
    tileHeight: form.height,
    predictor: 1,
    bitsPerSample: new Array<number>(form.samples).fill(form.bits),
    planarConfiguration: 1,
    JPEGTables: form.jpegTables ?? undefined,
    // version, and no additional compression: that is undone before
    LercParameters: [0, 0]
  };
  const decoder = await getDecoder(compression, parameters);
  const unpacked = await decoder.decode(packed.slice().buffer);
  return new Uint8Array(unpacked);
}

// a JPEG frame has a size of its own, which decides how much is allocated
function checkJpeg(packed: Uint8Array, length: number, form: BlockForm): void {
  if (form.jpegTables && readJpegFrame(form.jpegTables) !== null) {
    throw new RangeError('the shared JPEG tables contain a frame');
  }
  const frame = readJpegFrame(packed);
  const rows = length / (form.width * form.samples);
  if (form.width * form.height * form.samples > MAX_JPEG_VALUES) {
    throw new RangeError(
      `a JPEG block of ${form.width} × ${form.height} pixels is too large; up to ${MAX_JPEG_VALUES / 1e6} million values are read`
    );
  }
  if (
    frame === null ||
    frame.width !== form.width ||
    frame.height < rows ||
    frame.height > form.height ||
    frame.components !== form.samples ||
    frame.precision !== 8 ||
    !canHoldFrame(frame, packed.length)
  ) {
    throw new RangeError(
      `expected a JPEG of ${form.width} × ${rows} pixels and ${form.samples} components of 8 bits, found ${frame ? `${frame.width} × ${frame.height}, ${frame.components}, ${frame.precision}` : 'none'} in ${packed.length} bytes`
    );
  }
}
