import type { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { expect } from './lab-test';

/** Inserts a cell for a project or an image of the folder shown, by menu and dialog. */
export async function insertCell(
  page: IJupyterLabPageFixture,
  fileName: string
): Promise<void> {
  await page.menu.clickMenuItem(
    'Pixel Forest>Notebook>Insert Pixel Classification cell…'
  );
  const dialog = page.getByRole('dialog');
  await dialog.getByText(fileName, { exact: true }).click();
  await dialog.getByRole('button', { name: 'Select' }).click();
  await expect(dialog).toBeHidden();
}
