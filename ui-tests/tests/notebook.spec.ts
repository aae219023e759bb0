import { existsSync, readdirSync } from 'fs';
import { expect, test } from '../steps/lab-test';
import { LESSON_BUNDLE, openLessonNotebook } from '../steps/lesson-notebook';
import {
  PROJECT_MIME,
  projectOutput,
  readNotebook,
  writeNotebook
} from '../steps/notebook-file';
import { openNotebook } from '../steps/open-notebook';
import { python } from '../steps/python';

const CLASS = 'Lysosomes';
/** A red picture of one pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg==';

test('strokes painted in a cell are saved with the notebook, with a picture of them, and no kernel runs', async ({
  page,
  folder,
  project
}) => {
  await openLessonNotebook({ page, folder }, [LESSON_BUNDLE]);
  await project.imageShown();
  await page.screenshot({ path: 'ui-tests/results/notebook-cell.png' });
  const before = (await project.labelCount(CLASS).textContent()) ?? '';

  await test.step('keys and wheel of the project are its own', async () => {
    await project.press('b');
    await project.clickAt(0);
    await expect(project.labelCount(CLASS)).not.toHaveText(before);
    await expect(page.locator('.jp-Notebook .jp-Cell')).toHaveCount(2);
    await page.keyboard.press('Control+z');
    await expect(project.labelCount(CLASS)).toHaveText(before);
    await project.clickAt(0);
    const zoom = await project.readOut.textContent();
    await page.mouse.wheel(0, -300);
    await expect(project.readOut).not.toHaveText(zoom ?? '');
  });

  const painted = (await project.labelCount(CLASS).textContent()) ?? '';
  expect(painted).not.toBe(before);
  await page.keyboard.press('Control+s');
  const saved = () => projectOutput(folder.at('lesson.ipynb'))?.data ?? {};
  await expect
    .poll(() => String(saved()['text/plain']))
    .toContain(`${CLASS} (${painted} labelled`);
  const picture = String(saved()['image/png']);
  expect(picture.length).toBeGreaterThan(10_000);
  expect(picture.length).toBeLessThan(200_000);
  await expect(project.dirtyMark).toHaveCount(0);

  await test.step('after a reload the labels are there', async () => {
    // Galata's own reload waits for a launcher, which is not shown
    await Promise.all([
      page.waitForEvent('load'),
      page.evaluate(() => window.location.reload())
    ]);
    await project.imageShown();
    await expect(project.labelCount(CLASS)).toHaveText(painted);
  });
  const shown = python<{ html: boolean; markdown: boolean; valid: boolean }>(
    'convert_notebook.py',
    folder.at('lesson.ipynb')
  );
  expect(shown).toEqual({ html: true, markdown: true, valid: true });
});

test('a tab and a cell are one project; a cleared output saves and lets go of it', async ({
  page,
  folder,
  project
}) => {
  await openLessonNotebook({ page, folder }, []);
  const count = (place: string) =>
    page
      .locator(`${place} .jp-PixelForest-document`)
      .getByRole('option')
      .filter({ hasText: CLASS })
      .locator('.jp-PixelForest-count');
  const stage = (place: string) =>
    page
      .locator(`${place} .jp-PixelForest-document`)
      .getByRole('application', { name: 'Image viewer' });

  await test.step('the toolbar opens the notebook’s project beside it', async () => {
    await page
      .getByRole('button', {
        name: 'Pixel classification beside this notebook'
      })
      .click();
    await project.imageShown();
    await page.getByRole('tab', { name: 'lesson.ipynb' }).click();
  });

  await test.step('a cell shows the same project', async () => {
    await page.menu.clickMenuItem(
      'Pixel Forest>Notebook>Insert Pixel Classification cell…'
    );
    const dialog = page.getByRole('dialog');
    await dialog.getByText('lesson.ilp', { exact: true }).click();
    await dialog.getByRole('button', { name: 'Select' }).click();
    await expect(stage('.jp-Notebook')).toBeVisible();
    await page.screenshot({ path: 'ui-tests/results/notebook-split.png' });
  });

  const inTab = '.lm-DockPanel > ';
  const before = (await count('.jp-Notebook').textContent()) ?? '';
  await stage('.jp-Notebook').click();
  await expect(count('.jp-Notebook')).not.toHaveText(before);
  const once = (await count('.jp-Notebook').textContent()) ?? '';
  await expect(count(inTab)).toHaveText(once);
  // beside what was painted in the cell
  const box = (await stage(inTab).boundingBox())!;
  await page.mouse.click(
    Math.round(box.x + box.width / 2 + 30),
    Math.round(box.y + box.height / 2)
  );
  await expect(count(inTab)).not.toHaveText(once);
  const twice = (await count(inTab).textContent()) ?? '';
  await expect(count('.jp-Notebook')).toHaveText(twice);

  await test.step('clearing the output', async () => {
    await page.getByRole('tab', { name: 'lesson.ilp' }).click();
    await page.activity.closePanel('lesson.ilp');
    const dialog = page.getByRole('dialog');
    if (await dialog.isVisible()) {
      await dialog.getByRole('button', { name: 'Save' }).click();
    }
    await page.menu.clickMenuItem('Edit>Clear Outputs of All Cells');
    await expect(page.locator('.jp-PixelForest-document')).toHaveCount(0);
  });
  expect(readNotebook(folder.at('lesson.ipynb')).cells).toHaveLength(1);
});

test('results are inserted in one step that is undone in one, and their files are there', async ({
  page,
  folder,
  project
}) => {
  await openLessonNotebook({ page, folder }, [LESSON_BUNDLE]);
  await project.imageShown();
  const cells = page.locator('.jp-Notebook .jp-Cell');
  await expect(cells).toHaveCount(2);
  await page.menu.clickMenuItem(
    'Pixel Forest>Notebook>Insert results into notebook'
  );
  await expect(cells).toHaveCount(4);
  await expect(page.locator('.jp-Notebook table.dataframe')).toBeVisible();
  const figure = page.getByRole('img', { name: 'Overlay of hela-cells' });
  await expect(figure).toBeVisible();
  await figure.scrollIntoViewIfNeeded();
  await page.screenshot({ path: 'ui-tests/results/notebook-results.png' });
  expect(readdirSync(folder.at('lesson_results')).sort()).toEqual([
    'hela-cells_labels.tif',
    'hela-cells_overlay.png',
    'hela-cells_probabilities.tif',
    'hela-cells_summary.csv'
  ]);
  await page.menu.clickMenuItem('Edit>Undo Cell Operation');
  await expect(cells).toHaveCount(2);
  await page.menu.clickMenuItem('Edit>Redo Cell Operation');
  await expect(cells).toHaveCount(4);
});

test('a cell without its project shows the picture and one sentence; hostile outputs run nothing', async ({
  page,
  folder
}) => {
  const attack = '<img src=x onerror="window.attacked = true">';
  writeNotebook(folder.at('mailed.ipynb'), [
    {
      [PROJECT_MIME]: { path: 'gone.ilp' },
      'image/png': PIXEL,
      'text/plain': attack
    },
    { [PROJECT_MIME]: { path: '../../../../etc/passwd.ilp' } },
    { [PROJECT_MIME]: { path: `${attack}.ilp`, html: attack } },
    { [PROJECT_MIME]: { path: 'a/'.repeat(2 ** 19), more: [attack] } }
  ]);
  await openNotebook(page, `${folder.server}/mailed.ipynb`);
  const problems = page.locator('.jp-PixelForest-cellProblem');
  const sentences = [
    'The project “gone.ilp” was not found beside this notebook: the picture shows it as it was last saved.',
    '“../../../../etc/passwd.ilp” leads out of the folders of this server, so it is not opened.',
    `The project “${attack}.ilp” was not found beside this notebook.`,
    'This output names no project.'
  ];
  for (const [i, sentence] of sentences.entries()) {
    await page.locator('.jp-PixelForest-cell').nth(i).scrollIntoViewIfNeeded();
    await expect(problems.nth(i)).toContainText(sentence);
  }
  await expect(page.locator('.jp-PixelForest-cellNotice > img')).toHaveCount(1);
  await expect(
    problems.getByRole('button', { name: 'Choose project…' })
  ).toHaveCount(4);
  expect(
    await page.evaluate(() => 'attacked' in window),
    'script of the output ran'
  ).toBe(false);
  expect(existsSync(folder.at('gone.ilp'))).toBe(false);
});
