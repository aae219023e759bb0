/** Arguments that do not fit, a project that cannot be used, or nothing built: exit status 2. */
export class WrongUseError extends Error {}

/** The message in one line. */
export function inOneLine(error) {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, ' ').trim();
}

/** Runs `work`; what fails in it is the project's fault. */
export async function forProject(path, work) {
  try {
    return await work();
  } catch (error) {
    throw new WrongUseError(`${path}: ${inOneLine(error)}`, { cause: error });
  }
}
