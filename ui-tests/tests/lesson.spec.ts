import { readFileSync } from 'fs';
import { IMAGEJ, readWithImageJ } from '../steps/imagej';
import { expect, inRepository, test } from '../steps/lab-test';
import { takePictures } from '../steps/picture';
import { python } from '../steps/python';

type Scribbles = {
  readonly strokes: readonly {
    readonly class: number;
    readonly diameter: number;
    /** [x, y] */
    readonly points: readonly (readonly [number, number])[];
  }[];
};

type TiffFacts = {
  readonly axes: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly unit: string | null;
  readonly perUnit: number;
  readonly labels: readonly string[] | null;
};

type Findings = {
  readonly saved: {
    readonly labelsEqual: boolean;
    readonly labelled: readonly number[];
    readonly names: readonly string[];
    readonly forests: string;
  };
  readonly files: Readonly<Record<string, TiffFacts>>;
  readonly components: number;
};

const SCRIBBLES = inRepository('fixtures/hela/demo_scribbles.json');
const CLASSES = ['Lysosomes', 'Background'];

test.describe.configure({ timeout: 300_000 });

test('the lesson', async ({ page, context, folder, project }) => {
  const { strokes } = JSON.parse(readFileSync(SCRIBBLES, 'utf8')) as Scribbles;

  await test.step('right click, one name, and the image is there', async () => {
    folder.add('fixtures/hela/hela-cells.tif');
    await page.filebrowser.refresh();
    await project.openImages(['hela-cells.tif'], 'lysosomes');
    await project.imageShown();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(project.images).toHaveCount(1);
  });

  await test.step('train on the red channel only', async () => {
    for (const channel of ['Green', 'Blue']) {
      const tick = project.tab.getByRole('checkbox', {
        name: `Train on channel ${channel}`
      });
      await tick.uncheck();
    }
    // the last one must stay
    await expect(
      project.tab.getByRole('checkbox', { name: 'Train on channel Red' })
    ).toBeDisabled();
  });

  await test.step('name the two classes', async () => {
    await project.classes.nth(0).dblclick();
    await page.keyboard.type(CLASSES[0]);
    await page.keyboard.press('Enter');
    await project.classes.nth(1).focus();
    await page.keyboard.press('F2');
    await page.keyboard.type(CLASSES[1]);
    await page.keyboard.press('Enter');
    await expect(project.classes.nth(0)).toHaveAccessibleName(CLASSES[0]);
    await expect(project.classes.nth(1)).toHaveAccessibleName(CLASSES[1]);
  });

  await test.step('paint; live update begins by itself', async () => {
    let active = 0;
    for (const { class: label, points } of strokes) {
      if (label !== active) {
        await expect(project.liveUpdate).toHaveAttribute(
          'aria-pressed',
          'false'
        );
        await project.press(String(label));
        active = label;
      }
      await project.stroke(points.map(([x, y]) => ({ x, y })));
    }
    await expect(project.liveUpdate).toHaveAttribute('aria-pressed', 'true');
    await expect(project.labelCount(CLASSES[0])).toHaveText('117');
    await expect(project.labelCount(CLASSES[1])).toHaveText('1,002');
    await expect(project.status).toHaveText('Up to date');
  });

  await test.step('the maps say what the pixel is', async () => {
    const { x, y } = await project.place({ x: 306, y: 103 });
    await page.mouse.move(x, y);
    await expect(project.readOut).toContainText('Label: Lysosomes');
    await expect(project.readOut).toContainText(
      /P\(Lysosomes\) = (1\.00|0\.9)/
    );
  });

  await test.step('pictures for the README, if asked for', async () => {
    await takePictures(page, 'lesson');
  });

  await test.step('undo and redo a stroke', async () => {
    await project.press('Control+z');
    await expect(project.labelCount(CLASSES[1])).not.toHaveText('1,002');
    await project.press('Control+Shift+z');
    await expect(project.labelCount(CLASSES[1])).toHaveText('1,002');
    await expect(project.status).toHaveText('Up to date');
  });

  await test.step('layers by their keys', async () => {
    for (const [key, layer] of [
      ['0', 'Labels'],
      ['u', 'Uncertainty'],
      ['s', 'Segmentation'],
      ['p', 'Probability: Lysosomes']
    ]) {
      const eye = project.layerSwitch(layer);
      const before = (await eye.getAttribute('aria-checked')) === 'true';
      await project.press(key);
      await expect(eye).toBeChecked({ checked: !before });
      await project.press(key);
      await expect(eye).toBeChecked({ checked: before });
    }
    const labels = project.tab.locator('canvas[data-layer="labels"]');
    await expect(labels).toBeVisible();
    await project.press('i');
    await expect(labels).toBeHidden();
    await project.press('i');
    await expect(labels).toBeVisible();
  });

  await test.step('save by the keyboard', async () => {
    await expect(project.dirtyMark).toHaveCount(1);
    await project.save();
  });

  await test.step('export everything', async () => {
    await project.button('Export').click();
    const dialog = page.getByRole('dialog');
    for (const name of [
      'Probabilities (TIFF)',
      'Probabilities (HDF5)',
      'Masks, one per class (TIFF)',
      'Class numbers (TIFF)',
      'Class numbers (HDF5)',
      'Coloured picture (PNG)',
      'Labels (TIFF)'
    ]) {
      await dialog.getByRole('checkbox', { name, exact: true }).check();
    }
    await expect(dialog).toContainText('hela-cells_mask_Lysosomes.tif');
    await dialog.getByRole('button', { name: 'Export' }).click();
    await expect(page.getByText(/^Written to/)).toBeVisible({
      timeout: 60_000
    });
    await page.getByRole('button', { name: 'Open in file browser' }).click();
    await expect(project.file('hela-cells_probabilities.tif')).toBeVisible();
  });

  const first = await test.step('read back by other programs', () => {
    const findings = python<Findings>(
      'check_lesson.py',
      folder.disk,
      SCRIBBLES
    );
    expect(findings.components).toBeGreaterThanOrEqual(215);
    expect(findings.components).toBeLessThanOrEqual(285);
    expect(findings).toMatchObject({
      saved: { labelsEqual: true, labelled: [117, 1002], names: CLASSES },
      sumsToOne: true,
      segmentationIsArgmax: true,
      maskValues: [0, 255],
      masksAgree: true,
      labelsAgree: true,
      pngAgrees: true,
      pngIsOpaque: true,
      probabilitiesH5: {
        shape: [512, 672, 2],
        dtype: 'float32',
        axes: ['y', 'x', 'c'],
        range: [0, 1],
        agrees: true
      },
      segmentationH5: { shape: [512, 672, 1], dtype: 'uint8', agrees: true }
    });
    expect(findings.files['hela-cells_probabilities.tif']).toMatchObject({
      axes: 'CYX',
      dtype: 'float32',
      shape: [2, 512, 672],
      labels: CLASSES
    });
    for (const [name, { unit, perUnit, dtype }] of Object.entries(
      findings.files
    )) {
      expect(unit, name).toBe('micron');
      expect(perUnit, name).toBeCloseTo(19.42, 1);
      expect(dtype, name).toBe(name.includes('_prob') ? 'float32' : 'uint8');
    }
    return findings;
  });

  if (IMAGEJ) {
    await test.step('opened by ImageJ', () => {
      expect(readWithImageJ(folder.disk)).toEqual([
        'probabilities 672 512 2 32 microns 19.42 Lysosomes',
        'mask 8 0 255',
        `particles ${first.components}`,
        'segmentation 8 1 2 255 225 25',
        'labels 1 2 0'
      ]);
    });
  }

  await test.step('the page reloads with the project in it', async () => {
    // Galata's own sign of being ready is the launcher, which is not in front now
    await context.pages()[0].reload();
    await project.imageShown();
    await expect(project.labelCount(CLASSES[0])).toHaveText('117');
  });

  await test.step('close, open by double click: the same project', async () => {
    await page.activity.closeAll();
    await project.file('lysosomes.ilp').dblclick();
    await project.imageShown();
    await expect(project.labelCount(CLASSES[0])).toHaveText('117');
    await expect(project.labelCount(CLASSES[1])).toHaveText('1,002');
    await expect(
      project.tab.getByRole('checkbox', { name: 'Train on channel Green' })
    ).not.toBeChecked();
    await expect(project.dirtyMark).toHaveCount(0);
    // a change of a name makes it dirty; the forest stays what it was
    await project.classes.nth(0).focus();
    await page.keyboard.press('F2');
    await page.keyboard.type('Spots');
    await page.keyboard.press('Enter');
    await project.classes.nth(0).focus();
    await page.keyboard.press('F2');
    await page.keyboard.type(CLASSES[0]);
    await page.keyboard.press('Enter');
    await expect(project.dirtyMark).toHaveCount(1);
    await project.save();
    const again = python<Findings>('check_lesson.py', folder.disk, SCRIBBLES);
    expect(again.saved).toEqual(first.saved);
  });
});
