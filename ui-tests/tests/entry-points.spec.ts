import { existsSync } from 'fs';
import { expect, test } from '../steps/lab-test';
import { untilWritten } from '../steps/practice';

/** The practice images of examples/, 256 × 256. */
const IMAGES = ['lysosomes-1.tif', 'lysosomes-2.tif'];

test('the launcher card asks for a name and makes the project in the current folder', async ({
  page,
  folder,
  project
}) => {
  await page
    .locator('.jp-LauncherCard')
    .filter({ hasText: 'Pixel Classification' })
    .click();
  await project.answerName('from-card');
  await expect(project.file('from-card.ilp')).toBeVisible();
  await untilWritten(folder, 'from-card');
});

test('File → New makes a project', async ({ page, folder, project }) => {
  await page.menu.clickMenuItem('File>New>Pixel Classification Project');
  await project.answerName('from-menu');
  await expect(project.file('from-menu.ilp')).toBeVisible();
  await untilWritten(folder, 'from-menu');
});

test('the command palette makes a project', async ({
  page,
  folder,
  project
}) => {
  await page.keyboard.press('Control+Shift+c');
  await page
    .getByRole('searchbox')
    .or(page.locator('.lm-CommandPalette-input'))
    .first()
    .fill('New Pixel Classification');
  await page.keyboard.press('Enter');
  await project.answerName('from-palette');
  await expect(project.file('from-palette.ilp')).toBeVisible();
  await untilWritten(folder, 'from-palette');
});

test('a name that is taken or impossible is asked for again', async ({
  page,
  folder,
  project
}) => {
  folder.add('fixtures/ilp/empty_lists.ilp', 'taken.ilp');
  await page.menu.clickMenuItem('File>New>Pixel Classification Project');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('taken');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toContainText('taken.ilp exists already');
  await dialog.getByRole('textbox').fill('a/b');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toContainText('without /');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(project.tab).toHaveCount(0);
});

test('several images become one project, and a double click opens it again', async ({
  page,
  folder,
  project
}) => {
  IMAGES.forEach(name => folder.add(`examples/${name}`));
  await page.filebrowser.refresh();
  await project.openImages(IMAGES, 'both');
  await project.imageShown();
  await expect(project.images).toHaveCount(2);
  await project.save();
  await page.activity.closeAll();
  await project.file('both.ilp').dblclick();
  await project.imageShown();
  await expect(project.images).toHaveCount(2);
  await expect(project.images.first()).toHaveAccessibleName(/^lysosomes-1,/);
});

test('an empty project offers the practice image, which can be painted on at once', async ({
  page,
  folder,
  project
}) => {
  await page.menu.clickMenuItem('File>New>Pixel Classification Project');
  await project.answerName('practice');
  await project.button('Try the practice image').click();
  await project.imageShown();
  expect(existsSync(folder.at('practice-lysosomes.tif'))).toBe(true);
  const box = (await project.stage.boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect(project.labelCount('Label 1')).toHaveText('9');
});

test('images are added from the server by the button of the strip', async ({
  page,
  folder,
  project
}) => {
  IMAGES.forEach(name => folder.add(`examples/${name}`));
  await page.menu.clickMenuItem('File>New>Pixel Classification Project');
  await project.answerName('added');
  await project.button('Add image').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(IMAGES[1], { exact: true }).click();
  await dialog.getByRole('button', { name: 'Select' }).click();
  await project.imageShown();
  await expect(project.images).toHaveCount(1);
});

test('images are added by a drag from the file browser', async ({
  page,
  folder,
  project
}) => {
  folder.add(`examples/${IMAGES[0]}`);
  await page.filebrowser.refresh();
  await page.menu.clickMenuItem('File>New>Pixel Classification Project');
  await project.answerName('dragged');
  const box = (await project.stage.boundingBox())!;
  await project.file(IMAGES[0]).hover();
  await page.mouse.down();
  await page.mouse.move(box.x + 50, box.y + 50, { steps: 5 });
  await page.mouse.move(box.x + 80, box.y + 80, { steps: 5 });
  await page.mouse.up();
  await project.imageShown();
  await expect(project.images).toHaveCount(1);
});

test('the main menu has ImageJ’s order, and Help says how to cite', async ({
  page
}) => {
  await page.menu.openLocator('Pixel Forest');
  await expect(
    page.locator('.lm-Menu').last().locator('.lm-Menu-itemLabel')
  ).toHaveText([
    'Image',
    'Process',
    'Analyze',
    'Share',
    'Notebook',
    'Plugins',
    'Help'
  ]);
  await page.menu.closeAll();
  await page.menu.clickMenuItem('Pixel Forest>Help>How to cite');
  const dialog = page.getByRole('dialog');
  await expect(
    dialog.getByRole('textbox', { name: 'Text to cite' })
  ).toHaveValue(/10\.1038\/s41592-019-0582-9/);
  await dialog.getByRole('button', { name: 'Close' }).click();
});

test('every button, switch and slider has a name of its own', async ({
  page,
  folder,
  project
}) => {
  folder.add(`examples/${IMAGES[0]}`);
  await page.filebrowser.refresh();
  const uniqueNames = async (): Promise<void> => {
    for (const name of [
      'Add image',
      'Select features',
      'Add class',
      'Live update',
      'Undo',
      'Redo',
      'Export',
      'Pan',
      'Brush',
      'Eraser'
    ]) {
      await expect(project.button(name), name).toHaveCount(1);
    }
  };
  await page.menu.clickMenuItem('File>New>Pixel Classification Project');
  await project.answerName('names');
  await uniqueNames();
  await expect(project.button('Try the practice image')).toHaveCount(1);
  await page.activity.closeAll();
  await project.openImages([IMAGES[0]], 'names-2');
  await project.imageShown();
  await uniqueNames();
  for (const layer of [
    'Labels',
    'Uncertainty',
    'Segmentation',
    'Probability: Label 1',
    'Probability: Label 2',
    'Raw'
  ]) {
    await expect(
      project.tab.getByRole('listitem', { name: layer, exact: true })
    ).toHaveCount(1);
    await expect(project.layerSwitch(layer)).toHaveCount(1);
    await expect(
      project.tab.getByRole('slider', {
        name: `Opacity of ${layer}`,
        exact: true
      })
    ).toHaveCount(1);
  }
});
