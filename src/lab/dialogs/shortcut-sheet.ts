import { Dialog, showDialog } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';
import { CommandIDs } from '../commands/ids';
import '../../../style/base.css';

/** A row of the sheet: what it does and its keys, as printed on them. */
export type ShortcutRow = { readonly label: string; readonly keys: string[] };

/** The keys of our commands as they are set now, in the order of the work. */
export function shortcutRows(commands: CommandRegistry): ShortcutRow[] {
  const rows = new Map<string, ShortcutRow>();
  const order: readonly string[] = Object.values(CommandIDs);
  const bindings = commands.keyBindings
    .filter(({ command }) => order.includes(command))
    .sort((a, b) => order.indexOf(a.command) - order.indexOf(b.command));
  for (const { command, args, keys } of bindings) {
    const label = commands.label(command, args);
    const row = rows.get(label) ?? { label, keys: [] };
    rows.set(label, row);
    const shown = keys.map(CommandRegistry.formatKeystroke).join(' ');
    if (!row.keys.includes(shown)) {
      row.keys.push(shown);
    }
  }
  return [...rows.values()];
}

/** A dialog with all keys. */
export async function showShortcutSheet(
  commands: CommandRegistry,
  trans: TranslationBundle
): Promise<void> {
  const body = new Widget();
  body.addClass('jp-PixelForest-shortcuts');
  const table = document.createElement('table');
  table.setAttribute('aria-label', trans.__('Keyboard shortcuts'));
  for (const { label, keys } of shortcutRows(commands)) {
    const row = table.insertRow();
    row.insertCell().textContent = label;
    const cell = row.insertCell();
    keys.forEach((key, i) => {
      const mark = document.createElement('kbd');
      mark.textContent = key;
      cell.append(...(i > 0 ? [' '] : []), mark);
    });
  }
  body.node.append(table);
  await showDialog({
    title: trans.__('Keyboard shortcuts of Pixel Forest'),
    body,
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
}
