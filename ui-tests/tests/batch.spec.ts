import * as fs from 'fs';
import * as path from 'path';
import { Locator } from '@playwright/test';
import { expect, test } from '../steps/lab-test';
import { takePictures } from '../steps/picture';
import type { Places } from '../steps/practice';

test.describe.configure({ timeout: 400_000 });

/** Images that can be run, in the order of the table. */
const GOOD = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(
  letter => `cell-${letter}.tif`
);

/** How many pixels of a canvas have the colour of outlines. */
function outlinePixels(canvas: Locator): Promise<number> {
  return canvas.evaluate((node: HTMLCanvasElement) => {
    const { data } = node
      .getContext('2d')!
      .getImageData(0, 0, node.width, node.height);
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      count += Number(
        data[i] === 255 && data[i + 1] === 222 && data[i + 2] === 0
      );
    }
    return count;
  });
}

/** Opens the panel, and finds its parts. */
async function showBatch({ page, project }: Omit<Places, 'folder'>) {
  await project.button('Batch').click();
  const panel = page.locator('.jp-PixelForest-batch');
  const table = panel.getByRole('table', { name: 'Images of the run' });
  const row = (name: string) =>
    table.getByRole('row').filter({
      has: page.getByRole('rowheader', { name, exact: true })
    });
  const button = (name: string) =>
    panel.getByRole('button', { name, exact: true });
  const images = panel.getByRole('textbox', { name: 'Image folder' });
  return { panel, table, row, button, images };
}

/** A trained project beside a folder of images, and the panel for running on it. */
async function openBatch({ page, folder, project }: Places) {
  folder.add('fixtures/hela/hela-cells.tif');
  for (const name of GOOD) {
    folder.add('fixtures/hela/hela-cells.tif', `cells/${name}`);
  }
  await page.filebrowser.refresh();
  await project.openImages(['hela-cells.tif'], 'lesson');
  await project.imageShown();
  for (const [key, points] of [
    ['1', [428, 306, 85]],
    ['2', [50, 250, 600]]
  ] as const) {
    await project.press(key);
    for (const x of points) {
      await project.stroke([{ x, y: key === '1' ? 258 : 300 }]);
    }
  }

  return showBatch({ page, project });
}

