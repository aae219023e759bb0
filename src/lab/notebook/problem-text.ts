import { TranslationBundle } from '@jupyterlab/translation';
import { Problem } from './find-project';

/** More of a path is not shown. */
const SHOWN_LETTERS = 120;

/** One sentence: why no project is shown in a cell. */
export function problemText(
  problem: Problem,
  path: string | null,
  hasPicture: boolean,
  trans: TranslationBundle
): string {
  const name = shorten(path ?? '');
  switch (problem) {
    case 'unreadable':
      return trans.__('This output names no project.');
    case 'drive':
      return trans.__(
        'Projects are shown in notebooks of the Jupyter server’s own drive only: copy the notebook and its project there.'
      );
    case 'outside':
      return trans.__(
        '“%1” leads out of the folders of this server, so it is not opened.',
        name
      );
    case 'kind':
      return trans.__('“%1” is no Pixel Forest project (.ilp).', name);
    default:
      return hasPicture
        ? trans.__(
            'The project “%1” was not found beside this notebook: the picture shows it as it was last saved.',
            name
          )
        : trans.__(
            'The project “%1” was not found beside this notebook.',
            name
          );
  }
}

function shorten(path: string): string {
  return path.length <= SHOWN_LETTERS
    ? path
    : `${path.slice(0, SHOWN_LETTERS)}…`;
}
