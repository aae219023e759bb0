import { rasteriseStroke } from '../../project/brush';
import { createClass } from '../../project/classes';
import { ImageMetadata, ImageReference } from '../../project/images';
import { Shape } from '../../project/grid';
import { LabelImage } from '../../project/labels';
import { withObjectCorrections } from '../../project/object-corrections';
import { DEFAULT_PARENTS, withParents } from '../../project/parent-objects';
import { createProject, Project } from '../../project/project';
import { stateOf } from '../../project/project-state';
import {
  DEFAULT_SEGMENTATION,
  withSegmentation
} from '../../project/segmentation';
import { withTopic } from '../../project/topics';
import { withVersion } from '../../project/versions';
import { embedImage, embeddedPath } from '../ilp/embed';
import { writeProject } from '../ilp/write';
import { seededRandom } from './fixtures';

/** A project that has all there is to keep, and the pixels of its images. */
export type WholeProject = {
  readonly project: Project;
  /** By image id, in the file's axis order. */
  readonly pixels: ReadonlyMap<string, Uint8Array>;
};

/** Ids of the image beside the project, the one inside it, and the one without labels. */
const IDS = ['outside', 'inside', 'unlabelled'];

/**
 * Three lanes (one of them inside the project), labels of two people, three
 * classes, two versions, settings of objects and their parents, corrections.
 *
 * @param depth slices: 1 = images of two channels, more = stacks of one, filtered in 3-D
 */
export function wholeProject(depth: number): WholeProject {
  const random = seededRandom(depth);
  const images = IDS.map((id, i) => imageOf(id, depth, i));
  const pixels = new Map(
    images.map(image => [image.id, textured(image.metadata!, random)])
  );
  let project: Project = {
    ...createProject(),
    images,
    classes: classes(),
    features: features(depth),
    labels: new Map(
      images
        .slice(0, 2)
        .map(image => [image.id, labelsOf(image.metadata!.shape)])
    ),
    settings: {
      trainingChannels: depth > 1 ? null : [0, 1],
      channelViews: [{ isVisible: true, window: [3, 200], color: [9, 8, 7] }],
      seed: 7,
      treeCount: 10,
      liveUpdate: true
    }
  };
  project = withVersion(
    project,
    { name: 'before the crowded region', savedAt: 1.7e12, author: 'Ana' },
    stateOf(project)
  );
  project = withObjects(project, depth);
  project = withVersion(
    project,
    { name: 'with objects, σ = 2', savedAt: 1.8e12, author: 'Ben' },
    stateOf(project)
  );
  return { project, pixels };
}

/** The file, with one image inside. */
export async function writeWhole({
  project,
  pixels
}: WholeProject): Promise<Uint8Array> {
  const image = project.images[1];
  const metadata = image.metadata!;
  const { y, x, z, c } = metadata.shape;
  const outside = project.images.map(one =>
    one === image ? { ...one, path: 'inside.h5', innerPath: '/data' } : one
  );
  const before = await writeProject({ ...project, images: outside });
  const bytes = await embedImage(before, {
    datasetId: image.id,
    metadata,
    planes: Array.from({ length: z }, (_, slice) => ({
      plane: { t: 0, z: slice },
      channels: Array.from({ length: c }, (_, channel) =>
        Uint8Array.from(
          { length: y * x },
          (_, i) => pixels.get(image.id)![(slice * y * x + i) * c + channel]
        )
      )
    }))
  });
  return writeProject(project, { previous: { bytes, name: 'p.ilp' } });
}

