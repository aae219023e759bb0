import { IMAGEJ, readWithImageJ } from '../steps/imagej';
import { expect, test } from '../steps/lab-test';
import { takePictures } from '../steps/picture';
import { python } from '../steps/python';

test.describe.configure({ timeout: 180_000 });

test('results are previewed, cut, named and written in formats that other programs read', async ({
  page,
  folder,
  project
}) => {
  folder.add('fixtures/hela/hela-cells.tif');
  await page.filebrowser.refresh();
  await project.openImages(['hela-cells.tif'], 'export');
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
  const dialog = page.getByRole('dialog');
  const tick = (name: string) =>
    dialog.getByRole('checkbox', { name, exact: true });

  await test.step('the preview follows the choices', async () => {
    await project.button('Export').click();
    await expect(tick('Probabilities (TIFF)')).toBeChecked();
    const preview = dialog.getByRole('region', { name: 'Files to be written' });
    await expect(preview).toContainText('hela-cells_probabilities.tif');
    await expect(preview).toContainText('2 × 512 × 672');
    await expect(preview).toContainText('2.8 MB');
    await expect(preview.locator('img').first()).toBeAttached();
    await expect(dialog.getByRole('note')).toContainText(
      /^Semantic: touching objects share one piece \(\d+ pieces?\)\. Split into objects →$/
    );
    await tick('Masks, one per class (TIFF)').uncheck();
    await tick('Class numbers (TIFF)').uncheck();
    await expect(preview).not.toContainText('mask');
  });

  await test.step('every control is reached by the keyboard', async () => {
    await tick('Probabilities (HDF5)').focus();
    await page.keyboard.press('Space');
    await expect(tick('Probabilities (HDF5)')).toBeChecked();
    await dialog.getByText('More', { exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await expect(dialog.getByLabel('x from')).toBeFocused();
  });

  await test.step('ilastik’s settings; what is not possible is said', async () => {
    await dialog.getByLabel('x to').fill('700');
    await expect(dialog.getByRole('alert')).toContainText('0 to 672');
    await dialog.getByLabel('x to').fill('400');
    await dialog.getByLabel('y to').fill('300');
    const names = dialog.getByLabel('File names');
    await names.fill('../{result_type}');
    await expect(dialog.getByRole('alert')).toContainText('leads out');
    await names.fill('{dataset_dir}/results/{nickname}-{result_type}');
    await dialog.getByLabel('Axis order').fill('cyx');
  });

  await test.step('written', async () => {
    for (const name of [
      'Probabilities, 8-bit (TIFF)',
      'Probabilities (OME-TIFF)',
      'Probabilities (NPY)',
      'Probabilities (OME-Zarr)',
      'Uncertainty (TIFF)',
      'Overlay for a report (PNG)',
      'Overlay for a report (TIFF)',
      'Summary (CSV)'
    ]) {
      await tick(name).check();
    }
    await dialog.getByText('Methods text and command').click();
    await expect(dialog.getByLabel('Reproduce this').first()).toHaveValue(
      /^pixelforest predict export\.ilp hela-cells\.tif/
    );
    await takePictures(page, 'export');
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await expect(page.getByText(/^Written to/)).toBeVisible({
      timeout: 60_000
    });
  });

  await test.step('read back by tifffile, h5py, NumPy, zarr and Pillow', () => {
    expect(python('check_export.py', folder.at('results'))).toMatchObject({
      probabilities: { axes: 'CYX', shape: [2, 300, 400], info: true },
      eightBit: { dtype: 'uint8', agrees: true },
      ome: {
        channels: ['Label 1', 'Label 2'],
        micrometres: 0.0515,
        agrees: true
      },
      hdf5: {
        shape: [2, 300, 400],
        agrees: true,
        classes: ['Label 1', 'Label 2']
      },
      npy: { shape: [2, 300, 400], agrees: true },
      zarr: { shape: [1, 2, 1, 300, 400], agrees: true, version: '0.5' },
      uncertaintyAgrees: true,
      overlay: { size: [400, 300], hasText: true, tiffAgrees: true },
      summary: { classes: ['Label 1', 'Label 2'], pixels: 120000 },
      provenance: { trees: 100, fingerprint: true, image: 'hela-cells.tif' }
    });
  });

  await test.step('separate objects, for the whole image', async () => {
    await project.button('Export').click();
    await tick('Class numbers (TIFF)').check();
    const split = dialog.getByRole('button', { name: 'Split into objects →' });
    await split.focus();
    await page.keyboard.press('Enter');
    await expect(tick('Objects (label TIFF)')).toBeChecked();
    await expect(tick('Objects (label TIFF)')).toBeFocused();
    await tick('Class numbers (TIFF)').uncheck();
    for (const name of [
      'Objects (CSV)',
      'Objects (ImageJ ROIs)',
      'Objects (GeoJSON for QuPath)'
    ]) {
      await tick(name).check();
    }
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    await dialog.getByRole('button', { name: 'Replace' }).click();
    // long lists of names are cut short there
    await expect(page.getByText(/^Written to/)).toHaveCount(2, {
      timeout: 60_000
    });
    const found = python<{ count: number }>(
      'check_objects.py',
      folder.at('results')
    );
    expect(found).toMatchObject({
      dtype: 'uint16',
      rowsAgree: true,
      roisAgree: true,
      polygonsAgree: true
    });
    if (IMAGEJ) {
      expect(readWithImageJ(folder.at('results'), 'read_objects.ijm')).toEqual([
        `labels 16 ${found.count}`,
        `rois ${found.count} 0`
      ]);
    }
  });

  await test.step('the choices are there again', async () => {
    await project.button('Export').click();
    await expect(tick('Probabilities (OME-Zarr)')).toBeChecked();
    await expect(tick('Class numbers (TIFF)')).not.toBeChecked();
    await dialog.getByText('More', { exact: true }).click();
    await expect(dialog.getByLabel('Axis order')).toHaveValue('cyx');
    await expect(dialog.getByLabel('x to')).toHaveValue('672');
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  });
});
