/** MIME type of an output that shows a project: `{"path": "a.ilp"}`. */
export const PROJECT_MIME = 'application/vnd.pixelforest.project+json';

/** Longer paths are in no honest notebook, and no file system takes them. */
const LONGEST_PATH = 1024;

/**
 * What an output says, which may be anything: nothing but the path is looked at.
 *
 * @returns the path as written, or null if there is none that makes sense
 */
export function readOutputPath(data: unknown): string | null {
  if (typeof data !== 'object' || data === null || !('path' in data)) {
    return null;
  }
  const { path } = data;
  return typeof path === 'string' &&
    path.trim() !== '' &&
    path.length <= LONGEST_PATH &&
    ![...path].some(letter => letter < ' ')
    ? path
    : null;
}

/** A PNG of the bundle as a URL for an `img`, or null. */
export function pictureUrl(data: {
  readonly [type: string]: unknown;
}): string | null {
  const value = data['image/png'];
  const text = Array.isArray(value) ? value.join('') : value;
  return typeof text === 'string' && text !== ''
    ? `data:image/png;base64,${text.replace(/[^A-Za-z0-9+/=]/g, '')}`
    : null;
}
