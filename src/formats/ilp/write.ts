import { PixelForestError } from '../../errors';
import { featureColumns } from '../../project/feature-columns';
import { withAuthorTopic } from '../../project/author-topic';
import { Project } from '../../project/project';
import { openHdf5 } from '../hdf5/open-file';
import { createHdf5, Hdf5GroupWriter } from '../hdf5/write-file';
import { writeClasses } from './classes';
import { writeFeatures } from './feature-selections';
import { fittingGrid } from './forest-fit';
import { writeImages } from './input-data';
import { writeLabels } from './labels';
import { copyLocalImages } from './local-data';
import { formatStamp, writeSettings } from './settings';
import { WORKFLOW_NAME, WRITTEN_VERSION } from './version';
import { forestCount, writeForest } from './vigra-forest';

/** Number of the step ilastik opens the project at: 2 is training. */
const TRAINING_APPLET = 2;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec'
];

/** Options of {@link writeProject}. */
export type WriteProjectOptions = {
  /** The file the project was read from; needed for images inside it. */
  readonly previous?: { readonly bytes: Uint8Array; readonly name: string };
  /** Time of saving; now if not given. */
  readonly now?: Date;
};

/**
 * Writes a whole project file that ilastik 1.4.0 and later open. The forest is
 * written only if its columns fit features and images: a wrong one would make
 * ilastik fail.
 *
 * @throws PixelForestError `project` if images lie inside the project and `previous` is missing
 */
export async function writeProject(
  edited: Project,
  options: WriteProjectOptions = {}
): Promise<Uint8Array> {
  const project = withAuthorTopic(edited);
  const output = await createHdf5();
  try {
    const { root } = output;
    const time = formatTime(options.now ?? new Date());
    root.text('ilastikVersion', WRITTEN_VERSION);
    root.text('workflowName', WORKFLOW_NAME);
    root.text('time', time);
    root.integers('currentApplet', [TRAINING_APPLET], []);
    const localData = writeImages(root, project.images);
    await writeLocalImages(localData, project, options.previous);
    writeFeatures(root, project.features);
    writeTraining(root.group('PixelClassification'), project);
    writeExportSettings(root.group('Prediction Export'));
    writeSettings(
      root,
      project.settings,
      project.images,
      project.topics,
      formatStamp(WRITTEN_VERSION, time)
    );
    return output.finish();
  } finally {
    output.dispose();
  }
}

async function writeLocalImages(
  localData: Hdf5GroupWriter,
  project: Project,
  previous: WriteProjectOptions['previous']
): Promise<void> {
  const images = project.images.filter(({ path }) => path === '');
  if (images.length === 0) {
    return;
  }
  if (!previous) {
    throw new PixelForestError(
      'project',
      `The pixels of ${images[0].nickname} lie inside the project file they were read from, which is not at hand. Open that project again and save it from there.`
    );
  }
  const file = await openHdf5(previous.bytes, previous.name);
  try {
    copyLocalImages(file.root, localData, images);
  } finally {
    file.close();
  }
}

function writeTraining(group: Hdf5GroupWriter, project: Project): void {
  const { classes, images, labels, forest, features } = project;
  group.unicode('StorageVersion', '0.1');
  writeClasses(group, classes);
  const sets = group.group('LabelSets');
  images.forEach(({ id }, lane) => {
    const name = `labels${String(lane).padStart(3, '0')}`;
    writeLabels(sets.group(name), labels.get(id));
  });
  const treeCount = forest?.trees.length ?? project.settings.treeCount;
  group.text(
    'ClassifierFactory',
    classifierFactory(treeCount, forestCount(forest))
  );
  const grid = forest && fittingGrid(forest, features, images);
  if (grid) {
    const columns = featureColumns(features, grid.channelCount, grid.depth);
    const names = columns.map(({ name }) => name);
    writeForest(group, forest, names);
  }
}

function writeExportSettings(group: Hdf5GroupWriter): void {
  group.unicode('StorageVersion', '0.1');
  group.text('OutputFilenameFormat', '{dataset_dir}/{nickname}_{result_type}');
  group.text('OutputFormat', 'compressed hdf5');
  group.text('OutputInternalPath', 'exported_data');
}

/**
 * How ilastik describes its default classifier. Releases up to 1.4.0 load these
 * very bytes as a Python object, later ones search them: only the two numbers
 * may change.
 */
function classifierFactory(treeCount: number, forests: number): string {
  const lines = [
    'ccopy_reg',
    '_reconstructor',
    'p0',
    '(clazyflow.classifiers.parallelVigraRfLazyflowClassifier',
    'ParallelVigraRfLazyflowClassifierFactory',
    'p1',
    'c__builtin__',
    'object',
    'p2',
    'Ntp3',
    'Rp4',
    '(dp5',
    'VVERSION',
    'p6',
    'I2',
    'sV_num_trees',
    'p7',
    `I${treeCount}`,
    'sV_label_proportion',
    'p8',
    'NsV_variable_importance_path',
    'p9',
    'NsV_variable_importance_enabled',
    'p10',
    'I00',
    'sV_kwargs',
    'p11',
    '(dp12',
    'sV_num_forests',
    'p13',
    `I${forests}`,
    'sb.'
  ];
  return lines.join('\n');
}

/** Local time as C writes it: `Mon May 13 17:05:35 2024`. */
function formatTime(time: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()];
  return `${DAYS[time.getDay()]} ${MONTHS[time.getMonth()]} ${String(time.getDate()).padStart(2)} ${clock.map(two).join(':')} ${time.getFullYear()}`;
}