test('a folder is run with one table at the end; images that fail are named and the rest goes on', async ({
  page,
  folder,
  project
}) => {
  folder.add('fixtures/images/grey8.png', 'cells/grey.png');
  fs.mkdirSync(folder.at('cells'), { recursive: true });
  fs.writeFileSync(folder.at('cells/broken.tif'), 'II*\0 and nothing more');
  const { panel, table, row, button, images } = await openBatch({
    page,
    folder,
    project
  });
  await test.step('the folder is listed', async () => {
    await expect(row('hela-cells.tif')).toBeVisible();
    await images.fill(`${await images.inputValue()}/nowhere`);
    await expect(panel.getByRole('status')).toContainText(/not|404/i);
    await expect(button('Start')).toBeDisabled();
    await images.fill((await images.inputValue()).replace('nowhere', 'cells'));
    await expect(row('broken.tif')).toContainText('Waiting');
    await panel.getByRole('textbox', { name: 'File names' }).fill('*.png');
    await expect(table.getByRole('row')).toHaveCount(2);
    await panel.getByRole('textbox', { name: 'File names' }).fill('*');
    await expect(table.getByRole('row')).toHaveCount(1 + 10);
  });

  await test.step('it runs while the user paints', async () => {
    await button('Start').click();
    await expect(row('broken.tif')).toContainText('Failed:');
    const before = await project.labelCount('Label 2').textContent();
    await project.clickAt(0);
    await expect(project.labelCount('Label 2')).not.toHaveText(before ?? '');
    await expect(row('grey.png')).toContainText(/has 1/, { timeout: 120_000 });
    for (const name of GOOD) {
      await expect(row(name)).toContainText('Done', { timeout: 120_000 });
    }
    await expect(panel.getByRole('status')).toContainText(
      '8 of 10 done, 2 failed · Written to'
    );
    await takePictures(page, 'batch-table');
  });

  await test.step('a montage shows all results at a glance', async () => {
    await button('Montage').click();
    const montage = panel.getByRole('list', { name: 'Pictures of the run' });
    await expect(montage.getByRole('listitem')).toHaveCount(10);
    const first = montage.getByRole('listitem').filter({ hasText: GOOD[0] });
    await expect(first).toContainText(/\d+ objects/);
    const size = await first
      .locator('img')
      .evaluate((image: HTMLImageElement) =>
        image.decode().then(() => image.naturalWidth)
      );
    expect(size).toBeGreaterThanOrEqual(160);
    await expect(
      montage.getByRole('listitem').filter({ hasText: 'broken.tif' })
    ).toContainText('damaged');
    await takePictures(page, 'batch-montage');
    await button('Montage').click();
    await expect(row(GOOD[0]).locator('img')).toBeVisible();
  });

  await test.step('a spot check counts what is called right and is saved', async () => {
    await button('Spot check').click();
    const check = panel.getByRole('region', { name: 'Spot check' });
    const tally = check.getByRole('status', { name: 'Tally' });
    await expect(check.locator('figcaption')).toContainText(
      /1 of 8: cell-[a-h]\.tif · \d+ objects/
    );
    await expect(
      check.getByRole('img', { name: /^cell-.*result$/ })
    ).toBeVisible();
    await expect(check.locator('figure')).toHaveAttribute('aria-busy', 'false');
    // the picture has the panel's height, with lines of its result
    const large = check.locator('canvas');
    const { height } = (await panel.boundingBox())!;
    expect((await large.boundingBox())!.height).toBeGreaterThan(0.6 * height);
    expect(await outlinePixels(large)).toBeGreaterThan(100);
    await takePictures(page, 'batch-spot-check');
    await check.focus();
    await page.keyboard.press('y');
    await expect(tally).toHaveText('1 of 1 right');
    await page.keyboard.press('n');
    await expect(tally).toHaveText('1 of 2 right');
    await button('Back').click();
    await button('Skip').click();
    await button('Yes').click();
    await expect(tally).toHaveText('2 of 2 right, 1 skipped');
    await button('Save answers').click();
    await expect(panel.getByRole('status').first()).toContainText(
      /Written to .*spot-check\.csv/
    );
    const [header, ...lines] = fs
      .readFileSync(folder.at('lesson-results/spot-check.csv'), 'utf8')
      .trim()
      .split('\n');
    expect(header).toBe('image,verdict,objects,area_px');
    expect(lines.map(line => line.split(',')[1])).toEqual([
      'yes',
      'skipped',
      'yes',
      ...new Array<string>(5).fill('')
    ]);
    await button('Spot check').click();
    await expect(row(GOOD[0])).toBeVisible();
  });

  await test.step('one table of images and one of objects', async () => {
    const results = folder.at('lesson-results');
    const names = fs
      .readdirSync(results)
      .filter(name => !name.startsWith('.'))
      .sort();
    const stems = GOOD.map(name => name.slice(0, -4));
    expect(names).toEqual([
      ...stems.flatMap(stem => [`${stem}_objects.csv`, `${stem}_objects.tif`]),
      'objects.csv',
      'spot-check.csv',
      'summary.csv'
    ]);
    const lines = (name: string) =>
      fs.readFileSync(path.join(results, name), 'utf8').trim().split('\n');
    expect(lines('summary.csv')).toHaveLength(1 + 10);
    const counts = lines('summary.csv')
      .filter(line => line.includes(',done,'))
      .map(line => Number(line.split(',')[4]));
    // the same pixels, the same classifier, though the user painted meanwhile
    expect(new Set(counts).size).toBe(1);
    expect(counts[0]).toBeGreaterThan(0);
    expect(lines('objects.csv')).toHaveLength(1 + 8 * counts[0]);
    expect(lines('cell-a_objects.csv').slice(1)).toEqual(
      lines('objects.csv').slice(1, 1 + counts[0])
    );
  });

  await test.step('nothing is replaced without asking; a run is cancelled', async () => {
    await button('Start').click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('18 files exist already');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(panel.getByRole('status')).toContainText('8 of 10 done');
    await panel.getByRole('textbox', { name: 'Result folder' }).fill('other');
    await expect(row(GOOD[0])).toContainText('Waiting');
    await button('Start').click();
    await expect(row(GOOD[0])).toContainText('Running');
    await button('Cancel').click();
    await expect(row(GOOD[7])).toContainText('Cancelled');
    await expect(button('Start')).toBeEnabled();
  });
});

