/** What only a hub shows: XSRF tokens on every request, and a shared folder behind a symlink. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Browser, expect, Page, test } from '@playwright/test';

const FOLDER = process.env.PIXELFOREST_HUB_FOLDER ?? '';
const PASSWORD = process.env.PIXELFOREST_HUB_PASSWORD ?? '';

/** Logs in and waits for the user's own JupyterLab. */
async function openLab(browser: Browser, user: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto('/hub/login');
  await page.fill('#username_input', user);
  await page.fill('#password_input', PASSWORD);
  await page.click('#login_submit');
  await page.waitForURL(/\/user\/[^/]+\/lab/, { timeout: 120_000 });
  // not the tabs of an earlier test
  await page.goto(`/user/${user}/lab?reset`);
  await expect(launcherCard(page)).toBeVisible({ timeout: 60_000 });
  return page;
}

/** The extension's card in the launcher. */
function launcherCard(page: Page) {
  return page.locator('.jp-LauncherCard', { hasText: 'Pixel Classification' });
}

/** A row of the file browser. */
function file(page: Page, name: string) {
  return page.locator('.jp-DirListing-item', { hasText: name });
}

/** Answers the dialog that asks for the project's name. */
async function nameProject(page: Page, name: string): Promise<void> {
  const dialog = page.locator('.jp-Dialog');
  await dialog.getByRole('textbox').fill(name);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

/** The canvas of the project in front. */
function imageViewer(page: Page) {
  return page.getByRole('application', { name: 'Image viewer' });
}

test('each of two users makes a project from the launcher card', async ({
  browser
}) => {
  for (const user of ['alice', 'bob']) {
    const page = await openLab(browser, user);
    await launcherCard(page).click();
    await nameProject(page, 'mine');
    await expect(page.getByRole('tab', { name: 'mine.ilp' })).toBeVisible();
    await expect
      .poll(() => existsSync(join(FOLDER, 'homes', user, 'mine.ilp')))
      .toBe(true);
    await page.context().close();
  }
});

test('a project that one user made in the shared folder opens for the other with its image', async ({
  browser
}) => {
  const alice = await openLab(browser, 'alice');
  await file(alice, 'shared').dblclick();
  await file(alice, 'hela-cells.tif').click({ button: 'right' });
  await alice
    .getByRole('menuitem', { name: 'Open in Pixel Classification' })
    .click();
  await nameProject(alice, 'ours');
  await expect(imageViewer(alice)).toBeVisible();
  const project = join(FOLDER, 'shared', 'ours.ilp');
  // saved as soon as it is made: nobody finds an empty file
  await expect
    .poll(() => (existsSync(project) ? statSync(project).size : 0))
    .toBeGreaterThan(1000);
  await alice.context().close();

  const bob = await openLab(browser, 'bob');
  await file(bob, 'shared').dblclick();
  await file(bob, 'ours.ilp').dblclick();
  await expect(imageViewer(bob)).toBeVisible();
  // the read-out shows that the pixels came, though /files/ refuses symlinked folders
  const refused = await bob.evaluate(async () => {
    const base = location.pathname.replace(/lab.*$/, '');
    const token = /_xsrf=([^;]+)/.exec(document.cookie)?.[1] ?? '';
    const answer = await fetch(
      `${base}files/shared/hela-cells.tif?_xsrf=${token}`
    );
    return answer.status;
  });
  expect(refused).toBe(403);
  await imageViewer(bob).hover();
  await expect(bob.locator('.jp-PixelForest-readOut')).toContainText(
    /Red \d+, Green \d+, Blue \d+/
  );
  await expect(bob.locator('.jp-Dialog')).toHaveCount(0);
  await bob.context().close();
});
