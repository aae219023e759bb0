import { CommandRegistry } from '@lumino/commands';

/** How long the editor may take to appear. */
const PATIENCE_MS = 5000;

/**
 * Opens JupyterLab's shortcut editor and types our prefix into its filter: the
 * editor has no argument for that.
 */
export async function openShortcutEditor(
  commands: CommandRegistry
): Promise<void> {
  await commands.execute('settingeditor:open', {
    query: 'Keyboard Shortcuts'
  });
  const field = await waitForFilter();
  const input = field?.shadowRoot?.querySelector('input') ?? field;
  if (field && input) {
    for (const target of new Set([field, input])) {
      (target as HTMLInputElement).value = 'pixelforest';
      target.dispatchEvent(new Event('input', { bubbles: true }));
    }
  }
}

function waitForFilter(): Promise<HTMLElement | null> {
  const find = (): HTMLElement | null =>
    document.querySelector<HTMLElement>(
      '.jp-Shortcuts-ShortcutUI jp-search, .jp-Shortcuts-ShortcutUI input'
    );
  return new Promise(resolve => {
    const found = find();
    if (found) {
      resolve(found);
      return;
    }
    const done = (field: HTMLElement | null): void => {
      observer.disconnect();
      clearTimeout(timer);
      resolve(field);
    };
    const observer = new MutationObserver(() => {
      const field = find();
      if (field) {
        done(field);
      }
    });
    const timer = setTimeout(() => done(null), PATIENCE_MS);
    observer.observe(document.body, { childList: true, subtree: true });
  });
}
