import { createProject } from '../../project/project';
import { MemoryByteSource } from '../byte-sources';
import { embedImage, embeddedPath } from '../ilp/embed';
import { openLocalImage } from '../ilp/local-data';
import { readProject } from '../ilp/read';
import { writeProject } from '../ilp/write';
import { describeImage } from '../hdf5/image';
import { openHdf5 } from '../hdf5/open-file';
import { ImageMetadata, ImageReference } from '../../project/images';

const FINGERPRINT = `v1:${'0af'.repeat(21)}1`;

const METADATA: ImageMetadata = {
  shape: { t: 1, z: 3, y: 5, x: 200, c: 2 },
  dtype: 'uint16',
  fileAxes: 'zyxc',
  fileShape: [3, 5, 200, 2],
  channelNames: ['', ''],
  channelColors: [null, null],
  displayRanges: [null, null],
  pixelSizeUm: null,
  fingerprint: FINGERPRINT
};

function plane(z: number, c: number): Uint16Array {
  return Uint16Array.from(
    { length: 1000 },
    (_, i) => 10_000 * c + 1000 * z + i
  );
}

const PLANES = [0, 1, 2].map(z => ({
  plane: { t: 0, z },
  channels: [plane(z, 0), plane(z, 1)]
}));

function reference(path: string, innerPath: string): ImageReference {
  return { id: 'abc', path, innerPath, nickname: 'stack', metadata: METADATA };
}

it('an embedded image lies in the project as ilastik puts it, through two saves', async () => {
  const project = { ...createProject(), images: [reference('stack.tif', '')] };
  const first = await writeProject(project);
  const embedded = await embedImage(first, {
    datasetId: 'abc',
    metadata: METADATA,
    planes: PLANES
  });
  const inside = {
    ...project,
    images: [reference('', embeddedPath('abc'))]
  };
  const saved = await writeProject(inside, {
    previous: { bytes: embedded, name: 'p.ilp' }
  });
  const again = await writeProject(inside, {
    previous: { bytes: saved.slice(), name: 'p.ilp' }
  });

  const file = await openHdf5(again.slice(), 'p.ilp');
  const dataset = file.root.datasetAt('/Input Data/local_data/abc');
  expect(dataset && describeImage(dataset)).toMatchObject({
    shape: METADATA.shape,
    fileAxes: 'zyxc'
  });
  const info = file.root.group('Input Data', 'infos', 'lane0000', 'Raw Data');
  const text = (name: string): string | undefined =>
    info?.dataset(name)?.text();
  expect(text('__class__')).toBe('ProjectInternalDatasetInfo');
  expect(text('location')).toBe('ProjectInternal');
  expect(text('filePath')).toBe('/Input Data/local_data/abc');
  expect(text('inner_path')).toBe('/Input Data/local_data/abc');
  expect(text('datasetId')).toBe('abc');
  file.close();

  const read = await readProject(again.slice(), 'p.ilp');
  const [image] = read.project.images;
  expect(image).toMatchObject({ path: '', innerPath: embeddedPath('abc') });
  const opened = await openLocalImage(
    new MemoryByteSource('p.ilp', again),
    image
  );
  for (const { plane: index, channels } of PLANES) {
    expect(await opened.readPlane(index)).toEqual(channels);
  }
  opened.close();
});

it('an image too large for a project is refused before anything is read', async () => {
  const shape = { t: 1, z: 1, y: 40_000, x: 40_000, c: 1 };
  const metadata = { ...METADATA, shape };
  await expect(
    embedImage(new Uint8Array(0), { datasetId: 'a', metadata, planes: [] })
  ).rejects.toMatchObject({ tag: 'memory' });
});

it('a fingerprint is kept in the project, and nonsense in its place is not', async () => {
  const images = [
    reference('a.tif', ''),
    {
      ...reference('b.tif', ''),
      id: 'b',
      metadata: { ...METADATA, fingerprint: 'v1:123' }
    }
  ];
  const bytes = await writeProject({ ...createProject(), images });
  const { project } = await readProject(bytes, 'p.ilp');
  expect(project.images.map(image => image.metadata?.fingerprint)).toEqual([
    FINGERPRINT,
    undefined
  ]);
});
