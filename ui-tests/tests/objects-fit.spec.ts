import { expect, test } from '../steps/lab-test';
import { takePictures } from '../steps/picture';

test('settings are fitted to the size of nuclei, and undo takes them back', async ({
  page,
  folder,
  project
}) => {
  folder.add('fixtures/truth/bbbc039-K12.tif');
  await page.filebrowser.refresh();
  await project.openImages(['bbbc039-K12.tif'], 'nuclei');
  await project.imageShown();
  const panel = project.tab.locator('.jp-PixelForest-objects');
  const status = project.tab.getByRole('status', { name: 'Number of objects' });
  await panel.getByRole('checkbox', { name: 'Find objects' }).check();
  await panel.getByRole('radio', { name: 'Raw channel' }).click();
  await expect(status.locator('strong')).toHaveText(/\d+ objects/);
  await expect(status).not.toContainText('slice');
  const smoothing = panel.getByRole('slider', {
    name: 'Smoothing',
    exact: true
  });
  const size = panel.getByRole('spinbutton', {
    name: 'Minimum size in pixels'
  });
  await expect(size).toHaveValue('4');
  await panel.getByRole('button', { name: 'Fit to object size' }).click();
  await expect(size).not.toHaveValue('4');
  expect(Number(await smoothing.inputValue())).toBeGreaterThan(1);
  await expect(status).toHaveClass(/jp-mod-ready/);
  await takePictures(page, 'objects-fitted');
  await smoothing.focus();
  await page.keyboard.press('Control+z');
  await expect(size).toHaveValue('4');
  await expect(smoothing).toHaveValue('0.5');
});

test('a stack is counted whole, as it is exported, and slice by slice', async ({
  page,
  folder,
  project
}) => {
  folder.add('fixtures/truth/stack.tif');
  await page.filebrowser.refresh();
  await project.openImages(['stack.tif'], 'stack');
  await project.imageShown();
  const panel = project.tab.locator('.jp-PixelForest-objects');
  const status = project.tab.getByRole('status', { name: 'Number of objects' });
  const count = status.locator('strong');
  await panel.getByRole('checkbox', { name: 'Find objects' }).check();
  await panel.getByRole('radio', { name: 'Raw channel' }).click();
  await expect(status).toContainText('in the whole stack');
  await expect(status).toHaveClass(/jp-mod-ready/);
  const whole = await count.textContent();
  await panel.getByRole('button', { name: 'Object table' }).click();
  const table = project.tab.getByRole('region', { name: 'Object table' });
  await expect(table.getByRole('status', { name: 'Rows' })).toHaveText(
    whole ?? ''
  );
  await takePictures(page, 'objects-stack');
  await panel.getByRole('checkbox', { name: 'Whole stack' }).uncheck();
  await expect(status).toContainText('in this slice only');
  await expect(count).not.toHaveText(whole ?? '');
  await takePictures(page, 'objects-slice');
  await panel.getByRole('checkbox', { name: 'Whole stack' }).check();
  await expect(status).toContainText('in the whole stack');
  await expect(count).toHaveText(whole ?? '');
});
