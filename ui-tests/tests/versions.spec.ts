/** Named states of a project: kept, compared, gone back to, saved. */
import { existsSync, readFileSync } from 'fs';
import { Locator } from '@playwright/test';
import { expect, test } from '../steps/lab-test';
import { takePictures } from '../steps/picture';
import { ProjectPage } from '../steps/project-page';

const IMAGE = 'lysosomes-1.tif';
/** A dab of the default brush. */
const DAB = 9;

/** The list beside the image. */
function versions({ tab }: ProjectPage): Locator {
  return tab.getByRole('region', { name: 'Versions' });
}

test('a state is kept under a name, compared, gone back to, and saved', async ({
  page,
  folder,
  project
}) => {
  folder.add(`examples/${IMAGE}`);
  await page.filebrowser.refresh();
  const aside = versions(project);
  const kept = aside.getByRole('list', { name: 'Kept versions' });

  await test.step('kept from the panel', async () => {
    await project.openImages([IMAGE], 'practice');
    await project.imageShown();
    await project.press('1');
    await project.clickAt(-60);
    await project.press('2');
    await project.clickAt(60);
    await expect(project.labelCount('Label 2')).toHaveText(String(DAB));
    await project.button('Keep version…').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('before the crowded region');
    await dialog.getByRole('button', { name: 'OK' }).click();
    await expect(dialog).toBeHidden();
  });

  await test.step('listed with its labels and the room it takes', async () => {
    await project.button('Versions…').click();
    await expect(kept.getByRole('listitem')).toHaveCount(1);
    await expect(kept).toContainText('before the crowded region');
    await expect(kept).toContainText(`Label 1 ${DAB}`);
    await expect(aside).toContainText('<0.1 of 20 MB used');
  });

  await test.step('compared with what was painted since', async () => {
    await project.press('2');
    await project.clickAt(-40, 40);
    await project.clickAt(-60, 80);
    await expect(project.labelCount('Label 2')).toHaveText(String(3 * DAB));
    await aside.getByRole('button', { name: 'Compare', exact: true }).click();
    const curtain = project.tab.getByRole('slider', {
      name: 'Curtain between the two states'
    });
    await expect(curtain).toBeVisible();
    await expect(aside.getByRole('status')).toContainText(
      /pixels of this plane differ/
    );
    await expect(aside.getByRole('progressbar')).toHaveCount(0);
    for (const side of ['left', 'right']) {
      const layer = project.tab.locator(
        `canvas[data-layer="compared-${side}"]`
      );
      await expect.poll(() => layer.evaluate(isPainted)).toBe(true);
    }
    await takePictures(page, 'versions-curtain');
    await curtain.press('Shift+ArrowRight');
    await expect(curtain).toHaveAttribute('aria-valuenow', '60');
    await aside.getByRole('radio', { name: 'Map of changes' }).check();
    await expect(curtain).toBeHidden();
    await expect(
      aside.getByRole('table', { name: 'Changed pixels' })
    ).toContainText('Label 1 → Label 2');
    const changes = project.tab.locator(
      'canvas[data-layer="compared-changes"]'
    );
    await expect.poll(() => changes.evaluate(isPainted)).toBe(true);
    await takePictures(page, 'versions-changes');
    await aside.getByRole('button', { name: 'End comparison' }).click();
    await expect(project.layerSwitch('Labels')).toBeChecked();
  });

  await test.step('gone back to; the present state is kept first', async () => {
    await aside
      .getByRole('button', { name: 'Go back: before the crowded region' })
      .click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByLabel('Keep it as')).toHaveValue(
      'before going back'
    );
    await takePictures(page, 'versions-go-back');
    await dialog.getByLabel('Keep it as').fill('with the crowded region');
    await dialog.getByRole('button', { name: 'Keep and go back' }).click();
    await expect(project.labelCount('Label 2')).toHaveText(String(DAB));
    await expect(kept.getByRole('listitem')).toHaveCount(2);
    await project.press('Control+z');
    await expect(project.labelCount('Label 2')).toHaveText(String(3 * DAB));
    await project.press('Control+Shift+z');
    await expect(project.labelCount('Label 2')).toHaveText(String(DAB));
  });

  await test.step('still there after saving and opening again', async () => {
    await project.save();
    await page.activity.closeAll();
    await project.file('practice.ilp').dblclick();
    await project.imageShown();
    await page.menu.clickMenuItem('Pixel Forest>Process>Versions…');
    await expect(kept.getByRole('listitem')).toHaveCount(2);
    await aside
      .getByRole('button', { name: 'Go back: with the crowded region' })
      .click();
    await expect(project.labelCount('Label 2')).toHaveText(String(3 * DAB));
  });
});

test('a project of another workflow is imported into a new one, and stays as it is', async ({
  page,
  folder,
  project
}) => {
  const original = folder.add('fixtures/ilp/object_classification.ilp');
  const before = readFileSync(original);
  await page.filebrowser.refresh();
  await project.file('object_classification.ilp').dblclick();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Object Classification');
  await dialog
    .getByRole('button', { name: 'Import into a new project' })
    .click();
  await expect
    .poll(() => existsSync(folder.at('object_classification-pixelforest.ilp')))
    .toBe(true);
  await expect(project.classes.first()).toBeVisible();
  expect(readFileSync(original).equals(before)).toBe(true);
});

/** Whether a canvas shows anything; runs in the page. */
function isPainted(element: Element): boolean {
  const canvas = element as HTMLCanvasElement;
  const context = canvas.getContext('2d');
  return context!
    .getImageData(0, 0, canvas.width, canvas.height)
    .data.some(byte => byte > 0);
}
