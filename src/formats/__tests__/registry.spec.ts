import { PixelForestError } from '../../errors';
import { IDecodedImage, IImageReader } from '../contract';
import {
  MemoryByteSource,
  RangeByteSource,
  readExactly
} from '../byte-sources';
import { createFormatRegistry } from '../image-formats';
import { FormatRegistry } from '../registry';
import { loadBytes, sourceOf } from './fixtures';

function reader(name: string, extension: string, first: number): IImageReader {
  return {
    name,
    extensions: [extension],
    recognises: head => head[0] === first,
    open: async () => ({ name }) as unknown as IDecodedImage
  };
}

describe('FormatRegistry', () => {
  it('goes by the first bytes before the extension', async () => {
    const png = new MemoryByteSource('photo.jpg', loadBytes('grey8.png'));
    const found = await createFormatRegistry().readerOf(png);
    expect(found.name).toBe('PNG');
  });

  it('goes by the extension, in any case, if no reader knows the bytes', async () => {
    const source = new MemoryByteSource('Cells.TIF', new Uint8Array(100));
    const found = await createFormatRegistry().readerOf(source);
    expect(found.name).toBe('TIFF');
  });

  it('says which formats are read when none fits', async () => {
    const source = new MemoryByteSource('notes.txt', new Uint8Array(100));
    const opening = createFormatRegistry().openImage(source);
    await expect(opening).rejects.toMatchObject({
      tag: 'format',
      message: expect.stringMatching(
        /notes\.txt: .*JPEG.*PNG.*TIFF.*are read; this file \(100 bytes\)/
      )
    });
  });

  it('asks a later reader first and forgets it when it is removed', async () => {
    const registry = new FormatRegistry();
    registry.register(reader('first', '.a', 1));
    const remove = registry.register(reader('second', '.b', 1));
    const source = new MemoryByteSource('x', Uint8Array.of(1));
    expect((await registry.readerOf(source)).name).toBe('second');
    expect(registry.extensions).toEqual(['.a', '.b']);
    remove();
    remove();
    expect((await registry.readerOf(source)).name).toBe('first');
    expect(registry.extensions).toEqual(['.a']);
  });

  it('hands path and signal to the reader', async () => {
    const registry = new FormatRegistry();
    const open = jest.fn(reader('any', '.a', 1).open);
    registry.register({ ...reader('any', '.a', 1), open });
    const source = new MemoryByteSource('x', Uint8Array.of(1));
    const options = {
      innerPath: '/data',
      signal: new AbortController().signal
    };
    await registry.openImage(source, options);
    expect(open).toHaveBeenCalledWith(source, options);
  });
});

describe('cancelling', () => {
  it.each(['u2_le_tile_lzw_grey.tif', 'grey8.png', 'grey.jpg'])(
    'stops opening %s with the reason of the signal',
    async file => {
      const controller = new AbortController();
      controller.abort();
      await expect(
        createFormatRegistry().openImage(sourceOf(file), {
          signal: controller.signal
        })
      ).rejects.toMatchObject({ name: 'AbortError' });
    }
  );

  it('stops reading a plane between two tiles', async () => {
    const controller = new AbortController();
    const bytes = loadBytes('u2_le_tile_lzw_grey.tif');
    const source = new MemoryByteSource('tiles.tif', bytes);
    const image = await createFormatRegistry().openImage(source);
    const read = source.read.bind(source);
    source.read = async (start, length, signal) => {
      const answer = await read(start, length, signal);
      controller.abort();
      return answer;
    };
    await expect(
      image.readPlane({ t: 0, z: 0 }, controller.signal)
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('byte sources', () => {
  const bytes = Uint8Array.from({ length: 10 }, (_, i) => i);

  it('clip reads to the end of the file', async () => {
    const memory = new MemoryByteSource('m', bytes);
    const range = new RangeByteSource('r', 10, async (start, stop) =>
      bytes.slice(start, stop)
    );
    for (const source of [memory, range]) {
      expect(Array.from(await source.read(8, 5))).toEqual([8, 9]);
      expect(await source.read(10, 5)).toHaveLength(0);
      expect(await source.read(50, 5)).toHaveLength(0);
    }
  });

  it('a range that comes back short is a dropped connection', async () => {
    const range = new RangeByteSource('r.tif', 10, async () =>
      bytes.slice(0, 3)
    );
    await expect(range.read(0, 8)).rejects.toMatchObject({
      tag: 'access',
      message: expect.stringContaining('asked for 8 bytes from byte 0, got 3')
    });
  });

  it('what the fetching throws arrives unchanged', async () => {
    const refused = new PixelForestError('access', 'no', { status: 403 });
    const range = new RangeByteSource('r.tif', 10, () =>
      Promise.reject(refused)
    );
    await expect(createFormatRegistry().openImage(range)).rejects.toBe(refused);
  });

  it('readExactly names what is missing', async () => {
    await expect(
      readExactly(new MemoryByteSource('m.tif', bytes), 8, 5, 'the header')
    ).rejects.toMatchObject({
      tag: 'format',
      message: expect.stringContaining(
        'the header should be at bytes 8 to 13, but the file has 10 bytes'
      )
    });
  });
});

describe('planes that do not exist', () => {
  it.each(['pages.tif', 'grey8.png'])('are refused for %s', async file => {
    const image = await createFormatRegistry().openImage(sourceOf(file));
    for (const plane of [
      { t: 1, z: 0 },
      { t: 0, z: 5 },
      { t: 0, z: -1 },
      { t: 0, z: 0.5 }
    ]) {
      await expect(image.readPlane(plane)).rejects.toMatchObject({
        tag: 'input'
      });
    }
  });
});
