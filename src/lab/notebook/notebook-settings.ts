import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { FallbackSize } from './fallback';

/** Id of the plugin, and so the name of its settings. */
export const NOTEBOOK_PLUGIN = 'jupyterlab-pixelforest:notebook';

/** What the user set for projects in notebooks. */
export type NotebookSettings = {
  /** Of a project in a cell, in CSS pixels, until it is dragged. */
  readonly height: number;
  readonly picture: FallbackSize;
  /** Whether inserted results are kept in the notebook, not in files beside it. */
  readonly isEmbedded: boolean;
  readonly isKeptUpToDate: boolean;
};

/** As in `schema/notebook.json`. */
const DEFAULTS = {
  cellHeight: 480,
  pictureSide: 640,
  pictureKilobytes: 200,
  embedResults: false,
  keepResultsUpToDate: false
};

/** The settings of now; the defaults where JupyterLab has none. */
export async function notebookSettings(
  registry: ISettingRegistry | null
): Promise<NotebookSettings> {
  const loaded = await registry?.load(NOTEBOOK_PLUGIN);
  const read = (name: keyof typeof DEFAULTS): unknown =>
    loaded?.composite[name] ?? DEFAULTS[name];
  return {
    height: Number(read('cellHeight')),
    picture: {
      side: Number(read('pictureSide')),
      mostBytes: 1000 * Number(read('pictureKilobytes'))
    },
    isEmbedded: read('embedResults') === true,
    isKeptUpToDate: read('keepResultsUpToDate') === true
  };
}
