import { readFileSync } from 'fs';
import { expect, test } from '../steps/lab-test';
import { takePictures } from '../steps/picture';

test('lysosomes of the course image are counted per nucleus', async ({
  page,
  folder,
  project
}) => {
  folder.add('examples/hela-cells.tif');
  folder.add('examples/hela-cells.ilp');
  await page.filebrowser.refresh();
  await project.file('hela-cells.ilp').dblclick();
  await project.imageShown();
  const panel = project.tab.locator('.jp-PixelForest-objects');
  const parents = panel.getByRole('group', { name: 'Parents of objects' });
  const table = project.tab.getByRole('region', { name: 'Object table' });
  const rows = table.getByRole('status', { name: 'Rows' });
  const status = project.tab.getByRole('status', { name: 'Number of objects' });
  let nuclei = '';

  await test.step('parents are cut from the blue channel', async () => {
    await panel.getByRole('checkbox', { name: 'Find objects' }).check();
    // it is on when the values of the channel are known
    const box = panel.getByRole('checkbox', { name: 'Assign to parents' });
    await box.click();
    await expect(box).toBeChecked();
    const count = parents.getByRole('status', { name: 'Number of parents' });
    await expect(count).toContainText('0 objects without one');
    await expect(
      parents.getByRole('combobox', { name: 'Channel that is thresholded' })
    ).toHaveValue('2');
    nuclei = (await count.locator('strong').textContent()) ?? '';
    expect(nuclei).toBe('4 parents');
    await parents.scrollIntoViewIfNeeded();
    await takePictures(page, 'parents-panel');
  });

  await test.step('a row a parent, which selects its objects', async () => {
    await panel.getByRole('button', { name: 'Object table' }).click();
    await expect(rows).toContainText('objects');
    await table
      .getByRole('combobox', { name: 'Rows of the table' })
      .selectOption('parents');
    await expect(rows).toHaveText(nuclei);
    const grid = table.getByRole('grid', { name: 'Objects' });
    const { x, y } = (await grid.boundingBox())!;
    await page.mouse.click(x + 60, y + 36);
    await expect(rows).toContainText('1 selected');
    await expect(status).toContainText(/\d{2,} selected/);
    await takePictures(page, 'parents-table');
  });

  await test.step('the table of parents is written as CSV', async () => {
    await table.getByRole('button', { name: 'Save table…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(project.file('hela-cells_parents.csv')).toBeVisible();
    const [header, ...lines] = readFileSync(
      folder.at('hela-cells_parents.csv'),
      'utf8'
    )
      .trim()
      .split('\n');
    expect(header).toMatch(/^id,objects,objects_area_px,/);
    expect(lines).toHaveLength(Number.parseInt(nuclei, 10));
  });
});
