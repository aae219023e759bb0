import { JupyterFrontEnd } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IProjectStore } from '../../store/contract';
import { AuthorName } from '../author-name';
import { LabParts } from '../lab-parts';

/** Settings with the name, as the schema is called. */
const SETTINGS_ID = 'jupyterlab-pixelforest:labels';
const SETTING = 'author';

/** The name of the person at this page, for all projects. */
export const author = new AuthorName();

let isFollowing = false;

/** Signs what is painted in the project from now on. */
export function signLabels(
  store: IProjectStore,
  parts: LabParts,
  settings: ISettingRegistry | null
): void {
  if (!isFollowing) {
    isFollowing = true;
    followUser(parts.app);
    followSettings(settings).catch(parts.showError);
  }
  const follow = (): void => {
    if (store.isDisposed) {
      author.changed.disconnect(follow);
    } else {
      store.setAuthor(author.name);
    }
  };
  author.changed.connect(follow);
  follow();
}

function followUser(app: JupyterFrontEnd): void {
  const { user } = app.serviceManager;
  const identify = (): void => {
    const { identity } = user;
    author.identify(identity?.name || identity?.username || '');
  };
  user.userChanged.connect(identify);
  // a server that does not say is no error: the user can
  user.ready.then(identify, () => undefined);
}

async function followSettings(
  registry: ISettingRegistry | null
): Promise<void> {
  const settings = await registry?.load(SETTINGS_ID);
  if (settings) {
    const read = author.attach({
      read: () => String(settings.get(SETTING).composite ?? ''),
      write: name => settings.set(SETTING, name)
    });
    settings.changed.connect(read);
  }
}