test('a run that a reload cut off goes on where it was', async ({
  context,
  page,
  folder,
  project
}) => {
  const before = await openBatch({ page, folder, project });
  const cells = `${await before.images.inputValue()}/cells`;
  await before.images.fill(cells);
  await expect(before.row(GOOD[7])).toContainText('Waiting');
  await project.save();
  // the server never answers in the middle of the third image
  let isHeld = true;
  await page.route('**/cell-c_objects.csv**', route =>
    isHeld ? undefined : route.fallback()
  );
  await before.button('Start').click();
  await expect(before.row(GOOD[1])).toContainText('Done');
  await expect(before.row(GOOD[2])).toContainText('Running');
  await expect
    .poll(() => fs.existsSync(folder.at('lesson-results/cell-c_objects.tif')))
    .toBe(true);
  const read = (name: string) =>
    fs.readFileSync(folder.at(`lesson-results/${name}`), 'utf8');
  expect(read('unfinished-run.jsonl.part').trim().split('\n')).toHaveLength(3);
  const written = fs.statSync(folder.at('lesson-results/cell-a_objects.tif'));

  // the browser may ask whether to leave a page that is at work
  page.on('dialog', dialog => void dialog.accept());
  // JupyterLab opens the project again: no launcher, Galata's sign of being ready
  await context.pages()[0].reload();
  isHeld = false;
  await project.imageShown();
  const { images, row, button, panel } = await showBatch({ page, project });
  await images.fill(cells);
  await expect(row(GOOD[7])).toContainText('Waiting');
  await button('Start').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('2 of 8 images were done');
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(panel.getByRole('status')).toContainText(
    '8 of 8 done, 0 failed · Written to',
    { timeout: 120_000 }
  );
  expect(
    fs.existsSync(folder.at('lesson-results/unfinished-run.jsonl.part'))
  ).toBe(false);
  expect(
    fs.statSync(folder.at('lesson-results/cell-a_objects.tif')).mtimeMs
  ).toBe(written.mtimeMs);
  const rows = GOOD.map(name => read(`${name.slice(0, -4)}_objects.csv`)).map(
    text => text.split('\n').slice(1).join('\n')
  );
  expect(read('objects.csv').split('\n').slice(1).join('\n')).toBe(
    rows.join('')
  );
  expect(read('summary.csv').match(/,done,/g)).toHaveLength(8);
});

test('folders dragged together from the file browser are run, with results in folders of theirs', async ({
  page,
  folder,
  project
}) => {
  folder.add('fixtures/hela/hela-cells.tif', 'dish/cell-a.tif');
  folder.add('fixtures/hela/hela-cells.tif', 'plate/cell-a.tif');
  folder.add('fixtures/hela/hela-cells.tif', 'plate/cell-b.tif');
  const { panel, table, row, button } = await openBatch({
    page,
    folder,
    project
  });
  await expect(row('hela-cells.tif')).toBeVisible();
  await project.file('dish').click();
  await project.file('plate').click({ modifiers: ['ControlOrMeta'] });
  await project.file('plate').hover();
  await page.mouse.down();
  const { x, y } = (await panel.boundingBox())!;
  await page.mouse.move(x + 50, y + 50, { steps: 5 });
  await page.mouse.move(x + 80, y + 80, { steps: 5 });
  await page.mouse.up();
  await expect(panel).toContainText('3 chosen files');
  await expect(table.getByRole('rowheader')).toHaveText([
    'cell-a.tif',
    'cell-a.tif',
    'cell-b.tif'
  ]);
  await button('Start').click();
  await expect(panel.getByRole('status')).toContainText(
    '3 of 3 done, 0 failed · Written to',
    { timeout: 120_000 }
  );
  await expect(row('dish/cell-a.tif')).toContainText('Done');
  for (const name of ['dish/cell-a', 'plate/cell-a', 'plate/cell-b']) {
    expect(fs.existsSync(folder.at(`lesson-results/${name}_objects.tif`))).toBe(
      true
    );
  }
});
