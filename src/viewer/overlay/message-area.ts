import { IProjectStore } from '../../store/contract';
import { ITranslation, untranslated } from '../translation';

/** A button below a message. */
export type MessageAction = {
  readonly label: string;
  readonly run: () => void;
};

/** What the user can do about a missing picture; given by whoever knows files. */
export type MessageActions = {
  /** E.g. "Add image", "Try the practice image". */
  readonly noImage?: readonly MessageAction[];
  /** E.g. "Find the file…". */
  readonly missing?: readonly MessageAction[];
  /** Another image than the labels were drawn on: e.g. "Use this image anyway". */
  readonly other?: readonly MessageAction[];
};

/** What stands in place of the image. */
export type ViewerMessage = {
  readonly text: string;
  readonly actions: readonly MessageAction[];
};

/** The message that fits the store, or null if there is an image to see. */
export function viewerMessage(
  store: IProjectStore,
  actions: MessageActions,
  trans: ITranslation = untranslated
): ViewerMessage | null {
  const image = store.activeImage;
  if (!image) {
    return {
      text: trans.__('This project has no image yet. Add one to begin.'),
      actions: actions.noImage ?? []
    };
  }
  const status = store.imageStatus(image.id);
  switch (status.state) {
    case 'ready':
      return null;
    case 'loading':
      return { text: trans.__('Loading %1…', image.nickname), actions: [] };
    case 'missing':
      return { text: status.message, actions: actions.missing ?? [] };
    case 'other':
      return { text: status.message, actions: actions.other ?? [] };
    case 'failed':
      return { text: status.message, actions: actions.missing ?? [] };
  }
}

/** Shows a message over the viewer. */
export class MessageArea {
  constructor() {
    this.element = document.createElement('div');
    this.element.className = 'jp-PixelForest-viewerMessage';
    this.element.setAttribute('role', 'status');
  }

  readonly element: HTMLDivElement;

  update(message: ViewerMessage | null): void {
    this.element.hidden = !message;
    const key = message
      ? [message.text, ...message.actions.map(({ label }) => label)].join('\n')
      : '';
    // writing it anew would take the focus off its buttons
    if (key === this._key) {
      return;
    }
    this._key = key;
    const text = document.createElement('p');
    text.textContent = message?.text ?? '';
    const buttons = (message?.actions ?? []).map(({ label, run }) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'jp-mod-styled jp-mod-accept';
      button.textContent = label;
      button.addEventListener('click', run);
      return button;
    });
    this.element.replaceChildren(text, ...buttons);
  }

  private _key = '';
}
