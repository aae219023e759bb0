import { PROJECT_MIME } from './project-mime';

/**
 * Python that shows a project, with nothing but IPython's own display: it runs
 * in every kernel, and without Pixel Forest shows the text.
 *
 * @param path as the output has it
 */
export function cellSource(path: string): string {
  return [
    'from IPython.display import display',
    '',
    'display(',
    '    {',
    `        ${pythonText(PROJECT_MIME)}: {"path": ${pythonText(path)}},`,
    `        "text/plain": ${pythonText(plainTitle(path))},`,
    '    },',
    '    raw=True,',
    ')'
  ].join('\n');
}

/** What stands where nothing better can be shown. */
export function plainTitle(path: string): string {
  return `Pixel Forest project ${path}`;
}

/** The source with another path, where it has the old one; untouched elsewhere. */
export function withPath(source: string, from: string, to: string): string {
  return source
    .split(`{"path": ${pythonText(from)}}`)
    .join(`{"path": ${pythonText(to)}}`)
    .split(pythonText(plainTitle(from)))
    .join(pythonText(plainTitle(to)));
}

/** A text as a literal of Python. */
export function pythonText(text: string): string {
  // JSON's escapes are Python's too
  return JSON.stringify(text);
}
