import { ImagePoint, ProjectPage } from '../steps/project-page';
import { expect, test } from '../steps/lab-test';
import { takePictures } from '../steps/picture';

/** The user of Galata's server. */
const BEN = 'jovyan';
/** A dab of the default brush. */
const DAB = 9;

test.describe.configure({ timeout: 240_000 });

/** Dabs of one class, by its key. */
async function dabs(
  project: ProjectPage,
  key: string,
  points: readonly ImagePoint[]
): Promise<void> {
  await project.press(key);
  for (const point of points) {
    await project.stroke([point]);
  }
}

/** The numbers of labelled pixels of the two classes. */
async function expectCounts(
  project: ProjectPage,
  first: number,
  second: number
): Promise<void> {
  await expect(project.labelCount('Label 1')).toHaveText(String(first));
  await expect(project.labelCount('Label 2')).toHaveText(String(second));
}

test('labels of two persons are compared and merged', async ({
  page,
  folder,
  project
}) => {
  folder.add('fixtures/hela/hela-cells.tif');
  await page.filebrowser.refresh();
  const at = (x: number): ImagePoint => ({ x, y: 100 });

  await test.step('Ben paints', async () => {
    await project.openImages(['hela-cells.tif'], 'ben');
    await project.imageShown();
    await dabs(project, '1', [at(100), at(200)]);
    await dabs(project, '2', [at(300), at(350), at(500)]);
    await project.save();
    await page.activity.closeAll();
  });

  await test.step('Ana sets her name', async () => {
    await page.menu.clickMenuItem('Settings>Settings Editor');
    await page
      .locator('.jp-PluginList-entry', { hasText: 'Pixel Forest Labels' })
      .click();
    const settings = page.getByRole('group', { name: 'Pixel Forest Labels' });
    await settings.getByRole('textbox').fill('Ana');
    // the editor offers to go back once the name is kept
    await expect(
      page.getByRole('button', { name: 'Restore to Defaults' })
    ).toBeVisible();
    await page.activity.closeAll();
  });

  await test.step('Ana paints, in part something else', async () => {
    await project.openImages(['hela-cells.tif'], 'ana');
    await project.imageShown();
    await dabs(project, '1', [at(100), at(400)]);
    await dabs(project, '2', [at(200), at(500)]);
    await expectCounts(project, 2 * DAB, 2 * DAB);
  });

  const form = project.tab.getByRole('region', { name: 'Compare labels' });

  await test.step('the comparison opens beside the image', async () => {
    await page.menu.clickMenuItem(
      'Pixel Forest>Analyze>Import labels from project…'
    );
    const dialog = page.getByRole('dialog');
    await dialog.getByText('ben.ilp', { exact: true }).click();
    await dialog.getByRole('button', { name: 'Select' }).click();
    await expect(form).toBeVisible();
    await expect(
      form.getByRole('combobox', { name: 'Your image for hela-cells' })
    ).toHaveValue(/./);
    await expect(form.getByLabel('Your name')).toHaveValue('Ana');
    // who Ben was to the server
    await expect(form.getByLabel('Drawn by')).toHaveValue(BEN);
  });

  await test.step('it says how far both agree', async () => {
    const counts = form.getByRole('table', { name: 'Labelled pixels' });
    await expect(counts.getByRole('cell')).toHaveText(
      [2, 1, 1, 2].map(n => String(n * DAB))
    );
    await expect(counts.getByRole('rowheader')).toHaveText([
      'Both, the same class',
      'Both, different classes',
      'Only Ana',
      `Only ${BEN}`
    ]);
    // of 27 shared pixels 18 agree; by chance 4/9 would
    await expect(form).toContainText('Cohen’s kappa: 0.40');
    const confusion = form.getByRole('table', { name: 'Classes compared' });
    await expect(confusion.getByRole('cell')).toHaveText(['9', '0', '9', '9']);
    await expect(project.layerSwitch('Agreement')).toBeChecked();
    await expect(project.layerSwitch('Labels')).not.toBeChecked();
    const layer = project.tab.locator('canvas[data-layer="agreement"]');
    await expect
      .poll(() => layer.evaluate(colorsOf))
      .toEqual(['0,158,115', '204,121,167', '213,94,0', '86,180,233']);
  });

  await test.step('pictures for the eye, if asked for', async () => {
    await takePictures(page, 'labels-compared');
  });

  await test.step('the keyboard leads to the differences', async () => {
    await form.getByRole('button', { name: 'Next difference' }).focus();
    await page.keyboard.press('Enter');
    const { x, y, width, height } = (await project.stage.boundingBox())!;
    await page.mouse.move(
      Math.round(x + width / 2),
      Math.round(y + height / 2)
    );
    await expect(project.readOut).toContainText(/x (199|200|201), y (99|100)/);
    await page.keyboard.press('Tab');
    await expect(form.getByRole('radio', { name: 'Keep mine' })).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(
      form.getByRole('radio', { name: 'Remove both' })
    ).toBeChecked();
    await form.getByRole('button', { name: 'Merge labels' }).press('Enter');
    await expect(form).toHaveCount(0);
    await expect(project.layerSwitch('Labels')).toBeChecked();
    await expect(project.layerSwitch('Agreement')).toHaveCount(0);
    await expectCounts(project, 2 * DAB, 3 * DAB);
  });

  await test.step('one undo restores all of it, redo brings it back', async () => {
    await project.press('Control+z');
    await expectCounts(project, 2 * DAB, 2 * DAB);
    await project.press('Control+Shift+z');
    await expectCounts(project, 2 * DAB, 3 * DAB);
  });

  await test.step('who drew is saved with the project', async () => {
    await project.save();
    await page.activity.closeAll();
    await project.file('ana.ilp').dblclick();
    await project.imageShown();
    for (const [x, author] of [
      [350, BEN],
      [400, 'Ana']
    ] as const) {
      const place = await project.place(at(x));
      await page.mouse.move(place.x, place.y);
      await expect(project.readOut).toContainText(`drawn by ${author}`);
    }
  });
});

