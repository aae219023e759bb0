import { expect, test } from '../steps/lab-test';
import { PROJECT_MIME, writeNotebook } from '../steps/notebook-file';
import { openNotebook } from '../steps/open-notebook';

const CELLS = 10;
const NAMES = Array.from({ length: CELLS }, (_, i) => `project-${i}.ilp`);

test('ten projects in one notebook: none is read before it is seen, all share one pool, a cleared one is let go', async ({
  page,
  folder
}) => {
  test.slow();
  folder.add('examples/hela-cells.tif');
  for (const name of NAMES) {
    folder.add('examples/hela-cells.ilp', name);
  }
  writeNotebook(
    folder.at('many.ipynb'),
    NAMES.map(path => ({ [PROJECT_MIME]: { path }, 'text/plain': path }))
  );
  const read = new Set<string>();
  page.on('request', request => {
    const name = /\/(project-\d\.ilp)/.exec(request.url())?.[1];
    if (name) {
      read.add(name);
    }
  });
  await openNotebook(page, `${folder.server}/many.ipynb`);
  const documents = page.locator('.jp-Notebook .jp-PixelForest-document');
  const stages = documents.getByRole('application', { name: 'Image viewer' });
  await expect(stages.first()).toBeVisible({ timeout: 60_000 });
  // the notebook shows two of them
  expect(read.size).toBeLessThan(CELLS / 2);
  for (const i of NAMES.keys()) {
    await page
      .locator('.jp-Notebook .jp-Cell')
      .nth(i + 1)
      .scrollIntoViewIfNeeded();
    await expect.poll(() => stages.count()).toBeGreaterThan(i);
  }
  expect(read.size).toBe(CELLS);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  expect(page.workers().length).toBeLessThanOrEqual(cores + 2);
  await page.menu.clickMenuItem('Edit>Clear Outputs of All Cells');
  await expect(documents).toHaveCount(0);
});
