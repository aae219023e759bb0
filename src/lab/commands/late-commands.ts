import { JupyterFrontEnd } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { ReadonlyJSONObject } from '@lumino/coreutils';
import { Menu, MenuBar } from '@lumino/widgets';
import { CommandAdder } from './command';
import { CommandIDs } from './ids';
import { objectTitles } from './object-titles';
import { commandTitles } from './titles';

/** Commands that mean nothing without arguments, so the palette leaves them out. */
const ARGUMENTS_NEEDED: ReadonlySet<string> = new Set([
  CommandIDs.createProject,
  CommandIDs.selectImage,
  CommandIDs.setPlane,
  CommandIDs.setTool,
  CommandIDs.paintStroke,
  CommandIDs.selectClass,
  CommandIDs.setFeatures,
  CommandIDs.setTrainingChannels,
  CommandIDs.setObjects,
  CommandIDs.excludeRegion,
  CommandIDs.includeRegion,
  CommandIDs.splitObjects,
  CommandIDs.drawObject,
  CommandIDs.removeCorrection,
  CommandIDs.setChannelView,
  CommandIDs.toggleLayer,
  CommandIDs.setLayerOpacity
]);

/** What the command palette lists. */
export const PALETTE: readonly {
  command: string;
  args?: ReadonlyJSONObject;
}[] = [
  { command: CommandIDs.createProject, args: { isPalette: true } },
  ...['pan', 'brush', 'eraser', 'contrast'].map(tool => ({
    command: CommandIDs.setTool,
    args: { tool }
  })),
  ...['labels', 'uncertainty', 'segmentation', 'raw'].map(layerId => ({
    command: CommandIDs.toggleLayer,
    args: { layerId }
  })),
  ...Object.values(CommandIDs)
    .filter(command => !ARGUMENTS_NEEDED.has(command))
    .map(command => ({ command }))
];

/** Adds every command but those of `first-titles.ts`, and the entries of the palette. */
export function addLateCommands(
  app: JupyterFrontEnd,
  adder: CommandAdder,
  trans: TranslationBundle,
  palette: ICommandPalette | null
): void {
  adder.add({ ...commandTitles(trans), ...objectTitles(trans) });
  const category = trans.__('Pixel Forest');
  PALETTE.forEach(({ command, args }) =>
    palette?.addItem({ command, args, category })
  );
  // a menu that is open already shows its entries without names
  for (const bar of app.shell.widgets('menu')) {
    if (bar instanceof MenuBar) {
      bar.menus.forEach(updateMenu);
    }
  }
}

function updateMenu(menu: Menu): void {
  menu.update();
  menu.items.forEach(({ submenu }) => submenu && updateMenu(submenu));
}
