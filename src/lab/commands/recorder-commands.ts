import { CommandRegistry } from '@lumino/commands';
import { LabParts } from '../lab-parts';
import { readText, text } from './arguments';
import { ProjectCommand } from './command';
import { CommandIDs } from './ids';

/** Record actions as commands; replay them from a file. */
export function recorderCommands(
  commands: CommandRegistry,
  parts: LabParts
): ProjectCommand[] {
  const { trans } = parts;
  return [
    {
      id: CommandIDs.record,
      run: async project => {
        const { showRecorder } = await import('../recorder/recorder-widget');
        showRecorder(project, commands, parts);
      }
    },
    {
      id: CommandIDs.replay,
      args: {
        path: text(trans.__('Path on the server; asked for if missing'))
      },
      isEnabled: ({ store }) => store.activeImage !== null,
      run: async (project, args) => {
        const { MacroFiles } = await import('../recorder/macro-files');
        const path = readText(args, 'path');
        const opened = await new MacroFiles(parts).open(project.folder, path);
        if (opened) {
          const { readMacro } = await import('../recorder/macro');
          const { MACRO_COMMANDS } =
            await import('../recorder/recorded-actions');
          const { replay } = await import('../recorder/replay');
          await replay(readMacro(opened.text, MACRO_COMMANDS), commands);
        }
      }
    }
  ];
}
