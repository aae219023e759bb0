import { Widget } from '@lumino/widgets';

/** Something the user can do about it. */
export type NoticeAction = {
  readonly label: string;
  readonly run: () => void;
};

/** What stands in a cell in place of the project. */
export type Notice = {
  /** Of the picture in the notebook, or null. */
  readonly pictureUrl: string | null;
  /** What the picture shows, for who does not see it. */
  readonly pictureText: string;
  /** One sentence; null while all is well. */
  readonly text: string | null;
  readonly actions: readonly NoticeAction[];
};

/** The widget of a notice. All texts are shown as text, whatever they hold. */
export function createNotice(notice: Notice): Widget {
  const node = document.createElement('div');
  node.className = 'jp-PixelForest-cellNotice';
  if (notice.pictureUrl !== null) {
    const picture = document.createElement('img');
    picture.src = notice.pictureUrl;
    picture.alt = notice.pictureText;
    node.append(picture);
  }
  if (notice.text !== null) {
    const bar = document.createElement('div');
    bar.className = 'jp-PixelForest-cellProblem';
    bar.setAttribute('role', 'status');
    const text = document.createElement('p');
    text.textContent = notice.text;
    bar.append(text, ...notice.actions.map(button));
    node.append(bar);
  }
  return new Widget({ node });
}

function button({ label, run }: NoticeAction): HTMLButtonElement {
  const element = document.createElement('button');
  element.className = 'jp-mod-styled jp-mod-reject';
  element.textContent = label;
  element.addEventListener('click', run);
  return element;
}
