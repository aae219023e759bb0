import { expect, test } from '../steps/lab-test';

test('another extension adds a layer and an entry of the Plugins menu', async ({
  page,
  folder,
  project
}) => {
  folder.add('examples/lysosomes-1.tif');
  await page.filebrowser.refresh();
  await project.openImages(['lysosomes-1.tif'], 'grid');
  await project.imageShown();
  const entry = 'Pixel Forest>Plugins>Grid over the image';
  await page.menu.clickMenuItem(entry);
  const row = project.tab.getByRole('listitem', { name: 'Grid', exact: true });
  await expect(row).toBeVisible();
  await expect(project.layerSwitch('Grid')).toBeChecked();
  const canvas = project.tab.locator('canvas[data-layer="example-grid"]');
  await expect(canvas).toBeVisible();
  // lines are drawn, and the rest is clear
  await expect.poll(() => canvas.evaluate(opaqueShare)).toBeGreaterThan(0.005);
  expect(await canvas.evaluate(opaqueShare)).toBeLessThan(0.2);
  await project.layerSwitch('Grid').click();
  await expect(canvas).toBeHidden();
  await page.menu.clickMenuItem(entry);
  await expect(row).toHaveCount(0);
});

/** Share of a canvas that is not transparent; runs in the page. */
function opaqueShare(element: Element): number {
  const canvas = element as HTMLCanvasElement;
  const context = canvas.getContext('2d');
  if (!context) {
    return 0;
  }
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let opaque = 0;
  for (let i = 3; i < data.length; i += 4) {
    opaque += data[i] > 0 ? 1 : 0;
  }
  return (4 * opaque) / data.length;
}
