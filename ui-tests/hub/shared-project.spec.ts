/** Two users of a hub at the same project, which the second opens by the link of the first. */
import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Browser, expect, Page, test } from '@playwright/test';

const FOLDER = process.env.PIXELFOREST_HUB_FOLDER ?? '';
const PASSWORD = process.env.PIXELFOREST_HUB_PASSWORD ?? '';
const EXAMPLES = resolve(__dirname, '../../examples');
const CLASS = 'Lysosomes';
const PROJECT = 'lesson.ilp';
/**
 * Nobody of the other tests: JupyterLab opens again what a user had open, and
 * asks for the kernel of a notebook among it.
 */
const [FIRST, SECOND] = ['carol', 'dave'];

/** Goes to an address, logs in where the hub asks, and waits for the project. */
async function openAt(
  browser: Browser,
  user: string,
  address: string
): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(address);
  await page.fill('#username_input', user);
  await page.fill('#password_input', PASSWORD);
  await page.click('#login_submit');
  await page.waitForURL(new RegExp(`/user/${user}/lab/`), {
    timeout: 120_000
  });
  await shown(page);
  return page;
}

/** Waits until the project is in front with its image; other tabs may be open behind it. */
async function shown(page: Page): Promise<void> {
  await expect(
    page.getByRole('tab', { name: PROJECT, selected: true })
  ).toBeVisible({ timeout: 120_000 });
  await expect(stage(page)).toBeVisible({ timeout: 120_000 });
  await expect(
    page.locator('.jp-PixelForest-viewerMessage').filter({ visible: true })
  ).toHaveCount(0);
}

/** The image in front: hidden tabs have no roles. */
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

/** JupyterLab's mark of unsaved changes on the project's tab. */
function dirtyMark(page: Page) {
  return page
    .locator('.lm-DockPanel-tabBar .jp-mod-dirty')
    .filter({ hasText: PROJECT });
}

test('a link leads to the project on the other’s own server, and what both paint is merged', async ({
  browser
}) => {
  test.slow();
  for (const [from, to] of [
    ['hela-cells.tif', 'hela-cells.tif'],
    ['hela-cells.ilp', PROJECT]
  ]) {
    copyFileSync(join(EXAMPLES, from), join(FOLDER, 'shared', to));
  }
  const carol = await openAt(
    browser,
    FIRST,
    `/hub/user-redirect/lab/tree/shared/${PROJECT}`
  );
  const before = await labelled(carol);
  await carol.locator('.lm-MenuBar-item', { hasText: 'Pixel Forest' }).click();
  await menuItem(carol, 'Share').hover();
  await menuItem(carol, 'Copy shareable link').click();
  const notice = carol.getByText('Link copied:').first();
  await expect(notice).toBeVisible();
  const link = /https?:\S+/.exec(await notice.innerText())?.[0] ?? '';
  expect(link).toMatch(/\/hub\/user-redirect\/lab\/tree\/shared\/lesson\.ilp$/);

  const dave = await openAt(browser, SECOND, link);
  expect(await labelled(dave)).toBe(before);
  const byDave = await paint(dave, 60);
  await dave.keyboard.press('Control+s');
  await expect(dirtyMark(dave)).toHaveCount(0);

  await carol.bringToFront();
  const byCarol = await paint(carol, -60);
  await carol.keyboard.press('Control+s');
  const conflict = carol
    .getByRole('dialog')
    .filter({ hasText: 'Somebody else saved this project' });
  await conflict.getByRole('button', { name: 'Merge labels' }).click();
  await expect.poll(() => labelled(carol)).toBe(before + byCarol + byDave);
  await expect(dirtyMark(carol)).toHaveCount(0);

  // the file has both
  await dave.reload();
  await shown(dave);
  await expect
    .poll(() => labelled(dave), { timeout: 60_000 })
    .toBe(before + byCarol + byDave);
  await carol.context().close();
  await dave.context().close();
});
