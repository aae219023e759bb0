/** Key of what we keep in the metadata of notebooks and cells. */
export const TOPIC = 'pixelforest';

/** Heights of in-cell projects that are taken for real, in CSS pixels. */
export const LOWEST = 240;
export const HIGHEST = 2000;

/** Something with metadata: a notebook's or a cell's model. */
export interface IHasMetadata {
  getMetadata(key: string): unknown;
  setMetadata(key: string, value: Record<string, unknown>): void;
}

/** What a notebook or cell says under our key; anything may stand there. */
function topicOf(model: Pick<IHasMetadata, 'getMetadata'>): {
  [key: string]: unknown;
} {
  const value = model.getMetadata(TOPIC);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value }
    : {};
}

/** The path of the notebook's own project as its metadata have it, or null. */
export function notebookProject(
  model: Pick<IHasMetadata, 'getMetadata'>
): string | null {
  const { project } = topicOf(model);
  return typeof project === 'string' && project !== '' ? project : null;
}

/** Links a notebook to its project. */
export function linkProject(model: IHasMetadata, path: string): void {
  model.setMetadata(TOPIC, { ...topicOf(model), project: path });
}

/** Height of a project in a cell in CSS pixels, as it was dragged; null if it never was. */
export function cellHeight(
  model: Pick<IHasMetadata, 'getMetadata'>,
  path: string
): number | null {
  const { heights } = topicOf(model);
  const entry = Object.entries(heights ?? {}).find(([key]) => key === path);
  const height: unknown = entry?.[1];
  return typeof height === 'number' && Number.isFinite(height)
    ? Math.min(HIGHEST, Math.max(LOWEST, height))
    : null;
}

/** Remembers a height in the cell: it goes with the notebook and outlives running the cell. */
export function rememberHeight(
  model: IHasMetadata,
  path: string,
  height: number
): void {
  const topic = topicOf(model);
  const { heights } = topic;
  const known = typeof heights === 'object' ? heights : {};
  model.setMetadata(TOPIC, {
    ...topic,
    heights: { ...known, [path]: Math.round(height) }
  });
}

/** What inserted results were made of. */
export type ResultsOrigin = {
  /** Of the project, relative to the notebook. */
  readonly path: string;
  readonly imageId: string;
  readonly isEmbedded: boolean;
};

/** The results a cell shows, or null if it shows none. */
export function resultsOf(
  model: Pick<IHasMetadata, 'getMetadata'>
): ResultsOrigin | null {
  const { results } = topicOf(model);
  if (typeof results !== 'object' || results === null) {
    return null;
  }
  const path = 'path' in results ? results.path : null;
  const imageId = 'imageId' in results ? results.imageId : null;
  return typeof path === 'string' && typeof imageId === 'string'
    ? {
        path,
        imageId,
        isEmbedded: 'isEmbedded' in results && results.isEmbedded === true
      }
    : null;
}