function imageOf(id: string, depth: number, number: number): ImageReference {
  const [y, x] = [40 + 4 * number, 56 - 4 * number];
  const c = depth > 1 ? 1 : 2;
  const metadata: ImageMetadata = {
    shape: { t: 1, z: depth, y, x, c },
    dtype: 'uint8',
    fileAxes: depth > 1 ? 'zyx' : 'yxc',
    fileShape: depth > 1 ? [depth, y, x] : [y, x, c],
    channelNames: Array.from({ length: c }, (_, i) => `stain ${i}`),
    channelColors: Array.from({ length: c }, () => null),
    displayRanges: Array.from({ length: c }, () => null),
    pixelSizeUm: { x: 0.1, y: 0.1, z: depth > 1 ? 0.3 : null },
    // of no real pixels: an image with labels would be taken for another one
    ...(id === 'unlabelled' ? { fingerprint: `v1:${'20af'.repeat(16)}` } : {})
  };
  return id === 'inside'
    ? {
        id,
        path: '',
        innerPath: embeddedPath(id),
        nickname: id,
        metadata
      }
    : {
        id,
        path: `${id}-${depth}.h5`,
        innerPath: '/data',
        nickname: id,
        metadata
      };
}

/** Blobs with noise, so that filters at each scale tell something. */
function textured(
  { fileShape, shape: { y, x, c } }: ImageMetadata,
  random: () => number
): Uint8Array {
  const length = fileShape.reduce((product, side) => product * side, 1);
  return Uint8Array.from({ length }, (_, i) => {
    const pixel = Math.floor(i / c);
    const [row, column] = [Math.floor(pixel / x) % y, pixel % x];
    const slice = Math.floor(pixel / (x * y));
    const blob =
      Math.sin(row / 4 + (i % c)) * Math.cos(column / 5 - slice / 3) + 1;
    return Math.round(90 * blob + 60 * random());
  });
}

function classes(): Project['classes'] {
  const first = { ...createClass([]), name: 'Zellkörper σ' };
  const second = createClass([first]);
  const third = createClass([first, second]);
  return [first, { ...second, probabilityColor: [1, 2, 3] }, third];
}

function features(depth: number): Project['features'] {
  const plain = createProject().features;
  const scales = [0.7, 1.6];
  return {
    ...plain,
    scales,
    selected: plain.ids.map((_, i) => scales.map((_, j) => (i + j) % 2 === 0)),
    computeIn2d: [true, depth === 1]
  };
}

/** Strokes of two people in two classes and of one in the third, on two slices of a stack. */
function labelsOf(shape: Shape): LabelImage {
  const labels = new LabelImage(shape);
  const bounds = { y0: 0, x0: 0, y1: shape.y, x1: shape.x };
  const strokes = [
    { y: 6, label: 1, author: 'Ana' },
    { y: 14, label: 2, author: 'Ben Müller' },
    { y: 24, label: 3, author: 'Ana' },
    { y: 30, label: 1, author: '' }
  ];
  for (const z of shape.z > 1 ? [1, shape.z - 2] : [0]) {
    for (const { y, label, author } of strokes) {
      const points = [
        { y, x: 6 },
        { y: y + 2, x: 40 }
      ];
      const mask = rasteriseStroke(points, 3, bounds);
      labels.paint({ t: 0, z }, mask!, label, author);
    }
  }
  return labels;
}

function withObjects(project: Project, depth: number): Project {
  const plane = { t: 0, z: depth > 1 ? 2 : 0 };
  const corner = { y: 1, x: 2 };
  const points = [corner, { y: 5.5, x: 2 }, { y: 5, x: 9 }];
  const segmented = withSegmentation(project, {
    ...DEFAULT_SEGMENTATION,
    source: { kind: 'classes', classIndexes: [0, 2] },
    smoothing: 2,
    threshold: { kind: 'hysteresis', low: 0.4, high: 0.75 },
    excluded: { inside: [{ points, z: depth > 1 ? 3 : null }] }
  });
  const corrected = withObjectCorrections(
    segmented,
    new Map([
      [
        'outside',
        [
          { plane, kind: 'delete', at: { y: 12, x: 13 } },
          { plane, kind: 'merge', points },
          { plane, kind: 'split', line: points },
          { plane, kind: 'draw', outline: points }
        ]
      ]
    ])
  );
  const parented = withParents(corrected, {
    ...DEFAULT_PARENTS,
    isOn: true,
    rule: 'containing',
    maximumDistance: 12.5
  });
  return withTopic(parented, 'objectView', { isOn: true });
}
