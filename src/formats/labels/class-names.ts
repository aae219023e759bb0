/** Key of the class names in PNG texts and TIFF descriptions. */
export const CLASS_NAMES_KEY = 'pixelforest.classes';

/** Class names as one line of ASCII: a JSON list. */
export function formatClassNames(names: readonly string[]): string {
  return JSON.stringify(names).replace(
    /[^\x20-\x7e]/g,
    letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
  );
}

/** The reverse; empty if the text is something else. */
export function parseClassNames(text: string | undefined): string[] {
  try {
    const names: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(names) && names.every(name => typeof name === 'string')
      ? names
      : [];
  } catch {
    // names are a help: without them there are still the numbers
    return [];
  }
}

/** The names in a TIFF's description, which has one `key=value` a line. */
export function classNamesInDescription(description: string): string[] {
  const start = `${CLASS_NAMES_KEY}=`;
  const line = description
    .split(/\r?\n/)
    .find(candidate => candidate.startsWith(start));
  return parseClassNames(line?.slice(start.length));
}
