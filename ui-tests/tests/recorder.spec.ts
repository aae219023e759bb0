import { expect, test } from '../steps/lab-test';

test('actions are recorded as commands, edited, and done again on another image', async ({
  page,
  folder,
  project
}) => {
  folder.add('fixtures/hela/hela-cells.tif');
  folder.add('fixtures/hela/hela-cells.tif', 'second.tif');
  await page.filebrowser.refresh();
  await project.openImages(['hela-cells.tif', 'second.tif'], 'macro');
  await project.imageShown();
  await page.menu.clickMenuItem('Pixel Forest>Plugins>Record…');
  const steps = page.getByRole('textbox', { name: 'Recorded steps' });
  await expect(steps).toBeVisible();

  await project.press('1');
  await project.clickAt(0);
  await expect(project.labelCount('Label 1')).toHaveText('9');
  await expect(steps).toHaveValue(/pixelforest:paint-stroke.*\[\[/);
  await expect(steps).not.toBeEditable();

  await page.getByRole('button', { name: 'Recording' }).click();
  const text = await steps.inputValue();
  await steps.fill(text.replaceAll('"classIndex":0', '"classIndex":1'));
  await page.getByRole('button', { name: 'Replay on all images' }).click();
  await expect(page.getByText('Done on 2 images.')).toBeVisible();
  // the first image's dab went over to the other class
  await expect(project.labelCount('Label 1')).toHaveText('0');
  await expect(project.labelCount('Label 2')).toHaveText('18');

  await steps.fill('{"steps": ');
  await page.getByRole('button', { name: 'Replay', exact: true }).click();
  await expect(page.getByText(/A macro should be JSON/)).toBeVisible();
});
