import { PixelForestError } from '../../errors';
import { withAuthorTopic } from '../../project/author-topic';
import { Project } from '../../project/project';
import { FileBytes } from '../hdf5/file-bytes';
import { Hdf5File, openHdf5 } from '../hdf5/open-file';
import { changeHdf5, createHdf5, Hdf5GroupWriter } from '../hdf5/write-file';
import { takeOutChanged } from './edit-in-place';
import { Lane } from './input-data';
import { inputDataParts } from './lane-parts';
import { copyLocalImages } from './local-data';
import { Part, textPart, unicodePart, unlessPresent, writePart } from './parts';
import { readContent } from './read';
import { formatStamp, settingsParts, stampSettings } from './settings';
import { formatTime } from './time';
import { Before, trainingParts } from './training-parts';
import { verifyWritten } from './verify';
import {
  isSince140b8,
  parseVersion,
  WORKFLOW_NAME,
  WRITTEN_VERSION
} from './version';

/** Number of the step ilastik opens the project at: 2 is training. */
const TRAINING_APPLET = 2;

/** Options of {@link writeProject}. */
export type WriteProjectOptions = {
  /** The file the project was read from; not changed. */
  readonly previous?: { readonly bytes: FileBytes; readonly name: string };
  /**
   * Whether the result goes to another file. Only then may things be left out
   * that another program has in the file and that cannot be carried over.
   */
  readonly isCopy?: boolean;
  /** Time of saving; now if not given. */
  readonly now?: Date;
};

/**
 * Writes a project file that ilastik 1.4.0 and later open. With the file it was
 * read from, only what differs is replaced: everything else in that file,
 * known or not, stays as it is, byte for byte. The forest is written only if
 * its columns fit features and images: a wrong one would make ilastik fail.
 *
 * The result is read back and compared before it is given.
 *
 * @throws PixelForestError `project` if the previous file must not be written over and this is no copy, if the result does not read back as it is, or if images lie inside the project and `previous` is missing
 */
export async function writeProject(
  edited: Project,
  options: WriteProjectOptions = {}
): Promise<Uint8Array> {
  const project = withAuthorTopic(edited);
  const { previous, isCopy = false, now = new Date() } = options;
  const time = formatTime(now);
  if (!previous) {
    return writeNew(project, time, null);
  }
  const file = await openHdf5(previous.bytes, previous.name);
  try {
    const content = readContent(file.root, previous.bytes);
    const { copyReason, isEditable } = content.read;
    if (copyReason !== null && !isCopy) {
      throw new PixelForestError('project', copyReason);
    }
    if (!isEditable) {
      return await writeNew(project, time, file);
    }
    const lanes = content.lanes.filter(({ isFirstLayout }) => !isFirstLayout);
    const before = {
      root: file.root,
      read: content.read,
      lanes: new Map(lanes.map(lane => [lane.image.id, lane])),
      laneCount: content.laneCount
    };
    const written = await writeOver(project, time, previous, before);
    await verifyWritten(written, project, previous.name);
    return written;
  } catch (error) {
    if (isCopy && isOfOldFile(error)) {
      // the old file may be damaged; what is in the project can be saved all the same
      return await writeNew(project, time, file);
    }
    throw error;
  } finally {
    file.close();
  }
}

/** A server's refusal is no fault of the file. */
function isOfOldFile(error: unknown): boolean {
  return error instanceof PixelForestError && error.tag !== 'access';
}

/** @param previous where images inside the project lie */
async function writeNew(
  project: Project,
  time: string,
  previous: Hdf5File | null
): Promise<Uint8Array> {
  const output = await createHdf5();
  try {
    const { root } = output;
    partsOf(project, time, null).forEach(part => writePart(root, part));
    copyImages(root, project, previous);
    stampSettings(root, formatStamp(WRITTEN_VERSION, time));
    return output.finish();
  } finally {
    output.dispose();
  }
}

async function writeOver(
  project: Project,
  time: string,
  { bytes, name }: { readonly bytes: FileBytes; readonly name: string },
  before: Before
): Promise<Uint8Array> {
  const parts = partsOf(project, time, before);
  const kept = takeOutChanged(bytes, name, project, parts, before);
  const output = await changeHdf5(kept.bytes);
  try {
    kept.missing.forEach(part => writePart(output.root, part));
    const { version, versionKey } = before.read;
    const written = isSince140b8(versionKey) ? version : WRITTEN_VERSION;
    stampSettings(output.root, formatStamp(written, time));
    return output.finish();
  } finally {
    output.dispose();
  }
}

/** Everything a project file must have. */
function partsOf(
  project: Project,
  time: string,
  before: Before | null
): Part[] {
  const lanes: ReadonlyMap<string, Lane> = before?.lanes ?? new Map();
  return [
    {
      ...textPart(['ilastikVersion'], WRITTEN_VERSION),
      // older ones say that labels lie in another order
      isSame: (root, name) => {
        const key = parseVersion(root.dataset(name)?.text() ?? '');
        return key !== null && isSince140b8(key);
      }
    },
    unlessPresent(textPart(['workflowName'], WORKFLOW_NAME)),
    textPart(['time'], time),
    unlessPresent({
      ...textPart(['currentApplet'], ''),
      write: (root, name) => root.integers(name, [TRAINING_APPLET], [])
    }),
    ...inputDataParts(project.images, lanes),
    ...trainingParts(project, before),
    exportSettingsPart(),
    ...settingsParts(project)
  ];
}

/** ilastik's own choices stay; a new file gets its defaults. */
function exportSettingsPart(): Part {
  const texts: Readonly<Record<string, string>> = {
    OutputFilenameFormat: '{dataset_dir}/{nickname}_{result_type}',
    OutputFormat: 'compressed hdf5',
    OutputInternalPath: 'exported_data'
  };
  return {
    path: ['Prediction Export'],
    isSame: (root, name) => root.kindOf(name) === 'group',
    write: (root, name) => {
      const group = root.group(name);
      writePart(group, unicodePart(['StorageVersion'], '0.1'));
      Object.entries(texts).forEach(([key, text]) => group.text(key, text));
    }
  };
}

function copyImages(
  root: Hdf5GroupWriter,
  project: Project,
  previous: Hdf5File | null
): void {
  const inside = project.images.filter(({ path }) => path === '');
  if (inside.length === 0) {
    return;
  }
  if (!previous) {
    throw new PixelForestError(
      'project',
      `The pixels of ${inside[0].nickname} lie inside the project file they were read from, which is not at hand. Open that project again and save it from there.`
    );
  }
  const localData = root.group('Input Data').group('local_data');
  copyLocalImages(previous.root, localData, inside);
}
