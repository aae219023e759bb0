import { IJupyterLabPageFixture } from '@jupyterlab/galata';
import { execFileSync } from 'child_process';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync
} from 'fs';
import { expect, Folder, inRepository, test } from '../steps/lab-test';
import { ProjectPage } from '../steps/project-page';

const IMAGE = 'lysosomes-1.tif';
const LABELLED = '9';

/** A saved project with nine labelled pixels on one image in a folder of its own; closed. */
async function makeProject(
  page: IJupyterLabPageFixture,
  folder: Folder,
  project: ProjectPage
): Promise<void> {
  folder.add(`examples/${IMAGE}`);
  await page.filebrowser.refresh();
  await project.openImages([IMAGE], 'lesson');
  await project.imageShown();
  await expect(project.dirtyMark).toHaveCount(0);
  await project.clickAt(0);
  await expect(project.labelCount('Label 1')).toHaveText(LABELLED);
  // its fingerprint is taken a moment after it is shown
  await page.waitForTimeout(2500);
  await project.save();
  await page.activity.closeAll();
}

async function open(
  page: IJupyterLabPageFixture,
  project: ProjectPage,
  name: string
): Promise<void> {
  await page.filebrowser.refresh();
  await project.file(name).dblclick();
}

test('another image under the same name is flagged, and taken only when the user says so', async ({
  page,
  folder,
  project
}) => {
  await makeProject(page, folder, project);
  copyFileSync(inRepository('examples/lysosomes-2.tif'), folder.at(IMAGE));
  await open(page, project, 'lesson.ilp');
  await expect(project.message).toContainText(
    'This is another image than the one the labels were drawn on'
  );
  await expect(project.labelCount('Label 1')).toHaveText(LABELLED);
  await page.screenshot({ path: 'ui-tests/results/other-image.png' });
  await project.button('Use this image anyway').click();
  await project.imageShown();
  await expect(project.dirtyMark).toHaveCount(1);
  await project.save();
  await page.activity.closeAll();
  await open(page, project, 'lesson.ilp');
  await project.imageShown();
});

test('a moved project finds its images beside it, or in a folder the user names', async ({
  page,
  folder,
  project
}) => {
  await makeProject(page, folder, project);
  mkdirSync(folder.at('moved/deep'), { recursive: true });
  renameSync(folder.at('lesson.ilp'), folder.at('moved/lesson.ilp'));
  renameSync(folder.at(IMAGE), folder.at('moved/deep/renamed.tif'));
  await page.filebrowser.openDirectory(`${folder.server}/moved`);
  await open(page, project, 'lesson.ilp');
  await expect(project.message).toContainText('was not found');
  await project.button('Relink folder…').click();
  const chooser = page.getByRole('dialog');
  await chooser.getByRole('button', { name: 'Select' }).click();
  const preview = page
    .getByRole('dialog')
    .filter({ hasText: '1 of 1 images found' });
  await expect(preview).toContainText('moved/deep/renamed.tif');
  await expect(preview).toContainText('same pixels');
  await page.screenshot({ path: 'ui-tests/results/relink-folder.png' });
  await preview.getByRole('button', { name: 'Relink 1 image' }).click();
  await project.imageShown();
  await expect(project.labelCount('Label 1')).toHaveText(LABELLED);
  await project.save();
  await page.activity.closeAll();

  renameSync(
    folder.at('moved/deep/renamed.tif'),
    folder.at('moved/renamed.tif')
  );
  await open(page, project, 'lesson.ilp');
  await project.button('Use renamed.tif beside the project').click();
  await project.imageShown();
  await project.save();
});

