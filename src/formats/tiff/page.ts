import { MAX_PLANE_BYTES } from '../contract';
import { readExactly } from '../byte-sources';
import { formatError, guardDecoding } from '../damage';
import { createPixels, PixelArray } from '../../project/grid';
import { canHold, BlockForm, unpackBlock } from './codecs';
import { TiffFile } from './file';
import { blockBytes, blockRows, PageLayout, PHOTOMETRIC } from './layout';
import { valuesOfBlock } from './samples';
import { COMPRESSION, TAG } from './tags';

/** One strip or tile: where it is in the file and where it belongs in the page. */
type Block = {
  readonly start: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly rows: number;
  readonly x: number;
  readonly y: number;
  /** The only sample it holds, or −1 for all. */
  readonly sample: number;
};

/** Neighbouring strips or tiles are fetched together up to this size. */
const FETCH_BYTES = 8 * 2 ** 20;

/**
 * Decodes all samples of one page.
 *
 * @param further  bytes by which the pixels lie behind those of the page: for stacks with a single directory
 * @returns        one (y, x) array per sample, values exactly the file's
 * @throws PixelForestError `format` if strips or tiles are missing, lie outside the file or do not unpack
 */
export async function readPage(
  file: TiffFile,
  layout: PageLayout,
  further = 0,
  signal?: AbortSignal
): Promise<PixelArray[]> {
  const blocks = await findBlocks(file, layout, further, signal);
  const { source } = file;
  const form = await readForm(file, layout, signal);
  const planes: PixelArray[] = [];
  for (let s = 0; s < layout.samples; s++) {
    planes.push(createPixels(layout.dtype, layout.width * layout.height));
  }
  const littleEndian =
    layout.compression === COMPRESSION.lerc || file.littleEndian;
  for (const run of joinNeighbours(blocks)) {
    const last = run[run.length - 1];
    const bytes = await readExactly(
      source,
      run[0].start,
      last.start + last.packed - run[0].start,
      `page ${layout.page}`,
      signal
    );
    for (const block of run) {
      signal?.throwIfAborted();
      const at = block.start - run[0].start;
      await guardDecoding(source.name, 'TIFF', async () => {
        const unpacked = await unpackBlock(
          bytes.subarray(at, at + block.packed),
          block.unpacked,
          form
        );
        const values = valuesOfBlock(
          unpacked,
          layout,
          block.rows,
          littleEndian
        );
        if (layout.photometric === PHOTOMETRIC.yCbCr) {
          convertYCbCr(values);
        }
        place(values, block, layout, planes);
      });
    }
  }
  return planes;
}

/** Where an uncompressed page's pixels start and end, if they lie in one piece, else null. */
export async function contiguousPixels(
  file: TiffFile,
  layout: PageLayout,
  signal?: AbortSignal
): Promise<{ start: number; length: number } | null> {
  if (layout.compression !== COMPRESSION.none || layout.isTiled) {
    return null;
  }
  const blocks = await findBlocks(file, layout, 0, signal);
  let stop = blocks[0].start;
  for (const block of blocks) {
    if (block.start !== stop) {
      return null;
    }
    stop += block.unpacked;
  }
  return { start: blocks[0].start, length: stop - blocks[0].start };
}