test('labels go to other programs and come back', async ({
  page,
  folder,
  project,
  faults
}) => {
  folder.add('fixtures/hela/hela-cells.tif');
  await page.filebrowser.refresh();
  await project.openImages(['hela-cells.tif'], 'labels');
  await project.imageShown();
  await dabs(project, '1', [
    { x: 100, y: 100 },
    { x: 200, y: 100 },
    { x: 300, y: 100 }
  ]);
  await dabs(project, '2', [{ x: 100, y: 300 }]);
  const dialog = page.getByRole('dialog');

  await test.step('exported', async () => {
    await page.menu.clickMenuItem('Pixel Forest>Analyze>Export labels…');
    await expect(
      dialog.getByRole('checkbox', { name: 'Labels (TIFF)' })
    ).toBeChecked();
    await dialog.getByRole('checkbox', { name: 'Labels (PNG)' }).check();
    await dialog
      .getByRole('checkbox', { name: 'Labkit labeling', exact: true })
      .check();
    await dialog.getByRole('checkbox', { name: /^Objects/ }).check();
    await takePictures(page, 'labels-export');
    await dialog.getByRole('button', { name: 'Export' }).click();
    await expect(page.getByText(/^Written to/)).toBeVisible();
  });

  const choose = async (name: string): Promise<void> => {
    await page.menu.clickMenuItem('Pixel Forest>Analyze>Import labels…');
    await dialog.getByText(name, { exact: true }).click();
    await dialog.getByRole('button', { name: 'Select' }).click();
    await expect(dialog).toContainText(name);
  };

  await test.step('Labkit’s labeling, by the names of the classes', async () => {
    await page.menu.clickMenuItem('Pixel Forest>Process>Clear class');
    await expectCounts(project, 3 * DAB, 0);
    await choose('hela-cells_labels.labeling');
    await expect(
      dialog.getByRole('combobox', { name: 'Label 2 becomes' })
    ).toHaveValue('1');
    await takePictures(page, 'labels-import');
    await dialog.getByRole('button', { name: 'Import' }).click();
    await expectCounts(project, 3 * DAB, DAB);
  });

  await test.step('masks of objects as one class, with their surroundings', async () => {
    await choose('hela-cells_labels_objects_Label-1.tif');
    await dialog.getByRole('radio', { name: /^Objects/ }).check();
    await dialog
      .getByRole('combobox', { name: 'Objects become' })
      .selectOption('Label 2');
    await dialog.getByRole('radio', { name: 'Take theirs' }).check();
    await dialog.getByRole('button', { name: 'Import' }).click();
    await expectCounts(project, 0, 4 * DAB);
    await project.press('Control+z');
    await expectCounts(project, 3 * DAB, DAB);
  });

  await test.step('labels of another image are refused', async () => {
    folder.add('fixtures/labels/cells.labeling');
    await page.filebrowser.refresh();
    await page.menu.clickMenuItem('Pixel Forest>Analyze>Import labels…');
    await dialog.getByText('cells.labeling', { exact: true }).click();
    await dialog.getByRole('button', { name: 'Select' }).click();
    await expect(dialog).toContainText(
      'holds labels of 90 × 70 (x, y, …), but the image is 1 × 1 × 512 × 672'
    );
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expectCounts(project, 3 * DAB, DAB);
    // macros stop at it; a menu has nobody to tell
    expect(faults.splice(0)).toEqual([
      expect.stringContaining('cells.labeling holds labels of 90 × 70')
    ]);
  });
});

/** Opaque colours of a canvas, as text, sorted; runs in the page. */
function colorsOf(element: Element): string[] {
  const canvas = element as HTMLCanvasElement;
  const context = canvas.getContext('2d');
  const colors = new Map<string, number>();
  const { data } = context!.getImageData(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 255) {
      const color = data.slice(i, i + 3).join();
      colors.set(color, (colors.get(color) ?? 0) + 1);
    }
  }
  return [...colors.keys()].sort();
}
