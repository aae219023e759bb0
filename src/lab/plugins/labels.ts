import {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ILabParts, LabParts } from '../lab-parts';

const PLUGIN_ID = 'jupyterlab-pixelforest:labels';
const SETTING = 'author';

/** Signs what is painted with the user's name. */
export const labelsPlugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'Remembers who drew labels: the name set here.',
  autoStart: true,
  requires: [ILabParts],
  optional: [ISettingRegistry],
  activate: (
    app: JupyterFrontEnd,
    parts: LabParts,
    settingRegistry: ISettingRegistry | null
  ) => {
    const { author, projects, showError } = parts;
    projects.opened.connect((_, { store }) => store.setAuthor(author.name));
    author.changed.connect((_, name) =>
      projects.all.forEach(({ store }) => store.setAuthor(name))
    );
    const { user } = app.serviceManager;
    const identify = (): void => {
      const { identity } = user;
      author.identify(identity?.name || identity?.username || '');
    };
    user.userChanged.connect(identify);
    // a server that does not say is no error: the user can
    user.ready.then(identify, () => undefined);
    settingRegistry
      ?.load(PLUGIN_ID)
      .then(settings => {
        const read = author.attach({
          read: () => String(settings.get(SETTING).composite ?? ''),
          write: name => settings.set(SETTING, name)
        });
        settings.changed.connect(read);
      })
      .catch(showError);
  }
};
