/** Two users of a hub at the same project, which the second opens by the link of the first. */
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Browser, expect, Page, test } from '@playwright/test';

const FOLDER = process.env.PIXELFOREST_HUB_FOLDER ?? '';
const PASSWORD = process.env.PIXELFOREST_HUB_PASSWORD ?? '';
const EXAMPLES = resolve(__dirname, '../../examples');
const CLASS = 'Lysosomes';

/**
 * Goes to an address, logs in where the hub asks, and waits for the project:
 * for that alone, not for what the user had open before.
 */
async function openAt(
  browser: Browser,
  user: string,
  address: string
): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${address}?reset`);
  await page.fill('#username_input', user);
  await page.fill('#password_input', PASSWORD);
  await page.click('#login_submit');
  await page.waitForURL(new RegExp(`/user/${user}/lab/`), {
    timeout: 120_000
  });
  await expect(stage(page)).toBeVisible({ timeout: 120_000 });
  await expect(page.locator('.jp-PixelForest-viewerMessage')).toBeHidden({
    timeout: 60_000
  });
  return page;
}

function stage(page: Page) {
  return page.getByRole('application', { name: 'Image viewer' });
}

function labelCount(page: Page) {
  return page
    .getByRole('option')
    .filter({ hasText: CLASS })
    .locator('.jp-PixelForest-count');
}

/** Labelled pixels of the class, as a number. */
async function labelled(page: Page): Promise<number> {
  return Number((await labelCount(page).innerText()).replace(/\D/g, ''));
}

/** Labels a point. @returns how many pixels more are labelled */
async function paint(page: Page, right: number): Promise<number> {
  const before = await labelled(page);
  const { width, height } = (await stage(page).boundingBox())!;
  await stage(page).click({
    position: { x: Math.round(width / 2 + right), y: Math.round(height / 2) }
  });
  await expect.poll(() => labelled(page)).toBeGreaterThan(before);
  return (await labelled(page)) - before;
}

/** An entry of an open menu. */
function menuItem(page: Page, label: string) {
  return page.locator('.lm-Menu-item', {
    has: page.getByText(label, { exact: true })
  });
}

/** JupyterLab's mark of unsaved changes. */
function dirtyMark(page: Page) {
  return page.locator('.lm-DockPanel-tabBar .jp-mod-dirty');
}

test('a link leads to the project on the other’s own server, and what both paint is merged', async ({
  browser
}) => {
  test.slow();
  for (const [from, to] of [
    ['hela-cells.tif', 'hela-cells.tif'],
    ['hela-cells.ilp', 'lesson.ilp']
  ]) {
    copyFileSync(join(EXAMPLES, from), join(FOLDER, 'shared', to));
  }
  const alice = await openAt(
    browser,
    'alice',
    '/hub/user-redirect/lab/tree/shared/lesson.ilp'
  );
  const before = await labelled(alice);
  await alice.locator('.lm-MenuBar-item', { hasText: 'Pixel Forest' }).click();
  await menuItem(alice, 'Share').hover();
  await menuItem(alice, 'Copy shareable link').click();
  const notice = alice.getByText('Link copied:').first();
  await expect(notice).toBeVisible();
  const link = /https?:\S+/.exec(await notice.innerText())?.[0] ?? '';
  expect(link).toMatch(/\/hub\/user-redirect\/lab\/tree\/shared\/lesson\.ilp$/);

  const bob = await openAt(browser, 'bob', link);
  expect(await labelled(bob)).toBe(before);
  const byBob = await paint(bob, 60);
  await bob.keyboard.press('Control+s');
  await expect(dirtyMark(bob)).toHaveCount(0);

  await alice.bringToFront();
  const byAlice = await paint(alice, -60);
  await alice.keyboard.press('Control+s');
  const conflict = alice
    .getByRole('dialog')
    .filter({ hasText: 'Somebody else saved this project' });
  await conflict.getByRole('button', { name: 'Merge labels' }).click();
  await expect.poll(() => labelled(alice)).toBe(before + byAlice + byBob);
  await expect(dirtyMark(alice)).toHaveCount(0);

  // the file has both
  await bob.reload();
  await expect(stage(bob)).toBeVisible({ timeout: 120_000 });
  await expect
    .poll(() => labelled(bob), { timeout: 60_000 })
    .toBe(before + byAlice + byBob);
  await alice.context().close();
  await bob.context().close();
});
