import { PixelForestError } from '../../errors';

/** Name of the practice image's copy. */
export const PRACTICE_NAME = 'practice-lysosomes.tif';

/**
 * The image that comes with the extension: the build puts the file beside the
 * scripts, so it is there in every installation and needs no other server.
 *
 * @returns the bytes of a TIFF file
 */
export async function fetchPracticeImage(): Promise<Uint8Array> {
  // known to bundlers only: this file is imported by none that a test loads
  const url = new URL(
    '../../../assets/practice-lysosomes.tif',
    import.meta.url
  );
  const response = await fetch(url);
  if (!response.ok) {
    throw new PixelForestError(
      'access',
      `Wanted the practice image from ${url.href}, but the server answered ${response.status}. Reload the page; if it persists, reinstall the extension.`,
      { status: response.status }
    );
  }
  return new Uint8Array(await response.arrayBuffer());
}
