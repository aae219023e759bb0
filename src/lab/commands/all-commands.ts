import { CommandRegistry } from '@lumino/commands';
import { ReadonlyJSONObject } from '@lumino/coreutils';
import { LabParts } from '../lab-parts';
import { CommandAdder } from './command';
import type { CommandHosts } from './command-bodies';
import { CommandIDs } from './ids';
import { commandTitles } from './titles';

/** Commands that need no open project. */
const GENERAL: ReadonlySet<string> = new Set([
  CommandIDs.createProject,
  CommandIDs.openImages,
  CommandIDs.openPacked,
  CommandIDs.showShortcuts,
  CommandIDs.editShortcuts,
  CommandIDs.showCitation
]);

/** Adds every command of the extension. */
export function addAllCommands(
  commands: CommandRegistry,
  parts: LabParts,
  hosts: CommandHosts
): CommandAdder {
  const adder = new CommandAdder(
    commands,
    parts.projects,
    async () => {
      const { commandBodies } = await import('./command-bodies');
      return commandBodies(commands, parts, hosts);
    },
    parts.showError
  );
  adder.add(commandTitles(parts.trans), id => !GENERAL.has(id));
  return adder;
}

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