test('a packed project opens elsewhere with its labels', async ({
  page,
  folder,
  project
}) => {
  await makeProject(page, folder, project);
  writeFileSync(folder.at('lysosomes-1_notes.csv'), 'a,b\n1,2\n');
  await open(page, project, 'lesson.ilp');
  await project.imageShown();
  await page.menu.clickMenuItem('Pixel Forest>Share>Pack to share…');
  const dialog = page.getByRole('dialog').filter({ hasText: 'Pack to share' });
  await expect(dialog).toContainText('1 image file');
  await dialog.getByRole('checkbox').check();
  await page.screenshot({ path: 'ui-tests/results/pack.png' });
  await dialog.getByRole('button', { name: 'Pack' }).click();
  await expect(page.getByText(/Packed: .*lesson\.zip/)).toBeVisible();
  await page.activity.closeAll();
  // another program reads it, and the image is the same to the byte
  const check = [
    'import sys, zipfile',
    'z = zipfile.ZipFile(sys.argv[1])',
    'assert z.testzip() is None',
    `assert z.read('lesson/images/${IMAGE}') == open(sys.argv[2], 'rb').read()`,
    'print(sorted(z.namelist()))'
  ].join('\n');
  const names = execFileSync(
    'python3',
    ['-c', check, folder.at('lesson.zip'), folder.at(IMAGE)],
    { encoding: 'utf8' }
  );
  expect(names).toContain('lesson/README.txt');
  expect(names).toContain('lesson/results/lysosomes-1_notes.csv');

  mkdirSync(folder.at('other'));
  renameSync(folder.at('lesson.zip'), folder.at('other/lesson.zip'));
  await page.filebrowser.openDirectory(`${folder.server}/other`);
  await page.filebrowser.refresh();
  await project.file('lesson.zip').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Open packed project…' }).click();
  await project.imageShown();
  await expect(project.labelCount('Label 1')).toHaveText(LABELLED);
  expect(
    readFileSync(folder.at(`other/lesson/images/${IMAGE}`)).equals(
      readFileSync(folder.at(IMAGE))
    )
  ).toBe(true);
});

test('an embedded image opens from inside the project', async ({
  page,
  folder,
  project
}) => {
  await makeProject(page, folder, project);
  await open(page, project, 'lesson.ilp');
  await project.imageShown();
  await page.menu.clickMenuItem('Pixel Forest>Share>Embed images…');
  const dialog = page.getByRole('dialog').filter({ hasText: 'Embed images' });
  await expect(dialog).toContainText('The project grows by up to');
  await page.screenshot({ path: 'ui-tests/results/embed.png' });
  await dialog.getByRole('button', { name: 'Embed and save' }).click();
  await expect(
    page.getByText('1 image lies in the project file now.')
  ).toBeVisible();
  await expect(project.dirtyMark).toHaveCount(0);
  await page.activity.closeAll();
  renameSync(folder.at(IMAGE), folder.at('away.tif'));
  await open(page, project, 'lesson.ilp');
  await project.imageShown();
  await expect(project.labelCount('Label 1')).toHaveText(LABELLED);
  await project.clickAt(60);
  await expect(project.labelCount('Label 1')).toHaveText('18');
  await project.save();
});

test('a read-only project goes on as a copy that still finds the images', async ({
  page,
  folder,
  project
}) => {
  await makeProject(page, folder, project);
  // root may write everywhere: the server says what it says to anyone else
  await page.route(
    `**/api/contents/${folder.server}/lesson.ilp?*`,
    async route => {
      const response = await route.fetch();
      const model: unknown = await response.json();
      await route.fulfill({
        response,
        json: { ...(model as object), writable: false }
      });
    }
  );
  await open(page, project, 'lesson.ilp');
  await project.imageShown();
  const bar = project.tab.locator('.jp-PixelForest-readOnlyBar');
  await expect(bar).toContainText('This project is read-only');
  await page.screenshot({ path: 'ui-tests/results/read-only.png' });
  await project.button('Work on a copy').click();
  await expect(page.getByText(/You work on your own copy now/)).toBeVisible();
  await expect(bar).toBeHidden();
  await project.clickAt(60);
  await project.save();
  await page.activity.closeAll();
  await page.filebrowser.openDirectory('/');
  await open(page, project, 'lesson.ilp');
  await project.imageShown();
  await expect(project.labelCount('Label 1')).toHaveText('18');
  await page.activity.closeAll();
  await page.contents.deleteFile('lesson.ilp');
});

test('a link to the project is copied', async ({ page, folder, project }) => {
  await makeProject(page, folder, project);
  await open(page, project, 'lesson.ilp');
  await project.imageShown();
  await page.menu.clickMenuItem('Pixel Forest>Share>Copy shareable link');
  await expect(
    page.getByText(`/lab/tree/${folder.server}/lesson.ilp`).first()
  ).toBeVisible();
});
