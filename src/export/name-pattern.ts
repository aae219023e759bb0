import { PixelForestError } from '../errors';

/** What placeholders stand for. */
export type PatternValues = {
  /** Folder of the image from the server's root; '' is the root. */
  readonly datasetDir: string;
  /** Folder that was chosen, likewise. */
  readonly folder: string;
  /** The image's file name without folders and extension. */
  readonly nickname: string;
};

const DATASET_DIR = '{dataset_dir}';
/** Longest name most file systems take, in bytes of UTF-8. */
const MAX_NAME_BYTES = 255;

/**
 * Where a file goes. The pattern counts from the folder chosen, or with
 * `{dataset_dir}` from that of the image; `{nickname}` and `{result_type}` are
 * filled in, and the extension follows.
 *
 * @param name as exporters give it: `<nickname>_<result type>.<extension>`, perhaps with folders below
 * @returns path from the server's root
 * @throws PixelForestError `input` for unknown placeholders and for paths that
 * lead out of the root, to another drive, or to hidden files
 */
export function placeFile(
  pattern: string,
  name: string,
  values: PatternValues
): string {
  const { datasetDir, folder, nickname } = values;
  const rest = name.startsWith(`${nickname}_`)
    ? name.slice(nickname.length + 1)
    : name;
  const dot = rest.indexOf('.');
  const resultType = dot < 0 ? rest : rest.slice(0, dot);
  const extension = dot < 0 ? '' : rest.slice(dot);
  if (!pattern.includes('{result_type}')) {
    throw refuse(
      pattern,
      'has no {result_type}, so that all files of an image would have one name'
    );
  }
  const isInDataset = pattern.startsWith(DATASET_DIR);
  const relative = isInDataset ? pattern.slice(DATASET_DIR.length) : pattern;
  const filled = relative.replace(/\{[^}]*\}?/g, placeholder => {
    switch (placeholder) {
      case '{nickname}':
        return nickname;
      case '{result_type}':
        return resultType;
      default:
        throw refuse(
          pattern,
          `has ${placeholder}; known are {nickname}, {result_type} and, at its beginning, ${DATASET_DIR}`
        );
    }
  });
  const base = isInDataset ? datasetDir : folder;
  const parts = `${base}/${filled}${extension}`.split('/').filter(isNamed);
  parts.forEach(part => checkPart(pattern, part));
  return parts.join('/');
}

function isNamed(part: string): boolean {
  return part !== '' && part !== '.';
}

function checkPart(pattern: string, part: string): void {
  if (part === '..') {
    throw refuse(pattern, 'leads out of the folder with “..”');
  }
  if (
    [...part].some(letter => letter < ' ' || '\\:*?"<>|\x7f'.includes(letter))
  ) {
    throw refuse(
      pattern,
      `makes the name “${part}”, which file systems refuse`
    );
  }
  if (part.startsWith('.')) {
    throw refuse(pattern, `makes the hidden name “${part}”`);
  }
  if (new TextEncoder().encode(part).length > MAX_NAME_BYTES) {
    throw refuse(pattern, `makes a name of more than ${MAX_NAME_BYTES} bytes`);
  }
}

function refuse(pattern: string, found: string): PixelForestError {
  return new PixelForestError(
    'input',
    `The file name pattern “${pattern.slice(0, 200)}” ${found}. Write for example {dataset_dir}/{nickname}_{result_type}.`
  );
}
