import { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { expect } from './lab-test';

/** Opens a notebook of the folder shown; no kernel is chosen, so none starts. */
export async function openNotebook(
  page: IJupyterLabPageFixture,
  path: string
): Promise<void> {
  await page.evaluate(async notebook => {
    await window.jupyterapp.commands.execute('docmanager:open', {
      path: notebook,
      factory: 'Notebook',
      kernelPreference: { shouldStart: false, autoStartDefault: false }
    });
  }, path);
  await expect(
    page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)')
  ).toBeVisible();
}
