import { readFileSync, statSync } from 'fs';
import { galata } from '@jupyterlab/galata';
import { expect, test } from '../steps/lab-test';
import {
  PROJECT_MIME,
  readNotebook,
  writeNotebook
} from '../steps/notebook-file';
import { openNotebook } from '../steps/open-notebook';

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
  folder.add('examples/hela-cells.tif');
  folder.add('examples/hela-cells.ilp', 'lesson.ilp');
  const file = folder.at('lesson.ipynb');
  writeNotebook(file, [
    { [PROJECT_MIME]: { path: 'lesson.ilp' }, 'text/plain': 'a project' }
  ]);
  await openNotebook(page, `${folder.server}/lesson.ipynb`);
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
