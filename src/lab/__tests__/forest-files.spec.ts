import { writeForestJson } from '../../formats/forest-json';
import { featureColumns } from '../../project/feature-columns';
import { Forest } from '../../project/forest';
import { createProject } from '../../project/project';
import { ForestFiles } from '../forest-files';
import { IOpenProject } from '../open-projects';

jest.mock('@jupyterlab/apputils', () => ({}));
let file = new Uint8Array();
jest.mock('../document/read-server-file', () => ({
  readServerFile: async () => file
}));

/** One tree that splits on one column. */
function forestOf(columnCount: number): Forest {
  return {
    columnCount,
    knownLabels: [1, 2],
    rowCount: 2,
    trees: [
      {
        column: Int32Array.of(0, -1, -1),
        threshold: Float64Array.of(0.5, 0, 0),
        left: Int32Array.of(1, 0, 0),
        right: Int32Array.of(2, 0, 0),
        samples: Float64Array.of(2, 1, 1),
        fractions: Float64Array.of(0, 0, 1, 0, 0, 1)
      }
    ]
  };
}

function setUp(channelCount: number | null) {
  const imported: Forest[] = [];
  const shape = { t: 1, z: 1, y: 9, x: 9, c: channelCount ?? 0 };
  const project = {
    ...createProject(),
    images: [{ id: 'a', metadata: channelCount === null ? null : { shape } }]
  };
  const open = {
    folder: '',
    store: { project, importForest: (forest: Forest) => imported.push(forest) }
  } as unknown as IOpenProject;
  const files = new ForestFiles(
    ...([{}, {}, {}] as unknown as ConstructorParameters<typeof ForestFiles>)
  );
  const load = (forest: Forest): Promise<void> => {
    file = new TextEncoder().encode(writeForestJson(forest));
    return files.load(open, 'a.json');
  };
  return {
    imported,
    load,
    columns: featureColumns(project.features, 3).length
  };
}

describe('a forest from a file', () => {
  it('is taken if it has the columns of the chosen features', async () => {
    const { imported, load, columns } = setUp(3);
    await load(forestOf(columns));
    expect(imported).toHaveLength(1);
  });

  it('is refused with both numbers of columns if it has others', async () => {
    const { imported, load, columns } = setUp(3);
    await expect(load(forestOf(5))).rejects.toThrow(
      `The forest was trained on 5 feature columns, but the chosen features have ${columns}.`
    );
    expect(imported).toEqual([]);
  });

  it('is taken as it is until an image tells how many columns there are', async () => {
    const { imported, load } = setUp(null);
    await load(forestOf(5));
    expect(imported).toHaveLength(1);
  });
});
