/** A notebook with a project, in the folder that two users of a hub share. */
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Browser, expect, Page, test } from '@playwright/test';
import {
  PROJECT_MIME,
  projectOutput,
  writeNotebook
} from '../steps/notebook-file';

const FOLDER = process.env.PIXELFOREST_HUB_FOLDER ?? '';
const PASSWORD = process.env.PIXELFOREST_HUB_PASSWORD ?? '';
const EXAMPLES = resolve(__dirname, '../../examples');
const CLASS = 'Lysosomes';

/** Logs in and opens the shared notebook without a kernel. */
async function openNotebook(browser: Browser, user: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto('/hub/login');
  await page.fill('#username_input', user);
  await page.fill('#password_input', PASSWORD);
  await page.click('#login_submit');
  await page.waitForURL(/\/user\/[^/]+\/lab/, { timeout: 120_000 });
  await page.goto(`/user/${user}/lab/tree/shared/course.ipynb?reset`);
  // JupyterLab asks, as the notebook names none
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'No Kernel' })
    .click({ timeout: 120_000 });
  await expect(stage(page)).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('.jp-PixelForest-viewerMessage')).toBeHidden();
  return page;
}

/** The image of the project in the cell. */
function stage(page: Page) {
  return page
    .locator('.jp-Notebook')
    .getByRole('application', { name: 'Image viewer' });
}

/** How much is labelled, as the cell says. */
function labelCount(page: Page) {
  return page
    .locator('.jp-Notebook')
    .getByRole('option')
    .filter({ hasText: CLASS })
    .locator('.jp-PixelForest-count');
}

/** Labels a point and saves; waits until the notebook on disk says so. */
async function paintAndSave(page: Page, right: number): Promise<string> {
  const before = (await labelCount(page).textContent()) ?? '';
  const { width, height } = (await stage(page).boundingBox())!;
  await stage(page).click({
    position: { x: Math.round(width / 2 + right), y: Math.round(height / 2) }
  });
  await expect(labelCount(page)).not.toHaveText(before);
  const painted = (await labelCount(page).textContent()) ?? '';
  await page.keyboard.press('Control+s');
  await expect
    .poll(
      () =>
        String(
          projectOutput(join(FOLDER, 'shared', 'course.ipynb'))?.data[
            'text/plain'
          ]
        ),
      { timeout: 60_000 }
    )
    .toContain(`${CLASS} (${painted} labelled`);
  return painted;
}

test('a shared notebook opens for a second user with what the first painted in its cell, and takes more', async ({
  browser
}) => {
  test.slow();
  const shared = join(FOLDER, 'shared');
  for (const name of ['hela-cells.tif', 'hela-cells.ilp']) {
    copyFileSync(join(EXAMPLES, name), join(shared, name));
  }
  writeNotebook(join(shared, 'course.ipynb'), [
    { [PROJECT_MIME]: { path: 'hela-cells.ilp' }, 'text/plain': 'a project' }
  ]);
  const alice = await openNotebook(browser, 'alice');
  const first = await paintAndSave(alice, 0);
  await alice.context().close();

  const bob = await openNotebook(browser, 'bob');
  await expect(labelCount(bob)).toHaveText(first);
  const second = await paintAndSave(bob, 60);
  expect(Number(second.replace(/\D/g, ''))).toBeGreaterThan(
    Number(first.replace(/\D/g, ''))
  );
  const kernels = await bob.evaluate(async () => {
    const base = location.pathname.replace(/lab.*$/, '');
    const token = /_xsrf=([^;]+)/.exec(document.cookie)?.[1] ?? '';
    const answer = await fetch(`${base}api/kernels?_xsrf=${token}`);
    return (await answer.json()) as unknown;
  });
  expect(kernels).toEqual([]);
  await bob.context().close();
});
