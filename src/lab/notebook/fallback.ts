import { TranslationBundle } from '@jupyterlab/translation';
import { IProjectStore } from '../../store/contract';
import { encodeBase64 } from '../document/base64';
import { smallPicture } from './picture-file';

/** What programs without Pixel Forest show of a project. */
export type Fallback = {
  readonly 'image/png'?: string;
  readonly 'text/plain': string;
};

/** How large the picture may be. */
export type FallbackSize = {
  /** Longest side in pixels. */
  readonly side: number;
  readonly mostBytes: number;
};

/** Base64 takes four letters for three bytes. */
const BASE64_SHARE = 3 / 4;

/**
 * The picture of the image shown and a summary in words.
 *
 * @param path of the project, as the output has it
 */
export async function makeFallback(
  store: IProjectStore,
  path: string,
  { side, mostBytes }: FallbackSize,
  trans: TranslationBundle,
  signal: AbortSignal
): Promise<Fallback> {
  const text = summarize(store, path, trans);
  const png = await smallPicture(
    store,
    { side, hasScaleBar: true, signal },
    Math.floor(mostBytes * BASE64_SHARE)
  ).catch(() => {
    signal.throwIfAborted();
    // why the image cannot be read is said where it should be; an older picture stays
    return null;
  });
  return png
    ? { 'image/png': encodeBase64(png), 'text/plain': text }
    : { 'text/plain': text };
}

/** One line: what the project holds. */
export function summarize(
  store: Pick<
    IProjectStore,
    'project' | 'classes' | 'labelCounts' | 'activeImage'
  >,
  path: string,
  trans: TranslationBundle
): string {
  const counts = store.labelCounts();
  const classes = store.classes.map(({ name }, i) =>
    trans.__('%1 (%2 labelled pixels)', name, counts[i] ?? 0)
  );
  const images = trans._n('%1 image', '%1 images', store.project.images.length);
  const shown = store.activeImage?.nickname;
  return [
    trans.__('Pixel Forest project %1: %2', path, images),
    trans.__('classes: %1', classes.join(', ')),
    ...(shown ? [trans.__('the picture shows %1', shown)] : [])
  ].join('; ');
}
