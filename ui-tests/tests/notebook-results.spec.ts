import { existsSync, readFileSync, statSync } from 'fs';
import { galata } from '@jupyterlab/galata';
import { expect, test } from '../steps/lab-test';
import { LESSON_BUNDLE, openLessonNotebook } from '../steps/lesson-notebook';
import { readNotebook } from '../steps/notebook-file';

test.use({
  mockSettings: {
    ...galata.DEFAULT_SETTINGS,
    'jupyterlab-pixelforest:notebook': { keepResultsUpToDate: true }
  }
});

test('results that are kept up to date are made anew when the project is saved', async ({
  page,
  folder,
  project
}) => {
  const file = await openLessonNotebook({ page, folder }, [LESSON_BUNDLE]);
  await project.imageShown();
  await page.menu.clickMenuItem(
    'Pixel Forest>Notebook>Insert results into notebook'
  );
  const table = page.locator('.jp-Notebook table.dataframe');
  await expect(table).toBeVisible();
  const before = await table.textContent();
  const summary = folder.at('lesson_results/hela-cells_summary.csv');
  const csv = readFileSync(summary, 'utf8');
  await page.menu.clickMenuItem('File>Save Notebook');
  await expect.poll(() => readNotebook(file).cells.length).toBe(4);

  const written = statSync(summary).mtimeMs;
  await project.stage.scrollIntoViewIfNeeded();
  await project.press('1');
  for (const right of [-120, -60, 60, 120]) {
    await project.clickAt(right, 40);
  }
  await project.press('Control+s');
  await expect(table).not.toHaveText(before ?? '');
  expect(statSync(summary).mtimeMs).toBeGreaterThan(written);
  expect(readFileSync(summary, 'utf8')).not.toBe(csv);
  await expect
    .poll(() => JSON.stringify(readNotebook(file).cells[2].outputs))
    .toContain(readFileSync(summary, 'utf8').split('\n')[1].split(',')[2]);
});

test('objects that are switched on later are in the results from the next save, and gone once they are switched off', async ({
  page,
  folder,
  project
}) => {
  const file = await openLessonNotebook({ page, folder }, [LESSON_BUNDLE]);
  await project.imageShown();
  await page.menu.clickMenuItem(
    'Pixel Forest>Notebook>Insert results into notebook'
  );
  const tables = page.locator('.jp-Notebook table.dataframe');
  await expect(tables).toHaveCount(1);
  const link = page.locator('.jp-MarkdownOutput a', {
    hasText: /^\d+ objects/
  });
  await expect(link).toHaveCount(0);
  const findObjects = project.tab
    .locator('.jp-PixelForest-objects')
    .getByRole('checkbox', { name: 'Find objects' });
  // null while the file is being written
  const listsObjects = () => {
    const text = readFileSync(file, 'utf8');
    return text === '' ? null : text.includes('object_summary');
  };

  await findObjects.check();
  await expect(
    project.tab
      .getByRole('status', { name: 'Number of objects' })
      .locator('strong')
  ).toHaveText(/\d+ objects/);
  await project.press('Control+s');
  await expect(tables).toHaveCount(2);
  await expect(link).toHaveCount(1);
  const count = await tables.last().locator('td').first().textContent();
  expect(Number(count)).toBeGreaterThan(10);
  await expect(link).toHaveText(`${count} objects`);
  expect(existsSync(folder.at('lesson_results/hela-cells_objects.csv'))).toBe(
    true
  );
  await page.menu.clickMenuItem('File>Save Notebook');
  await expect.poll(listsObjects).toBe(true);

  await findObjects.uncheck();
  await project.press('Control+s');
  await expect(tables).toHaveCount(1);
  await expect(link).toHaveCount(0);
  await page.menu.clickMenuItem('File>Save Notebook');
  await expect.poll(listsObjects).toBe(false);
});
