import { PixelForestError } from '../../errors';
import { ImageMetadata } from '../../project/images';
import { MemoryByteSource } from '../byte-sources';
import { createHdf5Export } from '../hdf5/export';
import { exportAxes } from '../hdf5/export-axes';
import { openHdf5Image, shapeOf } from '../hdf5/image';
import { openHdf5 } from '../hdf5/open-file';

function metadataOf(fileAxes: string, fileShape: number[]): ImageMetadata {
  const shape = shapeOf(fileAxes, fileShape);
  return {
    shape,
    dtype: 'uint16',
    fileAxes,
    fileShape,
    channelNames: Array<string>(shape.c).fill(''),
    channelColors: Array<null>(shape.c).fill(null),
    displayRanges: Array<null>(shape.c).fill(null),
    pixelSizeUm: { x: 0.065, y: 0.07, z: null }
  };
}

/** Writes planes whose values name their place, and gives the bytes. */
async function exportProbabilities(
  image: ImageMetadata,
  channelCount: number
): Promise<Uint8Array> {
  const result = await createHdf5Export({
    image,
    channelCount,
    dtype: 'float32',
    displayRange: [0, 1]
  });
  const { t, z, y, x } = image.shape;
  for (let frame = 0; frame < t; frame++) {
    for (let slice = 0; slice < z; slice++) {
      const planes = Array.from({ length: channelCount }, (_, c) =>
        Float32Array.from(
          { length: y * x },
          (_, i) => 1e5 * frame + 1e4 * slice + 1e3 * c + i
        )
      );
      result.writePlane({ t: frame, z: slice }, planes);
    }
  }
  return result.finish();
}

describe('createHdf5Export', () => {
  it('keeps the order of axes of the file and appends c where it had none', () => {
    expect(['yx', 'cyx', 'txyz', 'tzyxc'].map(exportAxes)).toEqual([
      'yxc',
      'cyx',
      'txyzc',
      'tzyxc'
    ]);
  });

  it.each([
    ['yx', [6, 7], 3, [6, 7, 3]],
    ['cyx', [4, 6, 7], 2, [2, 6, 7]],
    ['txyz', [2, 7, 6, 3], 2, [2, 7, 6, 3, 2]],
    ['yx', [300, 150], 1, [300, 150, 1]]
  ])(
    'is read back plane by plane from %s %p with %i channels',
    async (axes, fileShape, channelCount, shape) => {
      const image = metadataOf(axes, fileShape);
      const bytes = await exportProbabilities(image, channelCount);
      const read = await openHdf5Image(new MemoryByteSource('r.h5', bytes));
      expect(read.metadata.fileShape).toEqual(shape);
      expect(read.metadata.fileAxes).toBe(exportAxes(axes));
      expect(read.metadata.pixelSizeUm).toEqual({ x: 0.065, y: 0.07, z: null });
      const { t, z } = image.shape;
      const planes = await read.readPlane({ t: t - 1, z: z - 1 });
      planes.forEach((plane, c) =>
        plane.forEach((value: number, i: number) => {
          const place = 1e5 * (t - 1) + 1e4 * (z - 1) + 1e3 * c + i;
          expect(value).toBe(place);
        })
      );
      expect(planes).toHaveLength(channelCount);
      read.close();
    }
  );

  it('stores the data set, compression and attributes of ilastik', async () => {
    const bytes = await exportProbabilities(metadataOf('yx', [6, 7]), 3);
    const file = await openHdf5(bytes, 'r.h5');
    const dataset = file.root.dataset('exported_data')!;
    expect(dataset.filterIds).toEqual([1]);
    expect(dataset.numbersOfAttribute('drange')).toEqual([0, 1]);
    expect(dataset.textOfAttribute('display_mode')).toBe('default');
    expect(dataset.textsOfAttribute('DIMENSION_LABELS')).toEqual([
      'y',
      'x',
      'c'
    ]);
    expect(JSON.parse(dataset.textOfAttribute('axistags')!)).toEqual({
      axes: [
        { key: 'y', typeFlags: 2, resolution: 0.07, description: '' },
        { key: 'x', typeFlags: 2, resolution: 0.065, description: '' },
        { key: 'c', typeFlags: 1, resolution: 0, description: '' }
      ]
    });
    file.close();
  });

  it('refuses planes of another number, type or size than announced', async () => {
    const result = await createHdf5Export({
      image: metadataOf('yx', [2, 2]),
      channelCount: 1,
      dtype: 'uint8',
      displayRange: null
    });
    const plane = { t: 0, z: 0 };
    const wrong = [
      [],
      [new Float32Array(4)],
      [new Uint8Array(3)],
      [new Uint8Array(4), new Uint8Array(4)]
    ];
    for (const channels of wrong) {
      expect(() => result.writePlane(plane, channels)).toThrow(
        PixelForestError
      );
    }
    result.dispose();
    result.dispose();
  });

  it('refuses a plane larger than a tab may hold', async () => {
    await expect(
      createHdf5Export({
        image: metadataOf('yx', [40000, 40000]),
        channelCount: 2,
        dtype: 'float32',
        displayRange: null
      })
    ).rejects.toMatchObject({ tag: 'memory' });
  });
});
