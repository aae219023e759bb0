import { PixelForestError } from '../../errors';
import { Refusal, statusOf } from './refusal';

/**
 * A server's refusal in words for the user.
 *
 * @param action what was tried: "Saving raw.ilp"
 */
export function describeRefusal(
  action: string,
  error: unknown
): PixelForestError {
  if (error instanceof PixelForestError) {
    return error;
  }
  const status = statusOf(error);
  const said = String((error as Refusal | null)?.message ?? error);
  return new PixelForestError(
    'access',
    `${action} failed: ${reasonOf(status, said)}`,
    { cause: error, status: status ?? undefined }
  );
}

function reasonOf(status: number | null, said: string): string {
  if (
    status === 507 ||
    /no space left|quota exceeded|disk quota|ENOSPC|EDQUOT/i.test(said)
  ) {
    return `the disk is full (“${said}”). Free some space and try again; your changes are still in this tab.`;
  }
  if (status === null) {
    return `the server did not answer (“${said}”). Check the connection and try again; your changes are still in this tab.`;
  }
  if (status === 403) {
    return `the server does not allow it (403, “${said}”). The folder may be read-only: use “Save As…” with a folder of your own.`;
  }
  if (status === 404) {
    return `the server found no such file or folder (404, “${said}”). It may have been moved or deleted: check the path in the file browser.`;
  }
  if (status === 400) {
    return `the server refused the request (400, “${said}”). It may be larger than the server accepts, or the name not allowed: try “Save As…” with a simple name; if that fails, ask the server's administrator. Your changes are still in this tab.`;
  }
  if (status === 401 || status === 502 || status === 503) {
    return `the server does not know you or is not running (${status}, “${said}”). Log in or start it again in another tab, then save; your changes are still in this tab.`;
  }
  if (status === 413) {
    return `the server accepts no request this large (413, “${said}”). Ask its administrator to allow bodies of 2 MB at least.`;
  }
  return `the server answered ${status} (“${said}”). Try again; if it persists, tell the server's administrator. Your changes are still in this tab.`;
}