// all that can be said wrong about the blocks is said here, before anything is allocated
async function findBlocks(
  file: TiffFile,
  layout: PageLayout,
  further: number,
  signal?: AbortSignal
): Promise<Block[]> {
  const { directory, page, isTiled, blocksAcross, blocksDown } = layout;
  const { source } = file;
  const kind = isTiled ? 'tile' : 'strip';
  const starts = await file.numbers(
    directory,
    isTiled ? TAG.tileOffsets : TAG.stripOffsets,
    signal
  );
  const counts = await file.numbers(
    directory,
    isTiled ? TAG.tileByteCounts : TAG.stripByteCounts,
    signal
  );
  const passes = layout.isPlanar ? layout.samples : 1;
  const wanted = blocksAcross * blocksDown * passes;
  const isPlain = layout.compression === COMPRESSION.none;
  const found = Math.min(
    starts?.length ?? 0,
    counts?.length ?? (isPlain ? Infinity : 0)
  );
  if (!starts || found < wanted) {
    throw formatError(
      source.name,
      `page ${page} needs ${wanted} ${kind}s, the file lists ${found}. It is damaged: save it again.`
    );
  }
  const blocks: Block[] = [];
  let packedBytes = 0;
  let unpackedBytes = 0;
  for (let i = 0; i < wanted; i++) {
    const down = Math.floor(i / blocksAcross) % blocksDown;
    const rows = blockRows(layout, down);
    const unpacked = blockBytes(layout, rows);
    // plain pixels have the size they have, whatever a careless writer counted
    const packed = isPlain ? unpacked : (counts?.[i] ?? 0);
    const start = starts[i] + further;
    if (start + packed > source.size || start <= 0 || packed <= 0) {
      throw formatError(
        source.name,
        `${kind} ${i + 1} of page ${page} should be at bytes ${start} to ${start + packed}, but the file has ${source.size} bytes. It is truncated or damaged: copy it again.`
      );
    }
    packedBytes += packed;
    unpackedBytes += unpacked;
    blocks.push({
      start,
      packed,
      unpacked,
      rows,
      x: (i % blocksAcross) * layout.blockWidth,
      y: down * layout.blockHeight,
      sample: layout.isPlanar ? Math.floor(i / (blocksAcross * blocksDown)) : -1
    });
  }
  if (
    packedBytes > MAX_PLANE_BYTES ||
    !canHold(layout.compression, packedBytes, unpackedBytes)
  ) {
    throw formatError(
      source.name,
      `page ${page} lists ${packedBytes} compressed bytes for ${unpackedBytes} bytes of pixels, which cannot be. The file is damaged: save it again.`
    );
  }
  return blocks;
}

async function readForm(
  file: TiffFile,
  layout: PageLayout,
  signal?: AbortSignal
): Promise<BlockForm> {
  const { directory } = layout;
  return {
    compression: layout.compression,
    width: layout.blockWidth,
    height: layout.blockHeight,
    samples: layout.isPlanar ? 1 : layout.samples,
    bits: layout.bits,
    jpegTables: await file.bytes(directory, TAG.jpegTables, signal),
    lercParameters: await file.numbers(directory, TAG.lercParameters, signal)
  };
}

function joinNeighbours(blocks: readonly Block[]): Block[][] {
  const runs: Block[][] = [];
  for (const block of blocks) {
    const run = runs[runs.length - 1];
    const last = run?.[run.length - 1];
    if (
      last &&
      block.start === last.start + last.packed &&
      block.start + block.packed - run[0].start <= FETCH_BYTES
    ) {
      run.push(block);
    } else {
      runs.push([block]);
    }
  }
  return runs;
}

function place(
  values: PixelArray,
  block: Block,
  layout: PageLayout,
  planes: readonly PixelArray[]
): void {
  const { width, height, blockWidth } = layout;
  const columns = Math.min(blockWidth, width - block.x);
  const rows = Math.min(block.rows, height - block.y);
  const stride = block.sample < 0 ? layout.samples : 1;
  for (let s = 0; s < stride; s++) {
    const plane = planes[block.sample < 0 ? s : block.sample];
    for (let row = 0; row < rows; row++) {
      const to = (block.y + row) * width + block.x;
      const from = row * blockWidth * stride + s;
      if (stride === 1) {
        plane.set(values.subarray(from, from + columns), to);
      } else {
        for (let i = 0; i < columns; i++) {
          plane[to + i] = values[from + i * stride];
        }
      }
    }
  }
}

/**
 * YCbCr to RGB in place, full range as JPEG uses it.
 * @source JFIF 1.02, “Conversion to and from RGB”
 */
function convertYCbCr(values: PixelArray): void {
  const clamped = new Uint8ClampedArray(
    values.buffer,
    values.byteOffset,
    values.length
  );
  for (let i = 0; i + 2 < clamped.length; i += 3) {
    const y = clamped[i];
    const cb = clamped[i + 1] - 128;
    const cr = clamped[i + 2] - 128;
    clamped[i] = y + 1.402 * cr;
    clamped[i + 1] = y - 0.344136 * cb - 0.714136 * cr;
    clamped[i + 2] = y + 1.772 * cb;
  }
}
