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
