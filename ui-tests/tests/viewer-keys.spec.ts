import { Locator } from '@playwright/test';
import { expect, test } from '../steps/lab-test';
import { ProjectPage } from '../steps/project-page';

const IMAGES = ['lysosomes-1.tif', 'lysosomes-2.tif'];

test.beforeEach(async ({ page, folder, project }) => {
  IMAGES.forEach(name => folder.add(`examples/${name}`));
  await page.filebrowser.refresh();
  await project.openImages(IMAGES, 'keys');
  await project.imageShown();
});

function zoomOf(project: ProjectPage): Locator {
  return project.readOut.locator('.jp-PixelForest-readOut-zoom');
}

function positionOf(project: ProjectPage): Locator {
  return project.readOut.locator('.jp-PixelForest-readOut-position');
}

/** The middle of the viewer on the page. */
async function middle(
  project: ProjectPage
): Promise<{ readonly x: number; readonly y: number }> {
  const { x, y, width, height } = (await project.stage.boundingBox())!;
  return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };
}

async function zoomNumber(project: ProjectPage): Promise<number> {
  return parseFloat((await zoomOf(project).textContent()) ?? '');
}

test('+ and − zoom, W is 100 %, K fits', async ({ project }) => {
  const fitted = await zoomNumber(project);
  await project.press('+');
  await expect(zoomOf(project)).toHaveText(`${Math.round(fitted * 1.25)} %`);
  await project.press('-');
  await project.press('-');
  expect(await zoomNumber(project)).toBeLessThan(fitted);
  await project.press('w');
  await expect(zoomOf(project)).toHaveText('100 %');
  await project.press('k');
  await expect(zoomOf(project)).toHaveText(`${fitted} %`);
});

test('the wheel zooms at the pointer', async ({ page, project }) => {
  const { x, y } = await middle(project);
  await page.mouse.move(x + 60, y + 40);
  const before = await positionOf(project).textContent();
  const zoom = await zoomNumber(project);
  await page.mouse.wheel(0, -300);
  await expect.poll(() => zoomNumber(project)).toBeGreaterThan(zoom * 1.2);
  await expect(positionOf(project)).toHaveText(before ?? '');
});

for (const [name, button, key] of [
  ['the middle button', 'middle', null],
  ['Shift', 'left', 'Shift'],
  ['Space', 'left', ' ']
] as const) {
  test(`a drag with ${name} moves the image and paints nothing`, async ({
    page,
    project
  }) => {
    const { x, y } = await middle(project);
    await project.press('w');
    await project.stage.focus();
    await page.mouse.move(x, y);
    const before = await positionOf(project).textContent();
    if (key) {
      await page.keyboard.down(key);
    }
    await page.mouse.down({ button });
    await page.mouse.move(x + 20, y + 10, { steps: 4 });
    await page.mouse.up({ button });
    if (key) {
      await page.keyboard.up(key);
    }
    // the same pixel is still under the pointer
    await expect(positionOf(project)).toHaveText(before ?? '');
    await page.mouse.move(x, y);
    await expect(positionOf(project)).not.toHaveText(before ?? '');
    await expect(project.labelCount('Label 1')).toHaveText('0');
  });
}

test('T drags the contrast, B paints again', async ({ page, project }) => {
  const white = project.tab.getByRole('spinbutton', { name: /^White/ });
  // the range of the values is known a moment after the image is shown
  await expect(white).not.toHaveValue('1');
  const before = Number(await white.inputValue());
  await project.press('t');
  await expect(project.button('Drag')).toHaveAttribute('aria-pressed', 'true');
  const { x, y } = await middle(project);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y - 64, { steps: 4 });
  await page.mouse.up();
  await expect
    .poll(async () => Number(await white.inputValue()))
    .toBeGreaterThan(before);
  await expect(project.labelCount('Label 1')).toHaveText('0');
  await project.button('Reset').click();
  await expect(white).toHaveValue(String(before));
  await project.press('b');
  await page.mouse.click(x, y);
  await expect(project.labelCount('Label 1')).toHaveText('9');
});

