import { PixelForestError } from '../../errors';
import { Hdf5Group } from '../hdf5/read-node';

/** What files we write say: the newest release whose layout they follow. */
export const WRITTEN_VERSION = '1.4.1';

/** ilastik's display name of this workflow. */
export const WORKFLOW_NAME = 'Pixel Classification';

/** Names by which ilastik itself knows this workflow. */
const WORKFLOW_NAMES = [WORKFLOW_NAME, 'PixelClassificationWorkflow'];

/** What a project of another workflow must have to be imported. */
const SHARED_GROUPS = [
  'Input Data',
  'FeatureSelections',
  'PixelClassification'
];

/** `major.minor` of the project files ilastik itself still opens. */
const READABLE = ['0.6', '1.0', '1.1', '1.2', '1.3', '1.4', '1.5'];

/** A version number as Python packages write it (PEP 440). */
const PATTERN =
  /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:\.\d+)*(?:[-_.]?(a|alpha|b|beta|c|rc|pre|preview)[-_.]?(\d*))?(?:[-_.]?(post|rev|r)[-_.]?(\d*))?(?:[-_.]?(dev)[-_.]?(\d*))?(?:\+[a-z0-9._-]+)?$/i;

/** Longer texts are no version, and would take long to search. */
const MAX_VERSION_LENGTH = 200;

/** Numbers whose order is the order of versions. */
export type VersionKey = readonly number[];

/** What the root of a project says. */
export type ProjectVersion = {
  readonly text: string;
  readonly key: VersionKey;
  /** Name of another workflow whose file has the same groups; null for Pixel Classification. */
  readonly otherWorkflow: string | null;
};

/**
 * Reads a version number; null if it is none.
 *
 * @returns release (3), stage (−1 development, 0 alpha, 1 beta, 2 candidate,
 *   3 release), number of the stage, post release, development number
 */
export function parseVersion(text: string): VersionKey | null {
  const match =
    text.length > MAX_VERSION_LENGTH ? null : PATTERN.exec(text.trim());
  if (!match) {
    return null;
  }
  const [, major, minor, patch, stage, stageNumber, post, postNumber, dev, n] =
    match;
  const isBareDevelopment = dev !== undefined && !stage && post === undefined;
  return [
    Number(major),
    Number(minor),
    Number(patch ?? 0),
    isBareDevelopment ? -1 : stageRank(stage),
    Number(stageNumber || 0),
    post === undefined ? -1 : Number(postNumber || 0),
    dev === undefined ? Infinity : Number(n || 0)
  ];
}

/** Negative if `a` is older than `b`. */
export function compareVersions(a: VersionKey, b: VersionKey): number {
  const i = a.findIndex((value, index) => value !== b[index]);
  return i < 0 ? 0 : a[i] < b[i] ? -1 : 1;
}

/** Whether a version lies in a range, both ends included. */
export function isBetween(
  version: VersionKey,
  from: string,
  to: string
): boolean {
  const first = parseVersion(from);
  const last = parseVersion(to);
  return (
    first !== null &&
    last !== null &&
    compareVersions(version, first) >= 0 &&
    compareVersions(version, last) <= 0
  );
}

/**
 * Whether a version says that labels without axes of their own lie in
 * ilastik's order; since then every ilastik reads them so.
 */
export function isSince140b8(version: VersionKey): boolean {
  const first = parseVersion('1.4.0b8');
  return first !== null && compareVersions(version, first) >= 0;
}

/**
 * Makes sure that a file is a project we read: Pixel Classification, or another
 * workflow that keeps images, features and labels in the same groups.
 *
 * @param warnings gets a line where the file does not say its workflow, or says another
 * @throws PixelForestError `project` for another version, or a workflow without these groups
 */
export function readProjectVersion(
  root: Hdf5Group,
  warnings: string[]
): ProjectVersion {
  const text = root.dataset('ilastikVersion')?.text() ?? '';
  const key = parseVersion(text);
  if (!key || !READABLE.includes(`${key[0]}.${key[1]}`)) {
    const isFirstLayout = ['DataSets', 'Project'].every(
      name => root.kindOf(name) === 'group'
    );
    const found =
      text !== ''
        ? `this one is of "${text.slice(0, 40)}"`
        : isFirstLayout
          ? 'this one is of 0.5 or older'
          : 'it names none ("ilastikVersion" is missing)';
    throw new PixelForestError(
      'project',
      `${root.fileName}: a project of ilastik 0.6 or 1.0 to 1.5 is needed, but ${found}. Open and save it with a current ilastik, or choose another file.`
    );
  }
  const workflow = root.dataset('workflowName')?.text();
  if (workflow === undefined) {
    warnings.push(
      `The file does not name its workflow; it was opened as ${WORKFLOW_NAME}.`
    );
    return { text, key, otherWorkflow: null };
  }
  if (WORKFLOW_NAMES.includes(workflow)) {
    return { text, key, otherWorkflow: null };
  }
  if (!SHARED_GROUPS.every(name => root.kindOf(name) === 'group')) {
    throw new PixelForestError(
      'project',
      `${root.fileName}: a project of the workflow "${WORKFLOW_NAME}" is needed, or one with the same groups, but this one is of "${workflow.slice(0, 80)}". Open it with ilastik, or choose another file.`
    );
  }
  warnings.push(
    `This is a project of the workflow "${workflow.slice(0, 80)}". Its images, labels, classes, features and pixel classifier are imported into a new project; the file itself stays as it is.`
  );
  return { text, key, otherWorkflow: workflow };
}

function stageRank(stage: string | undefined): number {
  switch (stage?.toLowerCase()) {
    case undefined:
      return 3;
    case 'a':
    case 'alpha':
      return 0;
    case 'b':
    case 'beta':
      return 1;
    default:
      return 2;
  }
}
