import { SegmentationSettings } from '../project/segmentation';
import { FeatureChoice } from '../project/features';
import { ImageReference } from '../project/images';
import { Project } from '../project/project';

/** How results came about: everything another person needs to make them again. */
export type Provenance = {
  readonly software: {
    readonly name: 'Pixel Forest';
    readonly version: string;
  };
  /** ISO 8601. */
  readonly writtenAt: string;
  /** File name; null for a viewer without one. */
  readonly project: string | null;
  readonly image: {
    readonly path: string;
    readonly innerPath: string;
    readonly axes: string;
    readonly shape: readonly number[];
    readonly dtype: string;
    readonly pixelSizeUm: { x: number; y: number; z: number | null } | null;
    /** `v1:` and a sha256 over size, type and pixels; see docs/formats.md. */
    readonly fingerprint: string | null;
  };
  /** Images that have labels: what the classifier learned from. */
  readonly trainedOn: readonly {
    readonly path: string;
    readonly fingerprint: string | null;
    /** Labelled pixels per class. */
    readonly labelledPixels: readonly number[];
  }[];
  readonly classes: readonly string[];
  readonly features: {
    /** Filter → σ in pixels. */
    readonly selected: Readonly<Record<string, readonly number[]>>;
    /** σ that are filtered slice by slice. */
    readonly slicewise: readonly number[];
    /** null = all channels. */
    readonly trainingChannels: readonly number[] | null;
  };
  readonly forest: { readonly trees: number; readonly seed: number };
  /** Post-processing, where objects were written. */
  readonly objects: SegmentationSettings | null;
};

/** What a run knows beside the project. */
export type ProvenanceRequest = {
  readonly project: Project;
  readonly image: ImageReference;
  readonly version: string;
  readonly projectName: string | null;
  readonly labelCounts: (imageId: string) => readonly number[];
  readonly objects: SegmentationSettings | null;
  readonly now: Date;
};

/** Gathers it; plain data. */
export function gatherProvenance(request: ProvenanceRequest): Provenance {
  const { project, image, version, projectName, now } = request;
  const { metadata } = image;
  const trainedOn = project.images
    .map(one => ({ one, counts: request.labelCounts(one.id) }))
    .filter(({ counts }) => counts.some(count => count > 0))
    .map(({ one, counts }) => ({
      path: one.path || one.nickname,
      fingerprint: one.metadata?.fingerprint ?? null,
      labelledPixels: counts
    }));
  return {
    software: { name: 'Pixel Forest', version },
    writtenAt: now.toISOString(),
    project: projectName,
    image: {
      path: image.path || image.nickname,
      innerPath: image.innerPath,
      axes: metadata?.fileAxes ?? '',
      shape: metadata?.fileShape ?? [],
      dtype: metadata?.dtype ?? '',
      pixelSizeUm: metadata?.pixelSizeUm ?? null,
      fingerprint: metadata?.fingerprint ?? null
    },
    trainedOn,
    classes: project.classes.map(({ name }) => name),
    features: {
      selected: selectedFeatures(project.features),
      slicewise: project.features.scales.filter(
        (_, i) => project.features.computeIn2d[i]
      ),
      trainingChannels: project.settings.trainingChannels
    },
    forest: { trees: project.settings.treeCount, seed: project.settings.seed },
    objects: request.objects
  };
}

function selectedFeatures(
  choice: FeatureChoice
): Record<string, readonly number[]> {
  return Object.fromEntries(
    choice.ids
      .map((id, row): [string, number[]] => [
        id,
        choice.scales.filter((_, column) => choice.selected[row][column])
      ])
      .filter(([, scales]) => scales.length > 0)
  );
}

/** The lines ImageJ shows as Image › Show Info. */
export function infoLines(provenance: Provenance): string {
  const { software, project, image, classes, features, forest } = provenance;
  const lines = [
    [
      'Written by',
      `${software.name} ${software.version}, ${provenance.writtenAt}`
    ],
    ['Project', project ?? ''],
    ['Image', image.path],
    ['Image fingerprint', image.fingerprint ?? ''],
    ['Classes', classes.join(', ')],
    [
      'Features',
      Object.entries(features.selected)
        .map(([id, scales]) => `${id} ${scales.join(' ')}`)
        .join('; ')
    ],
    ['Forest', `${forest.trees} trees, seed ${forest.seed}`]
  ];
  return lines
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}: ${value.replace(/[\r\n]+/g, ' ')}\n`)
    .join('');
}
