import {
  existsSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync
} from 'fs';
import { expect, test } from '../steps/lab-test';
import { openPractice, PRACTICE_IMAGE } from '../steps/practice';
import { ProjectPage } from '../steps/project-page';

test('a truncated TIFF, other channels and a text named .tif say what is wrong; the tab stays usable', async ({
  page,
  folder,
  project
}) => {
  truncateSync(folder.add('examples/lysosomes-2.tif', 'cut.tif'), 5000);
  folder.add('fixtures/hela/hela-cells.tif');
  writeFileSync(folder.at('text.tif'), 'no image at all\n');
  folder.add(`examples/${PRACTICE_IMAGE}`);
  await page.filebrowser.refresh();
  await project.openImages(
    ['cut.tif', 'hela-cells.tif', 'text.tif', PRACTICE_IMAGE],
    'mixed'
  );
  await expect(project.images).toHaveCount(4);
  // its directory is whole, so the fault shows when pixels are read
  await project.tab.getByRole('option', { name: /^cut,/ }).click();
  await expect(
    project.tab.getByRole('alert').filter({ hasText: 'cut.tif' })
  ).toContainText('truncated');
  await project.tab.getByRole('option', { name: /^hela-cells,/ }).click();
  await expect(project.message).toContainText('has 3 channel(s)');
  await project.tab.getByRole('option', { name: /^text,/ }).click();
  await expect(project.message).toContainText('text.tif');
  await project.tab.getByRole('option', { name: /^lysosomes-1,/ }).click();
  await project.imageShown();
  await project.clickAt(0);
  await expect(project.labelCount('Label 1')).toHaveText('9');
  await project.save();
});

test('a project of garbage bytes is refused and left as it is', async ({
  page,
  folder,
  project
}) => {
  const garbage = Buffer.alloc(3000, 'garbage!');
  writeFileSync(folder.at('garbage.ilp'), garbage);
  await page.filebrowser.refresh();
  await project.file('garbage.ilp').dblclick();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('garbage.ilp cannot be opened as HDF5');
  await dialog.getByRole('button').last().click();
  await expect(project.tab.getByRole('alert')).toContainText(
    'This project could not be opened'
  );
  await page.activity.closeAll();
  expect(readFileSync(folder.at('garbage.ilp')).equals(garbage)).toBe(true);
});

