import { CommandRegistry } from '@lumino/commands';
import { ForestFiles } from '../forest-files';
import { LabParts } from '../lab-parts';
import { classCommands } from './class-commands';
import { classifierCommands } from './classifier-commands';
import { CommandBodies } from './command';
import { displayCommands } from './display-commands';
import { entryCommands, IFilePlace } from './entry-commands';
import { helpCommands } from './help-commands';
import { imageCommands } from './image-commands';
import { labelCommands } from './label-commands';
import { notebookCommands } from './notebook-commands';
import { objectCommands } from './object-commands';
import { paintCommands } from './paint-commands';
import { recorderCommands } from './recorder-commands';
import { packedCommands, sharingCommands } from './sharing-commands';
import { versionCommands } from './version-commands';

/** What commands need beside the parts. */
export type CommandHosts = { readonly place: IFilePlace };

/** What every command does, by id. */
export function commandBodies(
  commands: CommandRegistry,
  parts: LabParts,
  { place }: CommandHosts
): CommandBodies {
  const { trans, files, server } = parts;
  const general = [
    ...entryCommands(trans, parts, place),
    ...packedCommands(trans, parts, place),
    ...notebookCommands(trans, parts),
    ...helpCommands(trans, commands)
  ];
  const project = [
    ...imageCommands(trans, files),
    ...sharingCommands(trans),
    ...paintCommands(trans),
    ...classCommands(trans),
    ...classifierCommands(trans, new ForestFiles(server, files, trans)),
    ...objectCommands(trans),
    ...labelCommands(trans),
    ...versionCommands(trans),
    ...displayCommands(trans),
    ...recorderCommands(commands, parts)
  ];
  return {
    general: new Map(general.map(command => [command.id, command])),
    project: new Map(project.map(command => [command.id, command]))
  };
}
