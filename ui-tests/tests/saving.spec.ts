/** Two tabs on one project, and saves that fail halfway. */
import { BrowserContext, Locator, Page } from '@playwright/test';
import {
  existsSync,
  readdirSync,
  statSync,
  truncateSync,
  utimesSync
} from 'fs';
import { expect, Folder, test } from '../steps/lab-test';
import { openLabelledPractice } from '../steps/practice';
import { ProjectPage } from '../steps/project-page';

/** The same project in a second tab of the browser. */
async function openSecondTab(
  context: BrowserContext,
  address: string
): Promise<{ tab: Page; second: ProjectPage }> {
  const tab = await context.newPage();
  const second = new ProjectPage(tab);
  await tab.goto(address);
  await second.imageShown();
  await expect(second.labelCount('Label 1')).toHaveText('9');
  return { tab, second };
}

const isProject = (name: string): boolean => name.endsWith('.ilp');

function conflict(page: Page): Locator {
  return page
    .getByRole('dialog')
    .filter({ hasText: 'Somebody else saved this project' });
}

test('two tabs that label the same project merge, keep a copy, or take the other state', async ({
  page,
  context,
  baseURL,
  folder,
  project
}) => {
  await openLabelledPractice({ page, folder, project });
  const { tab, second } = await openSecondTab(
    context,
    `${baseURL}/lab/workspaces/second/tree/${folder.server}/practice.ilp?reset`
  );
  await second.clickAt(40);
  await expect(second.labelCount('Label 1')).toHaveText('18');
  await second.save();

  // merge: both strokes are in the file
  await page.bringToFront();
  await project.clickAt(-40);
  await expect(project.labelCount('Label 1')).toHaveText('18');
  await project.press('Control+s');
  const mine = conflict(page);
  await expect(
    mine.getByRole('row', { name: 'Pixels that only you labelled 9' })
  ).toBeVisible();
  await expect(
    mine.getByRole('row', { name: 'Pixels that only they labelled 9' })
  ).toBeVisible();
  await mine.getByRole('button', { name: 'Merge labels' }).click();
  await expect(project.labelCount('Label 1')).toHaveText('27');
  await expect(project.dirtyMark).toHaveCount(0);

  // a copy: the other tab goes on in a file of its own
  await tab.bringToFront();
  await second.clickAt(0, 40);
  await expect(second.labelCount('Label 1')).toHaveText('27');
  await second.press('Control+s');
  await conflict(tab)
    .getByRole('button', { name: 'Keep mine as a copy' })
    .click();
  await expect
    .poll(() => existsSync(folder.at('practice-copy.ilp')))
    .toBe(true);
  await expect(second.dirtyMark).toHaveCount(0);
  await expect(second.labelCount('Label 1')).toHaveText('27');
  await tab.close();

  // theirs: what was not saved here is gone
  const third = await openThirdTab(context, baseURL, folder);
  await page.bringToFront();
  await project.clickAt(0, -40);
  await expect(project.labelCount('Label 1')).toHaveText('36');
  await project.press('Control+s');
  await conflict(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(project.dirtyMark).toHaveCount(1);
  await expect(page.getByRole('button', { name: 'Decide…' })).toBeVisible();
  await project.press('Control+s');
  await conflict(page).getByRole('button', { name: 'Take theirs' }).click();
  await expect(project.labelCount('Label 1')).toHaveText('45');
  await expect(project.dirtyMark).toHaveCount(0);
  await third.close();
});

/** A tab that labels two more spots and saves. */
async function openThirdTab(
  context: BrowserContext,
  baseURL: string | undefined,
  folder: Folder
): Promise<Page> {
  const tab = await context.newPage();
  const third = new ProjectPage(tab);
  await tab.goto(
    `${baseURL}/lab/workspaces/third/tree/${folder.server}/practice.ilp?reset`
  );
  await third.imageShown();
  await expect(third.labelCount('Label 1')).toHaveText('27');
  await third.clickAt(80);
  await third.clickAt(-80);
  await expect(third.labelCount('Label 1')).toHaveText('45');
  await third.save();
  return tab;
}

test('a project that is renamed in the file browser while it is saved has the new name only', async ({
  page,
  folder,
  project
}) => {
  await openLabelledPractice({ page, folder, project });
  await page.filebrowser.refresh();
  await project.clickAt(40);
  await expect(project.labelCount('Label 1')).toHaveText('18');
  // a slow server: the file is on its way until the test says so
  let goOn = (): void => undefined;
  const isSlow = new Promise<void>(resolve => (goOn = resolve));
  const isWritten = page.waitForRequest(
    request =>
      request.method() === 'PUT' && request.url().includes('/practice.ilp')
  );
  await page.route('**/api/contents/**/practice.ilp', async route => {
    if (route.request().method() === 'PUT') {
      await isSlow;
    }
    await route.fallback();
  });
  await project.press('Control+s');
  await isWritten;
  await project.file('practice.ilp').click();
  await page.keyboard.press('F2');
  await page.locator('.jp-DirListing-editor').fill('lesson.ilp');
  await page.keyboard.press('Enter');
  // the server answers others meanwhile
  await page.evaluate(() =>
    window.jupyterapp.serviceManager.contents.get('', { content: false })
  );
  goOn();
  await expect(
    page.getByRole('tab', { name: 'lesson.ilp', exact: true })
  ).toBeVisible();
  await expect(project.dirtyMark).toHaveCount(0);
  await page.filebrowser.refresh();
  expect(readdirSync(folder.at('')).filter(isProject)).toEqual(['lesson.ilp']);
  // and goes on under that name
  await project.clickAt(-40);
  await expect(project.labelCount('Label 1')).toHaveText('27');
  await project.save();
  expect(readdirSync(folder.at('')).filter(isProject)).toEqual(['lesson.ilp']);
  await page.activity.closePanel('lesson.ilp');
  await page.filebrowser.open('lesson.ilp');
  await expect(project.labelCount('Label 1')).toHaveText('27');
});

test('undo takes back, in a new page, what was painted and saved before', async ({
  page,
  context,
  baseURL,
  folder,
  project
}) => {
  await openLabelledPractice({ page, folder, project });
  await project.clickAt(40);
  await expect(project.labelCount('Label 1')).toHaveText('18');
  await project.save();
  // leaving the page writes what is still to be kept
  await page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
  const tab = await context.newPage();
  const later = new ProjectPage(tab);
  await tab.goto(
    `${baseURL}/lab/workspaces/later/tree/${folder.server}/practice.ilp?reset`
  );
  await later.imageShown();
  await expect(later.labelCount('Label 1')).toHaveText('18');
  await later.press('Control+z');
  await expect(later.labelCount('Label 1')).toHaveText('9');
  await later.press('Control+Shift+z');
  await expect(later.labelCount('Label 1')).toHaveText('18');
  await tab.close();
});

test('a tab that goes in the middle of a save offers the last good state and the unsaved changes', async ({
  page,
  context,
  baseURL,
  folder,
  project,
  faults
}) => {
  await openLabelledPractice({ page, folder, project });
  await project.clickAt(40);
  await expect(project.labelCount('Label 1')).toHaveText('18');
  await page.route('**/api/contents/**/practice.ilp*', route =>
    route.request().method() === 'PUT' ? route.abort() : route.fallback()
  );
  await project.press('Control+s');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('did not answer');
  await dialog.getByRole('button').last().click();
  await expect(project.dirtyMark).toHaveCount(1);
  // after the dialog JupyterLab throws the error on, as for any document
  expect(faults.filter(fault => !/did not answer/.test(fault))).toEqual([]);
  faults.length = 0;
  // what chunks of a larger project would have left
  const half = Math.floor(statSync(folder.at('practice.ilp')).size / 2);
  truncateSync(folder.at('practice.ilp'), half);
  const later = new Date(Date.now() + 60_000);
  utimesSync(folder.at('practice.ilp'), later, later);

  const tab = await context.newPage();
  const again = new ProjectPage(tab);
  await page.close({ runBeforeUnload: false });
  await tab.goto(`${baseURL}/lab/tree/${folder.server}/practice.ilp?reset`);
  const damaged = tab.getByRole('dialog');
  await expect(damaged).toContainText('practice.ilp is damaged');
  await damaged
    .getByRole('button', { name: 'Open the last good state' })
    .click();
  const found = tab
    .getByRole('dialog')
    .filter({ hasText: 'Unsaved changes found' });
  await expect(
    found.getByRole('row', { name: /^Unsaved changes .*\b18$/ })
  ).toBeVisible();
  await expect(
    found.getByRole('row', { name: /^File as saved .*\b9$/ })
  ).toBeVisible();
  await found.getByRole('button', { name: 'Keep both' }).click();
  await again.imageShown();
  await expect(again.labelCount('Label 1')).toHaveText('18');
  await expect
    .poll(() => existsSync(folder.at('practice-copy.ilp')))
    .toBe(true);
  await expect(again.dirtyMark).toHaveCount(0);
  await tab.close();
});
