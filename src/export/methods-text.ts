import { Provenance } from './provenance';

/** What a paper cites for the method; DOI last. */
const CITATIONS = [
  'Berg, S. et al. ilastik: interactive machine learning for (bio)image analysis. Nature Methods 16, 1226–1232 (2019). https://doi.org/10.1038/s41592-019-0582-9',
  'Breiman, L. Random forests. Machine Learning 45, 5–32 (2001). https://doi.org/10.1023/A:1010933404324'
];

const FILTER_NAMES: Readonly<Record<string, string>> = {
  GaussianSmoothing: 'Gaussian smoothing',
  LaplacianOfGaussian: 'Laplacian of Gaussian',
  GaussianGradientMagnitude: 'Gaussian gradient magnitude',
  DifferenceOfGaussians: 'difference of Gaussians',
  StructureTensorEigenvalues: 'structure tensor eigenvalues',
  HessianOfGaussianEigenvalues: 'Hessian of Gaussian eigenvalues'
};

/** A paragraph for the methods section, in English as papers are, with what to cite. */
export function methodsText(provenance: Provenance): string {
  const { software, classes, features, forest, trainedOn, image } = provenance;
  const counts = classes.map((_, i) =>
    trainedOn.reduce(
      (sum, { labelledPixels }) => sum + (labelledPixels[i] ?? 0),
      0
    )
  );
  const labelled = classes.map((name, i) => `“${name}” (${counts[i]} pixels)`);
  const filters = Object.entries(features.selected).map(
    ([id, scales]) =>
      `${FILTER_NAMES[id] ?? id} (σ = ${scales.join(', ')} pixels)`
  );
  const channels =
    features.trainingChannels === null
      ? 'all channels'
      : `channel${features.trainingChannels.length === 1 ? '' : 's'} ${features.trainingChannels.map(one => one + 1).join(', ')}`;
  const images = `${trainedOn.length} image${trainedOn.length === 1 ? '' : 's'}`;
  const sentences = [
    `Pixels were classified with ${software.name} ${software.version}, which follows ilastik’s pixel classification [1].`,
    `A random forest [2] of ${forest.trees} trees (seed ${forest.seed}) was trained on labels painted on ${images} for the classes ${joinWords(labelled)}.`,
    `Features were computed of ${channels}: ${joinWords(filters)}.`,
    image.pixelSizeUm
      ? `Pixels measure ${image.pixelSizeUm.x.toPrecision(4)} × ${image.pixelSizeUm.y.toPrecision(4)} µm.`
      : 'The scale of the images was not calibrated.',
    ...(provenance.objects === null
      ? []
      : [
          `Objects were separated with the parameters ${JSON.stringify(provenance.objects)}.`
        ])
  ];
  const citations = CITATIONS.map((text, i) => `[${i + 1}] ${text}`);
  return `${sentences.join(' ')}\n\n${citations.join('\n')}\n`;
}

/**
 * Commands that make the same files again, for a POSIX shell.
 *
 * @param sources what `pixelforest predict` writes; `objects` stands for the command of that name
 */
export function reproduceCommand(
  { project, image }: Provenance,
  sources: readonly string[]
): string {
  const file = quote(image.path + image.innerPath);
  const name = quote(project ?? 'project.ilp');
  return sources
    .map(source =>
      source === 'objects'
        ? `pixelforest objects ${name} ${file} --out results\n`
        : `pixelforest predict ${name} ${file} --out results --source ${source} --format tif\n`
    )
    .join('');
}

function joinWords(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

/** Quoted for a shell, and never taken for an option. */
function quote(text: string): string {
  const safe = text.startsWith('-') ? `./${text}` : text;
  return /^[\w./+-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`;
}
