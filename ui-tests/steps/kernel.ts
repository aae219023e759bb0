import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import type { NotebookPanel } from '@jupyterlab/notebook';

/** Gives the notebook in front a Python kernel. */
export async function startKernel(page: IJupyterLabPageFixture): Promise<void> {
  await page.evaluate(async () => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    await panel.sessionContext.changeKernel({ name: 'python3' });
  });
}

/** Ends the kernel of the notebook in front. */
export async function endKernel(page: IJupyterLabPageFixture): Promise<void> {
  await page.evaluate(async () => {
    const panel = window.jupyterapp.shell.currentWidget as NotebookPanel;
    await panel.sessionContext.shutdown();
  });
}
