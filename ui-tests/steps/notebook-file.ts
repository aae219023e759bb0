import { readFileSync, writeFileSync } from 'fs';

/** MIME type of a project in an output. */
export const PROJECT_MIME = 'application/vnd.pixelforest.project+json';

/** One output of a notebook file. */
export type Output = {
  readonly output_type: string;
  readonly data: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
};

/** One cell of a notebook file. */
export type Cell = {
  readonly id: string;
  readonly cell_type: 'code' | 'markdown';
  readonly source: string | readonly string[];
  readonly metadata: Record<string, unknown>;
  readonly outputs?: readonly Output[];
  readonly execution_count?: number | null;
};

/** A notebook file. */
export type NotebookFile = {
  readonly cells: readonly Cell[];
  readonly metadata: Record<string, unknown>;
  readonly nbformat: number;
  readonly nbformat_minor: number;
};

/** Writes an untrusted notebook with one project output per bundle, as if by mail. */
export function writeNotebook(
  path: string,
  bundles: readonly Record<string, unknown>[],
  textBefore = ''
): void {
  const notebook: NotebookFile = {
    cells: [
      {
        id: 'text',
        cell_type: 'markdown',
        source: textBefore,
        metadata: {}
      },
      ...bundles.map((data, i): Cell => ({
        id: `cell-${i}`,
        cell_type: 'code',
        source: `# cell ${i}`,
        metadata: {},
        execution_count: null,
        outputs: [{ output_type: 'display_data', data, metadata: {} }]
      }))
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5
  };
  writeFileSync(path, JSON.stringify(notebook));
}

/** The notebook as it is on disk. */
export function readNotebook(path: string): NotebookFile {
  return JSON.parse(readFileSync(path, 'utf8')) as NotebookFile;
}

/** The output that shows a project; undefined also while the file is being written. */
export function projectOutput(path: string): Output | undefined {
  if (readFileSync(path).length === 0) {
    return undefined;
  }
  return readNotebook(path)
    .cells.flatMap(({ outputs }) => outputs ?? [])
    .find(({ data }) => PROJECT_MIME in data);
}
