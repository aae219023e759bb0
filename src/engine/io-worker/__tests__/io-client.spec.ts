import { IDecodedImage } from '../../../formats/contract';
import { writeGreyPng } from '../../../formats/png';
import { PlaneIndex } from '../../../project/grid';
import { createProject, Project } from '../../../project/project';
import { LabelImage } from '../../../project/labels';
import { createInPlaceIo } from '../in-place';
import { IoClient } from '../io-client';

let io: IoClient;

beforeEach(() => {
  io = createInPlaceIo();
});

afterEach(() => io.dispose());

const fileOf = (bytes: Uint8Array) => ({
  name: 'a.ilp',
  file: { kind: 'bytes' as const, bytes }
});

const plane = { t: 0, z: 0 };
const grey = Uint16Array.of(0, 1, 300, 65535, 7, 8);

/** The channels' values; arrays that crossed threads are of another realm for jest. */
async function valuesOf(
  image: IDecodedImage,
  index: PlaneIndex
): Promise<number[][]> {
  const channels = await image.readPlane(index);
  return channels.map(channel => [...channel]);
}

/** A project with one image and labels on two planes. */
function labelled(): Project {
  const labels = new LabelImage({ t: 2, z: 1, y: 90, x: 80, c: 1 });
  labels.writeBox(
    { t: 1, z: 0 },
    { y0: 60, x0: 10, y1: 61, x1: 12 },
    Uint8Array.of(1, 2)
  );
  const image = {
    id: 'cells',
    path: 'cells.tif',
    innerPath: '',
    nickname: 'cells',
    metadata: {
      shape: labels.shape,
      dtype: 'uint8' as const,
      fileAxes: 'tyx',
      fileShape: [2, 90, 80],
      channelNames: [''],
      channelColors: [null],
      displayRanges: [null],
      pixelSizeUm: null
    }
  };
  return {
    ...createProject(),
    images: [image],
    labels: new Map([['cells', labels]])
  };
}

describe('IoClient', () => {
  it('starts a worker for images and one for projects when asked to prepare', () => {
    const posted: unknown[] = [];
    const client = new IoClient(() => ({
      postMessage: message => posted.push(message),
      addEventListener: () => undefined,
      terminate: () => undefined
    }));
    client.prepare();
    expect(posted).toMatchObject([
      { name: 'prepare', argument: 'project' },
      { name: 'prepare', argument: 'image' }
    ]);
    client.dispose();
  });

  it('opens a picture and gives the values of the file, as often as asked', async () => {
    const bytes = writeGreyPng(grey, 3, 2);
    const image = await io.openImage({
      name: 'a.png',
      file: { kind: 'bytes', bytes }
    });
    expect(image.metadata).toMatchObject({
      shape: { t: 1, z: 1, y: 2, x: 3, c: 1 },
      dtype: 'uint16'
    });
    expect(await valuesOf(image, plane)).toEqual([[...grey]]);
    expect(await valuesOf(image, plane)).toEqual([[...grey]]);
  });

  it('moves the bytes instead of copying them', async () => {
    const bytes = writeGreyPng(grey, 3, 2).slice();
    const opening = io.openImage({
      name: 'a.png',
      file: { kind: 'bytes', bytes }
    });
    expect(bytes).toHaveLength(0);
    await opening;
  });

  it('says that a file is of no known format', async () => {
    await expect(
      io.openImage({
        name: 'notes.txt',
        file: { kind: 'bytes', bytes: new Uint8Array(100) }
      })
    ).rejects.toMatchObject({ tag: 'format' });
  });

  it('does not read planes of an image that was closed', async () => {
    const image = await io.openImage({
      name: 'a.png',
      file: { kind: 'bytes', bytes: writeGreyPng(grey, 3, 2) }
    });
    image.close();
    image.close();
    await expect(image.readPlane(plane)).rejects.toMatchObject({
      tag: 'worker'
    });
  });

  it('writes a project and reads the same one back', async () => {
    const project = labelled();
    const bytes = await io.writeProject(project);
    const read = await io.openProject(fileOf(bytes));
    expect(bytes.length).toBeGreaterThan(0);
    expect(read.copyReason).toBeNull();
    expect(read.project.classes).toEqual(project.classes);
    const [image] = read.project.images;
    const labels = read.project.labels.get(image.id);
    expect(labels).toBeInstanceOf(LabelImage);
    expect(labels!.get({ t: 1, z: 0 }, 60, 11)).toBe(2);
    expect([...labels!.counts().subarray(0, 4)]).toEqual([0, 1, 1, 0]);
  });

  it('reads on from an open image after a damaged project', async () => {
    const image = await io.openImage({
      name: 'a.png',
      file: { kind: 'bytes', bytes: writeGreyPng(grey, 3, 2) }
    });
    await expect(
      io.openProject(fileOf(new Uint8Array(64)))
    ).rejects.toMatchObject({ tag: 'format' });
    expect((await image.readPlane(plane))[0]).toHaveLength(6);
  });

  it('says that a damaged project is no project', async () => {
    await expect(
      io.openProject(fileOf(new Uint8Array(64)))
    ).rejects.toMatchObject({ tag: 'format' });
  });

  it('writes HDF5 that it lists and reads back with its axes', async () => {
    const project = labelled();
    const values = [1, 2].map(t => new Float32Array(90 * 80).fill(t / 4));
    const bytes = await io.encode({
      kind: 'hdf5',
      options: {
        image: project.images[0].metadata!,
        channelCount: 1,
        dtype: 'float32',
        displayRange: [0, 1]
      },
      planes: values.map((channel, t) => ({
        plane: { t, z: 0 },
        channels: [channel]
      }))
    });
    const name = 'result.h5';
    expect(
      await io.listDatasets({
        name,
        file: { kind: 'bytes', bytes: bytes.slice() }
      })
    ).toMatchObject([{ path: '/exported_data', shape: [2, 90, 80, 1] }]);
    const image = await io.openImage({
      name,
      innerPath: '/exported_data',
      file: { kind: 'bytes', bytes: bytes.slice() }
    });
    expect(image.metadata.fileAxes).toBe('tyxc');
    expect(await valuesOf(image, { t: 1, z: 0 })).toEqual([[...values[1]]]);
    // the project may know axes better than the file
    const other = await io.openImage({
      name,
      axes: 'zyxc',
      file: { kind: 'bytes', bytes }
    });
    expect(other.metadata.shape).toMatchObject({ t: 1, z: 2 });
  });

  it('writes TIFF, PNG and NPY that start as they should', async () => {
    const rgba = Uint8ClampedArray.of(255, 0, 0, 255);
    const files = await Promise.all([
      io.encode({
        kind: 'tiff',
        pages: [Float32Array.of(0, 0.5)],
        options: { width: 2, height: 1, dtype: 'float32' }
      }),
      io.encode({ kind: 'rgbaPng', rgba, width: 1, height: 1 }),
      io.encode({
        kind: 'greyPng',
        pixels: Uint8Array.of(9),
        width: 1,
        height: 1
      }),
      io.encode({ kind: 'npy', data: Uint8Array.of(1, 2), shape: [2] })
    ]);
    const starts = files.map(bytes =>
      String.fromCharCode(...bytes.subarray(0, 4))
    );
    expect(starts).toEqual(['MM\0*', '\x89PNG', '\x89PNG', '\x93NUM']);
  });
});
