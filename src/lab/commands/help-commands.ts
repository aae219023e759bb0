import { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { GeneralCommand } from './command';
import { CommandIDs } from './ids';

/** Shortcuts and how to cite. */
export function helpCommands(
  trans: TranslationBundle,
  commands: CommandRegistry
): GeneralCommand[] {
  return [
    {
      id: CommandIDs.showShortcuts,
      run: async () => {
        const { showShortcutSheet } = await import('../dialogs/shortcut-sheet');
        await showShortcutSheet(commands, trans);
      }
    },
    {
      id: CommandIDs.editShortcuts,
      isEnabled: () => commands.hasCommand('settingeditor:open'),
      run: async () => {
        const { openShortcutEditor } =
          await import('../dialogs/shortcut-editor');
        await openShortcutEditor(commands);
      }
    },
    {
      id: CommandIDs.showCitation,
      run: async () => {
        const { showCitation } = await import('../dialogs/citation');
        await showCitation(trans);
      }
    }
  ];
}
