import { CommandRegistry } from '@lumino/commands';
import { LabParts } from '../lab-parts';
import { CommandAdder } from './command';
import type { CommandHosts } from './command-bodies';
import { firstTitles } from './first-titles';

/**
 * Adds the commands that JupyterLab shows before a project is open.
 *
 * @returns what adds the others: see {@link addLateCommands}
 */
export function addFirstCommands(
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
  adder.add(firstTitles(parts.trans));
  return adder;
}
