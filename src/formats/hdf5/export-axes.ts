/** Axes of a result: the file's own order, `c` appended where it had none. */
export function exportAxes(fileAxes: string): string {
  return fileAxes.includes('c') ? fileAxes : `${fileAxes}c`;
}
