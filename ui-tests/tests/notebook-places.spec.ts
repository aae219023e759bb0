import { existsSync } from 'fs';
import { insertCell } from '../steps/insert-cell';
import { expect, test } from '../steps/lab-test';
import {
  addLesson,
  LESSON_BUNDLE,
  openLessonNotebook
} from '../steps/lesson-notebook';
import {
  PROJECT_MIME,
  projectOutput,
  readNotebook,
  writeNotebook
} from '../steps/notebook-file';
import { openNotebook } from '../steps/open-notebook';

const CLASS = 'Lysosomes';
test('a cell made for an image has a project of its own beside it', async ({
  page,
  folder,
  project
}) => {
  folder.add('examples/hela-cells.tif');
  writeNotebook(folder.at('lesson.ipynb'), []);
  await openNotebook(page, `${folder.server}/lesson.ipynb`);
  await insertCell(page, 'hela-cells.tif');
  await project.imageShown();
  expect(existsSync(folder.at('hela-cells.ilp'))).toBe(true);
  await page.menu.clickMenuItem('File>Save Notebook');
  await expect
    .poll(() => projectOutput(folder.at('lesson.ipynb'))?.data[PROJECT_MIME])
    .toEqual({ path: 'hela-cells.ilp' });
  await page.menu.clickMenuItem('Edit>Undo Cell Operation');
  await expect(page.locator('.jp-Notebook .jp-Cell')).toHaveCount(1);
});

test('the height that a project was dragged to is kept by the notebook', async ({
  page,
  folder,
  project
}) => {
  const file = await openLessonNotebook({ page, folder }, [LESSON_BUNDLE]);
  await project.imageShown();
  const content = page.locator('.jp-PixelForest-cellContent');
  const height = async () =>
    Math.round((await content.boundingBox())?.height ?? 0);
  const before = await height();
  const handle = page.getByRole('separator', { name: 'Height of the project' });
  const { x, y, width } = (await handle.boundingBox())!;
  await page.mouse.move(x + width / 2, y + 3);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + 3 + 100, { steps: 4 });
  await page.mouse.up();
  await expect.poll(height).toBe(before + 100);
  await handle.press('ArrowUp');
  await expect.poll(height).toBe(before + 76);
  await page.menu.clickMenuItem('File>Save Notebook');
  await expect
    .poll(() => readNotebook(file).cells[1].metadata.pixelforest)
    .toEqual({ heights: { 'lesson.ilp': before + 76 } });
  await Promise.all([
    page.waitForEvent('load'),
    page.evaluate(() => window.location.reload())
  ]);
  await project.imageShown();
  expect(await height()).toBe(before + 76);
});

test('two notebooks with one project show one set of labels, and follow when it is renamed', async ({
  page,
  folder
}) => {
  addLesson(folder);
  const shown = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)');
  const stage = shown.getByRole('application', { name: 'Image viewer' });
  const count = () =>
    shown
      .getByRole('option')
      .filter({ hasText: CLASS })
      .locator('.jp-PixelForest-count');
  for (const name of ['one', 'two']) {
    writeNotebook(folder.at(`${name}.ipynb`), [LESSON_BUNDLE]);
    await openNotebook(page, `${folder.server}/${name}.ipynb`);
    await expect(
      page.locator('.lm-mod-current[role=tab]', { hasText: `${name}.ipynb` })
    ).toBeVisible();
    await expect(stage).toBeVisible({ timeout: 60_000 });
    await expect(shown.locator('.jp-PixelForest-viewerMessage')).toBeHidden();
  }
  const before = (await count().textContent()) ?? '';
  await stage.click();
  await expect(count()).not.toHaveText(before);
  const painted = (await count().textContent()) ?? '';
  await page.getByRole('tab', { name: 'one.ipynb' }).click();
  await expect(count()).toHaveText(painted);

  await test.step('renamed in the file browser', async () => {
    await page.menu.clickMenuItem('File>Save Notebook');
    await expect
      .poll(() =>
        String(projectOutput(folder.at('one.ipynb'))?.data['text/plain'])
      )
      .toContain(`${CLASS} (${painted} labelled`);
    await page.evaluate(
      async ([from, to]) => {
        await window.jupyterapp.serviceManager.contents.rename(from, to);
      },
      [`${folder.server}/lesson.ilp`, `${folder.server}/better.ilp`]
    );
    await expect(count()).toHaveText(painted);
    await page.menu.clickMenuItem('File>Save All');
    for (const name of ['one', 'two']) {
      await expect
        .poll(
          () => projectOutput(folder.at(`${name}.ipynb`))?.data[PROJECT_MIME]
        )
        .toEqual({ path: 'better.ilp' });
    }
    expect(existsSync(folder.at('lesson.ilp'))).toBe(false);
  });
});
