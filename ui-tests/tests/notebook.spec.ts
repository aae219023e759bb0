import { expect, test } from '../steps/lab-test';
import {
  PROJECT_MIME,
  projectOutput,
  writeNotebook
} from '../steps/notebook-file';
import { openNotebook } from '../steps/open-notebook';

test('strokes painted in a cell are saved with the notebook, with a picture of them, and no kernel runs', async ({
  page,
  folder,
  project
}) => {
  folder.add('examples/hela-cells.tif');
  folder.add('examples/hela-cells.ilp', 'lesson.ilp');
  writeNotebook(folder.at('lesson.ipynb'), [
    { [PROJECT_MIME]: { path: 'lesson.ilp' }, 'text/plain': 'a project' }
  ]);
  await openNotebook(page, `${folder.server}/lesson.ipynb`);
  await project.imageShown();
  await page.screenshot({ path: 'ui-tests/results/notebook-cell.png' });
  const before = await project.labelCount('Lysosomes').textContent();
  await project.press('b');
  await project.clickAt(0);
  await expect(project.labelCount('Lysosomes')).not.toHaveText(before ?? '');
  await expect(page.locator('.jp-Notebook .jp-Cell')).toHaveCount(2);
  await page.keyboard.press('Control+s');
  await expect
    .poll(() => projectOutput(folder.at('lesson.ipynb'))?.data['image/png'])
    .toBeTruthy();
});