test('a missing image is asked for, and its labels are kept', async ({
  page,
  folder,
  project
}) => {
  await openPractice({ page, folder, project });
  await project.clickAt(0);
  await expect(project.labelCount('Label 1')).toHaveText('9');
  await project.save();
  await page.activity.closeAll();
  renameSync(folder.at(PRACTICE_IMAGE), folder.at('moved.tif'));
  await page.filebrowser.refresh();
  await project.file('practice.ilp').dblclick();
  await expect(project.message).toContainText('lysosomes-1 was not found at');
  await expect(project.labelCount('Label 1')).toHaveText('9');
  await project.button('Relink image…').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('moved.tif', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Select' }).click();
  await project.imageShown();
  await expect(project.labelCount('Label 1')).toHaveText('9');
  await project.save();
});

test('beside images in a read-only folder the project goes to the nearest writable one', async ({
  page,
  folder,
  project
}) => {
  folder.add(`examples/${PRACTICE_IMAGE}`, `course/${PRACTICE_IMAGE}`);
  // root may write everywhere: the server says what it says to anyone else
  const course = `${folder.server}/course`;
  await page.route(`**/api/contents/${course}?*`, async route => {
    const response = await route.fetch();
    const model: unknown = await response.json();
    await route.fulfill({
      response,
      json: { ...(model as object), writable: false }
    });
  });
  await page.filebrowser.openDirectory(course);
  await project.openImages([PRACTICE_IMAGE], 'mine');
  await project.imageShown();
  expect(statSync(folder.at('mine.ilp')).isFile()).toBe(true);
  await project.clickAt(0);
  await project.save();
  await expect(project.labelCount('Label 1')).toHaveText('9');
});

for (const [name, status, words] of [
  ['answers 403', 403, 'does not allow it (403'],
  ['answers 500', 500, 'answered 500'],
  ['drops the connection', 0, 'did not answer'],
  ['has a full disk', 507, 'the disk is full']
] as const) {
  test(`a server that ${name} during save: a message, nothing lost, the second save works`, async ({
    page,
    folder,
    project,
    faults
  }) => {
    await openPractice({ page, folder, project });
    await project.clickAt(0);
    await expect(project.labelCount('Label 1')).toHaveText('9');
    const before = statSync(folder.at('practice.ilp')).size;
    let isBroken = true;
    await page.route('**/api/contents/**/practice.ilp**', route => {
      if (!isBroken || route.request().method() !== 'PUT') {
        return route.fallback();
      }
      return status === 0
        ? route.abort('connectionreset')
        : route.fulfill({
            status,
            json: {
              message: status === 507 ? 'No space left on device' : 'refused'
            }
          });
    });
    await project.press('Control+s');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText(words);
    await dialog.getByRole('button').last().click();
    await expect(dialog).toHaveCount(0);
    await expect(project.dirtyMark).toHaveCount(1);
    await expect(project.labelCount('Label 1')).toHaveText('9');
    expect(statSync(folder.at('practice.ilp')).size).toBe(before);
    // after the dialog JupyterLab throws the error on, as for any document
    expect(faults.filter(fault => !fault.includes(words))).toEqual([]);
    faults.length = 0;
    isBroken = false;
    await project.save();
    expect(statSync(folder.at('practice.ilp')).size).not.toBe(before);
  });
}

test('a project of ilastik opens with labels and forests, and is saved in place', async ({
  page,
  folder,
  project
}) => {
  const source = 'fixtures/ilastik/f01_rgb_uint8_tif';
  for (const name of ['f01_rgb_uint8_tif.ilp', 'raw0.tif', 'raw1.tif']) {
    folder.add(`${source}/${name}`);
  }
  const original = readFileSync(folder.at('f01_rgb_uint8_tif.ilp'));
  await page.filebrowser.refresh();
  await project.file('f01_rgb_uint8_tif.ilp').dblclick();
  await project.imageShown();
  await expect(project.classes).toHaveCount(3);
  await expect(project.images.first()).toHaveAccessibleName(
    /, 637 labelled pixels$/
  );
  // its own forest predicts, without training
  await expect(project.status).toHaveText('Up to date');
  await expect(project.dirtyMark).toHaveCount(0);
  await project.clickAt(0);
  await expect(project.dirtyMark).toHaveCount(1);
  await project.press('Control+s');
  await expect(project.dirtyMark).toHaveCount(0);
  expect(
    readFileSync(folder.at('f01_rgb_uint8_tif.ilp')).equals(original)
  ).toBe(false);
  expect(existsSync(folder.at('f01_rgb_uint8_tif-pixelforest.ilp'))).toBe(
    false
  );
  // it opens again, with the new label
  await page.activity.closeAll();
  await project.file('f01_rgb_uint8_tif.ilp').dblclick();
  await project.imageShown();
  await expect(project.images.first()).toHaveAccessibleName(
    /, (63[89]|6[4-9]\d) labelled pixels$/
  );
});

test('a killed tab loses at most the last stroke', async ({
  page,
  folder,
  project,
  context,
  baseURL
}) => {
  await openPractice({ page, folder, project });
  await project.save();
  await page.activity.closeAll();

  const tab = await context.newPage();
  const doomed = new ProjectPage(tab);
  await tab.goto(`${baseURL}/lab/tree/${folder.server}/practice.ilp?reset`);
  await doomed.imageShown();
  await doomed.clickAt(0);
  await expect(doomed.labelCount('Label 1')).toHaveText('9');
  await expect.poll(() => tab.evaluate(journalEntries)).toBe(1);
  await doomed.clickAt(40);
  await expect(doomed.labelCount('Label 1')).toHaveText('18');
  const session = await context.newCDPSession(tab);
  const crashed = tab.waitForEvent('crash');
  // its answer never comes: the tab is gone
  void session.send('Page.crash').catch(() => undefined);
  await crashed;

  await project.file('practice.ilp').dblclick();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Unsaved changes found');
  await dialog.getByRole('button', { name: 'Restore unsaved changes' }).click();
  await project.imageShown();
  await expect(project.labelCount('Label 1')).toHaveText(/^(9|18)$/);
  await expect(project.dirtyMark).toHaveCount(1);
  await project.save();
});

/** Documents in the crash journal; runs in the page. */
async function journalEntries(): Promise<number> {
  const known = await indexedDB.databases();
  if (!known.some(({ name }) => name === 'pixelforest-journal')) {
    return 0;
  }
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('pixelforest-journal');
    opening.onerror = () => reject(new Error('The journal cannot be opened.'));
    opening.onsuccess = () => {
      const database = opening.result;
      const counting = database
        .transaction('heads', 'readonly')
        .objectStore('heads')
        .count();
      counting.onsuccess = () => {
        resolve(counting.result);
        database.close();
      };
    };
  });
}
