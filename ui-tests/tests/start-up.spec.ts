import { expect, test } from '@jupyterlab/galata';

test.use({ autoGoto: false });

test('an idle extension adds less than 50 kB to the start of JupyterLab', async ({
  page
}) => {
  const sizes = new Map<string, number>();
  page.on('response', async response => {
    if (response.url().includes('/extensions/jupyterlab-pixelforest/')) {
      sizes.set(response.url(), (await response.body()).byteLength);
    }
  });
  await page.goto();
  await page.waitForLoadState('networkidle');
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);

  expect(sizes.size).toBeGreaterThan(0);
  const list = [...sizes].map(([url, size]) => `${size} ${url}`).join('\n');
  expect(total, list).toBeLessThan(50_000);
});

test('a project in sight has its workers started before it is opened, other files have not', async ({
  page,
  tmpPath
}) => {
  await page.goto();
  const upload = (name: string): Promise<boolean> =>
    page.contents.uploadContent('', 'text', `${tmpPath}/${name}`);
  await upload('notes.txt');
  await page.filebrowser.openDirectory(tmpPath);
  await page.waitForLoadState('networkidle');
  expect(page.workers()).toHaveLength(0);

  await upload('lesson.ilp');
  await page.filebrowser.refresh();
  await expect.poll(() => page.workers().length).toBeGreaterThan(0);
});
