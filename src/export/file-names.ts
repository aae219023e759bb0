import { LabelClass } from '../project/classes';
import { ImageReference } from '../project/images';

/** `<image stem>_<source>.<ext>`, as the command line names results. */
export function resultName(
  image: ImageReference,
  source: string,
  extension: string
): string {
  return `${stemOf(image)}_${source}.${extension}`;
}

/** The image's file name without folders and extension; its nickname if it lies inside the project. */
export function stemOf(image: ImageReference): string {
  const name = image.path.split('/').pop() || image.nickname;
  return safeName(name.replace(/(\.ome)?\.[^.]+$/, ''));
}

/** One file name part per class, all different. */
export function classNames(classes: readonly LabelClass[]): string[] {
  const used = new Set<string>();
  return classes.map(({ name }, i) => {
    const safe = safeName(name) || `class-${i + 1}`;
    const unique = used.has(safe.toLowerCase()) ? `${safe}-${i + 1}` : safe;
    used.add(unique.toLowerCase());
    return unique;
  });
}

/** Keeps letters and digits of any script; what file systems or shells trip over becomes a dash. */
function safeName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|-+$/g, '')
    .slice(0, 100);
}
