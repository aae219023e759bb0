import { readFileSync } from 'fs';
import { Locator } from '@playwright/test';
import { expect, test } from '../steps/lab-test';
import { takePictures } from '../steps/picture';
import { ProjectPage } from '../steps/project-page';

/** “412 objects” and so on, as a number. */
async function count(status: Locator): Promise<number> {
  const text = (await status.locator('strong').textContent()) ?? '';
  return Number(/^\d+/.exec(text)?.[0]);
}

/** Waits until the count is settled and another than before. */
async function nextCount(status: Locator, before: number): Promise<number> {
  await expect(status).toHaveClass(/jp-mod-ready/);
  await expect.poll(() => count(status)).not.toBe(before);
  await expect(status).toHaveClass(/jp-mod-ready/);
  return count(status);
}

/** Least of red, green and blue, 0…255, of the whitest pixel that a canvas shows opaque. */
function whitest(canvas: Locator): Promise<number> {
  return canvas.evaluate((node: HTMLCanvasElement) => {
    const { data } = node
      .getContext('2d')!
      .getImageData(0, 0, node.width, node.height);
    let most = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] > 128) {
        most = Math.max(most, Math.min(data[i], data[i + 1], data[i + 2]));
      }
    }
    return most;
  });
}

test('objects of the course image: found, listed, corrected, kept', async ({
  page,
  folder,
  project
}) => {
  folder.add('examples/hela-cells.tif');
  folder.add('examples/hela-cells.ilp');
  await page.filebrowser.refresh();
  await project.file('hela-cells.ilp').dblclick();
  await project.imageShown();
  const status = project.tab.getByRole('status', { name: 'Number of objects' });
  const panel = project.tab.locator('.jp-PixelForest-objects');
  const table = project.tab.getByRole('region', { name: 'Object table' });
  let objects = 0;

  await test.step('a raw channel needs no training', async () => {
    await panel.getByRole('checkbox', { name: 'Find objects' }).check();
    await panel.getByRole('radio', { name: 'Raw channel' }).click();
    await expect(status.locator('strong')).toHaveText(/\d+ objects/);
    await expect(project.layerSwitch('Object mask')).toBeChecked();
    await takePictures(page, 'objects-channel');
  });

  await test.step('the classes of the trained project', async () => {
    await panel.getByRole('radio', { name: 'Classes' }).click();
    await expect(project.layerSwitch('Objects')).toBeChecked();
    await expect(status).toHaveClass(/jp-mod-ready/);
    objects = await count(status);
    expect(objects).toBeGreaterThan(100);
  });

  await test.step('the slider splits more and merges more', async () => {
    const slider = panel.getByRole('slider', {
      name: 'Merge more to split more'
    });
    await slider.fill('0');
    const merged = await nextCount(status, objects);
    await slider.fill('100');
    expect(await nextCount(status, merged)).toBeGreaterThan(merged);
    await slider.fill('68');
    objects = await nextCount(status, await count(status));
  });

  await test.step('a row leads to its object', async () => {
    await panel.getByRole('button', { name: 'Object table' }).click();
    await expect(table.getByRole('status', { name: 'Rows' })).toHaveText(
      `${objects} objects`
    );
    const grid = table.getByRole('grid', { name: 'Objects' });
    const { x, y } = (await grid.boundingBox())!;
    await page.mouse.click(x + 60, y + 60);
    await expect(status).toContainText('1 selected');
    await expect(table).toContainText('1 selected');
    await expect(table.locator('.u-over')).toBeVisible();
    await takePictures(page, 'objects-table');
  });

  await test.step('the plot follows the theme', async () => {
    const plot = table.getByRole('img', { name: 'Plot of the objects' });
    const text = () => whitest(plot.locator('canvas'));
    await expect.poll(text).toBeLessThan(250);
    await page.theme.setDarkTheme();
    await expect.poll(text).toBeGreaterThanOrEqual(250);
    await page.theme.setLightTheme();
    await expect.poll(text).toBeLessThan(250);
  });

  await test.step('the filter shows what passes', async () => {
    const filter = table.getByRole('textbox', { name: 'Filter' });
    await filter.fill('area > 1000000');
    await expect(table.getByRole('status', { name: 'Rows' })).toContainText(
      `0 of ${objects} objects`
    );
    await filter.fill('area >');
    await expect(table.getByRole('alert')).toContainText(
      'a column, a comparison'
    );
    await filter.fill('');
  });

  await test.step('a deleted object is gone, undo brings it back', async () => {
    await panel.getByRole('button', { name: 'Delete objects' }).click();
    expect(await nextCount(status, objects)).toBe(objects - 1);
    await project.press('Control+z');
    expect(await nextCount(status, objects - 1)).toBe(objects);
    await project.press('Control+Shift+z');
    expect(await nextCount(status, objects)).toBe(objects - 1);
  });

  await test.step('the table is written as CSV', async () => {
    await table.getByRole('button', { name: 'Save table…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(project.file('hela-cells_objects.csv')).toBeVisible();
    const lines = readFileSync(folder.at('hela-cells_objects.csv'), 'utf8')
      .trim()
      .split('\n');
    expect(lines).toHaveLength(objects);
    expect(lines[0]).toMatch(/^id,y,x,area_px,/);
  });

  await test.step('settings and correction are there after opening again', async () => {
    await project.save();
    await page.activity.closeAll();
    await project.file('hela-cells.ilp').dblclick();
    await project.imageShown();
    await expect(status).toHaveClass(/jp-mod-ready/);
    expect(await count(status)).toBe(objects - 1);
    await expect(panel).toContainText('1 correction');
    await expect(
      panel.getByRole('slider', { name: 'Merge more to split more' })
    ).toHaveValue('68');
  });
});

test('objects are selected in the picture, split with a line and drawn', async ({
  page,
  folder,
  project
}) => {
  folder.add('examples/lysosomes-1.tif');
  await page.filebrowser.refresh();
  await project.openImages(['lysosomes-1.tif'], 'objects');
  await project.imageShown();
  const status = project.tab.getByRole('status', { name: 'Number of objects' });
  const panel = project.tab.locator('.jp-PixelForest-objects');
  await panel.getByRole('checkbox', { name: 'Find objects' }).check();
  await panel.getByRole('radio', { name: 'Raw channel' }).click();
  await expect(status.locator('strong')).toHaveText(/\d+ objects/);
  await panel
    .getByRole('checkbox', { name: 'Split touching objects' })
    .uncheck();
  await expect(status).toHaveClass(/jp-mod-ready/);
  const before = await count(status);
  await panel.getByRole('button', { name: 'Exclude region' }).click();
  await drag(project, [
    [-150, -150],
    [150, -150],
    [150, 150],
    [-150, 150]
  ]);
  const fewer = await nextCount(status, before);
  expect(fewer).toBeLessThan(before);
  await panel.getByRole('button', { name: 'Draw object' }).click();
  await drag(project, [
    [-40, -40],
    [40, -40],
    [40, 40],
    [-40, 40]
  ]);
  expect(await nextCount(status, fewer)).toBe(fewer + 1);
  await panel.getByRole('button', { name: 'Select' }).click();
  await project.clickAt(0);
  await expect(status).toContainText('1 selected');
  await panel.getByRole('button', { name: 'Split object' }).click();
  await drag(project, [
    [0, -80],
    [0, 80]
  ]);
  expect(await nextCount(status, fewer + 1)).toBe(fewer + 2);
  await takePictures(page, 'objects-corrected');
});

/** Drags through points, CSS pixels from the middle of the viewer. */
async function drag(
  project: ProjectPage,
  points: readonly (readonly [number, number])[]
): Promise<void> {
  const { x, y, width, height } = (await project.stage.boundingBox())!;
  const { mouse } = project.page;
  for (const [i, [right, down]] of points.entries()) {
    await mouse.move(x + width / 2 + right, y + height / 2 + down, {
      steps: 5
    });
    if (i === 0) {
      await mouse.down();
    }
  }
  await mouse.up();
}
