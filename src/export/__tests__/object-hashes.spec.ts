/** The bits of objects and their table: the Python package is held to the same digests. */
import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { join } from 'path';
import { compileKernels } from '../../../assembly/__tests__/load-kernels';
import { createInPlaceEngine } from '../../engine/in-place';
import { createInPlaceIo } from '../../engine/io-worker/in-place';
import { PlaneImageSource } from '../../image/plane-image-source';
import { wholePlane } from '../../image/tile-grid';
import { objectColumns } from '../../pipeline/segmentation/object-table';
import { PixelArray } from '../../project/grid';
import { toSegmentation } from '../../project/segmentation';
import { csvLines } from '../csv';

const FIXTURES = join(__dirname, '..', '..', '..', 'fixtures');
const { objects } = JSON.parse(
  readFileSync(join(FIXTURES, 'hashes.json'), 'utf8')
) as {
  /** Of the settings in fixtures/objects/settings.json, by their names there. */
  readonly objects: Readonly<
    Record<string, { readonly labels: string; readonly table: string }>
  >;
};
const SETTINGS = JSON.parse(
  readFileSync(join(FIXTURES, 'objects', 'settings.json'), 'utf8')
) as Record<string, unknown>;

const engine = createInPlaceEngine(compileKernels());
afterAll(() => engine.dispose());

let channels: readonly PixelArray[];
let grid: { depth: number; height: number; width: number };

beforeAll(async () => {
  const bytes = new Uint8Array(
    readFileSync(join(FIXTURES, 'hela', 'hela-cells.tif'))
  );
  const image = new PlaneImageSource(
    await createInPlaceIo().openImage({
      name: 'hela-cells.tif',
      file: { kind: 'bytes', bytes },
      innerPath: ''
    })
  );
  const { shape } = image.metadata;
  grid = { depth: 1, height: shape.y, width: shape.x };
  channels = await image.readBox({
    plane: { t: 0, z: 0 },
    box: wholePlane(shape),
    channels: [0, 1, 2]
  });
});

it.each(Object.entries(SETTINGS))(
  'objects of the course image cut as “%s” have the same bits and the same table',
  async (name, stored) => {
    const settings = toSegmentation(stored);
    const { source, excluded } = settings;
    const channel = source.kind === 'channel' ? source.channel : 0;
    const { labels, table } = await engine.run({
      kind: 'segment',
      grid,
      sources: [channels[channel]],
      steps: settings,
      intensity: channels[settings.split?.channel ?? 0],
      excluded: excluded.a ?? [],
      measure: { channels, probabilities: [] }
    });
    const columns = objectColumns({
      depth: 1,
      hasProbability: false,
      channelNames: ['', '', ''],
      pixelSizeUm: null
    });
    const rows = Array.from({ length: table?.count ?? 0 }, (_, row) =>
      columns.map(({ value }) => (table ? value(table, row) : NaN))
    );
    const text = csvLines([columns.map(({ header }) => header), ...rows]);
    expect({
      labels: createHash('sha256').update(labels).digest('hex'),
      table: createHash('sha256').update(text).digest('hex')
    }).toEqual(objects[name]);
  }
);
