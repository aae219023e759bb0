/** Projects that are too large to be fetched whole: read in parts, saved, merged, saved again after a tab went. */
import { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { Browser, Page } from '@playwright/test';
import { statSync } from 'fs';
import { expect, Folder, test } from '../steps/lab-test';
import { openLabelledPractice, Places } from '../steps/practice';
import { ProjectPage } from '../steps/project-page';
import { python } from '../steps/python';

const MEGABYTE = 2 ** 20;
const SIZE = 24;

type Told = { isWhole: boolean; labelled: number; inside: number };

/** A saved project with 9 labelled pixels, its image inside, and 24 MB of another program. */
async function makeLarge(places: Places): Promise<void> {
  const { page, folder, project } = places;
  await openLabelledPractice(places, 'large');
  await page.menu.clickMenuItem('Pixel Forest>Share>Embed images…');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Embed and save' })
    .click();
  await expect(
    page.getByText('1 image lies in the project file now.')
  ).toBeVisible();
  await expect(project.dirtyMark).toHaveCount(0);
  await page.activity.closeAll();
  python('large_project.py', 'grow', folder.at('large.ilp'), String(SIZE));
}

function tell(folder: Folder): Told {
  return python<Told>('large_project.py', 'tell', folder.at('large.ilp'));
}

/** Bytes of the project that come from now on, by either way. */
function countBytes(page: Page): { files: number; contents: number } {
  const count = { files: 0, contents: 0 };
  page.context().on('response', response => {
    const url = response.url();
    const length = Number(response.headers()['content-length'] ?? 0);
    if (url.includes('large.ilp') && response.request().method() === 'GET') {
      if (url.includes('/files/')) {
        count.files += length;
      } else if (/content=1/.test(url)) {
        count.contents += 1;
      }
    }
  });
  return count;
}

async function open(
  page: IJupyterLabPageFixture,
  project: ProjectPage
): Promise<void> {
  await page.filebrowser.refresh();
  await project.file('large.ilp').dblclick();
  await project.imageShown();
}

async function openElsewhere(
  browser: Browser,
  address: string
): Promise<{ tab: Page; other: ProjectPage }> {
  const context = await browser.newContext();
  const tab = await context.newPage();
  const other = new ProjectPage(tab);
  await tab.goto(address);
  await other.imageShown();
  return { tab, other };
}

test('a large project opens by parts, two browsers edit and merge it, and nothing in it is lost', async ({
  page,
  browser,
  baseURL,
  folder,
  project
}) => {
  await makeLarge({ page, folder, project });
  const count = countBytes(page);
  await open(page, project);
  await expect(project.labelCount('Label 1')).toHaveText('9');
  expect(count.files).toBeGreaterThan(1000);
  expect(count.files).toBeLessThan(5 * MEGABYTE);
  expect(count.contents).toBe(0);

  const { tab, other } = await openElsewhere(
    browser,
    `${baseURL}/lab/workspaces/other/tree/${folder.server}/large.ilp?reset`
  );
  await other.clickAt(40);
  await expect(other.labelCount('Label 1')).toHaveText('18');
  await other.save();
  expect(tell(folder)).toEqual({ isWhole: true, labelled: 18, inside: 1 });
  // what was opened before is gone: it is read from the new file
  await other.clickAt(80);
  await other.save();
  await tab.context().close();

  await page.bringToFront();
  await project.clickAt(-40);
  await project.press('Control+s');
  await page
    .getByRole('dialog')
    .filter({ hasText: 'Somebody else saved this project' })
    .getByRole('button', { name: 'Merge labels' })
    .click();
  await expect(project.labelCount('Label 1')).toHaveText('36');
  await expect(project.dirtyMark).toHaveCount(0);
  expect(tell(folder)).toEqual({ isWhole: true, labelled: 36, inside: 1 });
});

test('where the server gives no parts, a large project comes through the Contents API', async ({
  page,
  folder,
  project
}) => {
  await makeLarge({ page, folder, project });
  await page.context().route('**/files/**', route =>
    // what a hub answers for a shared folder behind a symbolic link
    route.fulfill({ status: 403 })
  );
  const count = countBytes(page);
  await open(page, project);
  expect(count.contents).toBe(1);
  await project.clickAt(40);
  await expect(project.labelCount('Label 1')).toHaveText('18');
  await project.save();
  expect(tell(folder)).toEqual({ isWhole: true, labelled: 18, inside: 1 });
});

test('a tab that goes in the middle of saving a large project leaves its last good state', async ({
  page,
  context,
  baseURL,
  folder,
  project
}) => {
  await makeLarge({ page, folder, project });
  await open(page, project);
  await project.clickAt(40);
  await expect(project.labelCount('Label 1')).toHaveText('18');
  let chunks = 0;
  const begun = page.waitForRequest(
    request => request.method() === 'PUT' && ++chunks === 3
  );
  await project.press('Control+s');
  await begun;
  const tab = await context.newPage();
  await page.close({ runBeforeUnload: false });
  expect(statSync(folder.at('large.ilp')).size).toBeLessThan(SIZE * MEGABYTE);

  const again = new ProjectPage(tab);
  await tab.goto(`${baseURL}/lab/tree/${folder.server}/large.ilp?reset`);
  await tab
    .getByRole('dialog')
    .getByRole('button', { name: 'Open the last good state' })
    .click();
  await tab
    .getByRole('dialog')
    .filter({ hasText: 'Unsaved changes found' })
    .getByRole('button', { name: 'Restore unsaved changes' })
    .click();
  await again.imageShown();
  await expect(again.labelCount('Label 1')).toHaveText('18');
  await again.save();
  expect(tell(folder)).toEqual({ isWhole: true, labelled: 18, inside: 1 });
  await tab.close();
});
