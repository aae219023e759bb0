import { labelsOf } from '../../formats/ilp/label-blocks';
import { ReadProject } from '../../formats/ilp/read';
import { LabelImage } from '../../project/labels';
import { Project } from '../../project/project';
import { IImageLoader } from '../../store/contract';

/**
 * Old projects do not tell the axes of their images, so labels can be placed
 * only once the image is open. It is opened for a moment here.
 *
 * @returns the whole project, and a sentence for each image whose labels could not be placed
 */
export async function placePendingLabels(
  read: ReadProject,
  loader: IImageLoader
): Promise<{ project: Project; warnings: readonly string[] }> {
  const warnings = [...read.warnings];
  const labels = new Map<string, LabelImage>(read.project.labels);
  const images = [...read.project.images];
  for (const [imageId, blocks] of read.pendingLabels) {
    const at = images.findIndex(image => image.id === imageId);
    if (at < 0) {
      continue;
    }
    try {
      const abort = new AbortController();
      const source = await loader.load(images[at], abort.signal);
      const { metadata } = source;
      source.dispose();
      images[at] = { ...images[at], metadata };
      const { shape, fileAxes } = metadata;
      labels.set(
        imageId,
        labelsOf(blocks, shape, fileAxes, images[at].nickname)
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      warnings.push(
        `The labels of ${images[at].nickname} are not shown, as they need the image: ${reason} The original project keeps them.`
      );
    }
  }
  return { project: { ...read.project, images, labels }, warnings };
}