test('a number typed for the contrast arrives whole', async ({
  page,
  project
}) => {
  const white = project.tab.getByRole('spinbutton', { name: /^White/ });
  await expect(white).not.toHaveValue('1');
  await white.click({ clickCount: 3 });
  await page.keyboard.press('Backspace');
  await page.keyboard.type('123');
  await page.keyboard.press('Tab');
  await expect(white).toHaveValue('123');
  await expect(project.tab.getByRole('slider', { name: /^White/ })).toHaveValue(
    '123'
  );
});

test('PgDn and PgUp show the next and the previous image and lose nothing', async ({
  page,
  project
}) => {
  const { x, y } = await middle(project);
  await page.mouse.click(x, y);
  await expect(project.labelCount('Label 1')).toHaveText('9');
  await project.press('PageDown');
  await expect(project.images.nth(1)).toHaveAttribute('aria-selected', 'true');
  await project.imageShown();
  await page.mouse.click(x + 30, y);
  await expect(project.labelCount('Label 1')).toHaveText('18');
  await project.press('PageDown');
  await expect(project.images.nth(1)).toHaveAttribute('aria-selected', 'true');
  await project.press('PageUp');
  await expect(project.images.nth(0)).toHaveAttribute('aria-selected', 'true');
  await expect(project.images.nth(0)).toHaveAccessibleName(
    /, 9 labelled pixels$/
  );
  await expect(project.images.nth(1)).toHaveAccessibleName(
    /, 9 labelled pixels$/
  );
});

test('layers, tools, classes and brush sizes have their keys', async ({
  project
}) => {
  for (const [key, layer] of [
    ['0', 'Labels'],
    ['u', 'Uncertainty'],
    ['s', 'Segmentation'],
    ['p', 'Probability: Label 1']
  ]) {
    const eye = project.layerSwitch(layer);
    const isOn = await eye.isChecked();
    await project.press(key);
    await expect(eye).toBeChecked({ checked: !isOn });
    await project.press(key);
    await expect(eye).toBeChecked({ checked: isOn });
  }
  const size = project.tab.getByRole('spinbutton', { name: 'Brush size' });
  await project.press('.');
  await expect(size).toHaveValue('5');
  await project.press(',');
  await project.press(',');
  await expect(size).toHaveValue('1');
  for (const [key, tool] of [
    ['e', 'Eraser'],
    ['n', 'Pan'],
    ['b', 'Brush']
  ]) {
    await project.press(key);
    await expect(project.button(tool)).toHaveAttribute('aria-pressed', 'true');
  }
  await project.press('2');
  await expect(project.classes.nth(1)).toHaveAttribute('aria-selected', 'true');
  await project.press('a');
  await expect(project.classes).toHaveCount(3);
  await project.press('Control+z');
  await expect(project.classes).toHaveCount(2);
  await project.press('l');
  await expect(project.liveUpdate).toHaveAttribute('aria-pressed', 'true');
});

test('letters typed into a field are letters', async ({ page, project }) => {
  await project.classes.nth(0).dblclick();
  await page.keyboard.type('a sub 012 pelt?');
  await page.keyboard.press('Enter');
  await expect(project.classes).toHaveCount(2);
  await expect(project.classes.nth(0)).toHaveAccessibleName('a sub 012 pelt?');
  await expect(project.button('Brush')).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(project.layerSwitch('Labels')).toBeChecked();
});

test('? shows the keys; the shortcut editor opens filtered to ours', async ({
  page,
  project
}) => {
  await project.press('Shift+Slash');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('row', { name: /^Zoom in/ })).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(dialog).toBeHidden();
  await page.menu.clickMenuItem('Pixel Forest>Help>Keyboard shortcuts');
  const editor = page.locator('.jp-Shortcuts-ShortcutUI');
  await expect(editor).toContainText('Larger brush');
  await expect(editor).not.toContainText('Run Selected Cell');
});

test('Alt erases, Esc takes the stroke back', async ({ page, project }) => {
  const { x, y } = await middle(project);
  await page.mouse.click(x, y);
  await expect(project.labelCount('Label 1')).toHaveText('9');
  await page.mouse.move(x + 60, y);
  await page.mouse.down();
  await page.mouse.move(x + 90, y, { steps: 3 });
  await expect(project.labelCount('Label 1')).not.toHaveText('9');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(project.labelCount('Label 1')).toHaveText('9');
  await page.keyboard.down('Alt');
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.up();
  await page.keyboard.up('Alt');
  await expect(project.labelCount('Label 1')).toHaveText('0');
});
