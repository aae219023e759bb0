import { commandsPlugin } from './lab/plugins/commands';
import { documentPlugins } from './lab/plugins/document';
import {
  fileBrowserPlugin,
  launcherPlugin,
  menuPlugin
} from './lab/plugins/entry-points';
import { labelsPlugin } from './lab/plugins/labels';
import { notebookPlugin } from './lab/plugins/notebook';
import { openingPlugin } from './lab/plugins/opening';
import { viewerPlugin } from './lab/plugins/viewer';

export * from './tokens';

export default [
  ...documentPlugins,
  viewerPlugin,
  labelsPlugin,
  notebookPlugin,
  openingPlugin,
  commandsPlugin,
  launcherPlugin,
  fileBrowserPlugin,
  menuPlugin
];
