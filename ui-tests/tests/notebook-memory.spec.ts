import type { CDPSession } from '@playwright/test';
import { expect, test } from '../steps/lab-test';
import { PROJECT_MIME, writeNotebook } from '../steps/notebook-file';
import { openNotebook } from '../steps/open-notebook';

const NAMES = Array.from({ length: 5 }, (_, i) => `project-${i}.ilp`);

/** Bytes of the page's objects and buffers that something still holds. */
async function heldBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const usage = (await session.send('Runtime.getHeapUsage')) as {
    readonly usedSize: number;
    readonly backingStorageSize?: number;
  };
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}

test('cleared outputs free what their projects held: in the page and in the workers', async ({
  page,
  context,
  folder
}) => {
  test.slow();
  folder.add('examples/hela-cells.tif');
  for (const name of NAMES) {
    folder.add('examples/hela-cells.ilp', name);
  }
  writeNotebook(
    folder.at('many.ipynb'),
    NAMES.map(path => ({ [PROJECT_MIME]: { path }, 'text/plain': path }))
  );
  // images that workers hold
  await page.evaluate(() => {
    const asked: string[] = [];
    Object.assign(window, { asked });
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (
      this: Worker,
      message: { readonly name?: string },
      ...rest: never[]
    ) {
      asked.push(String(message.name));
      post.call(this, message, ...rest);
    };
  });
  const asked = (name: string) =>
    page.evaluate(
      wanted =>
        (window as unknown as { readonly asked: string[] }).asked.filter(
          one => one === wanted
        ).length,
      name
    );
  await openNotebook(page, `${folder.server}/many.ipynb`);
  const [shown] = context.pages();
  const session = await context.newCDPSession(shown);
  const documents = page.locator('.jp-Notebook .jp-PixelForest-document');
  const stages = documents.getByRole('application', { name: 'Image viewer' });
  let one = 0;
  for (const i of NAMES.keys()) {
    const cell = page.locator('.jp-Notebook .jp-Cell').nth(i + 1);
    await cell.scrollIntoViewIfNeeded();
    await expect.poll(() => stages.count()).toBeGreaterThan(i);
    await expect(cell.locator('.jp-PixelForest-viewerMessage')).toBeHidden();
    await expect(cell.locator('.jp-PixelForest-thumbnail')).toBeVisible();
    one ||= await heldBytes(session);
  }
  const workers = page.workers().length;
  const open = await heldBytes(session);
  await page.evaluate(() => {
    const held = [
      ...document.querySelectorAll(
        '.jp-Notebook .jp-PixelForest-document, .jp-Notebook .jp-PixelForest-document canvas'
      )
    ].map(node => new WeakRef(node));
    Object.assign(window, { held });
  });

  await page.menu.clickMenuItem('Edit>Clear Outputs of All Cells');
  await expect(documents).toHaveCount(0);
  await expect.poll(() => asked('closeImage')).toBe(await asked('openImage'));
  const alive = async () => {
    await session.send('HeapProfiler.collectGarbage');
    return page.evaluate(() =>
      (window as unknown as { readonly held: WeakRef<Element>[] }).held.flatMap(
        one => one.deref()?.className ?? []
      )
    );
  };
  await expect.poll(async () => (await alive()).length).toBe(0);
  const cleared = await heldBytes(session);
  // four projects and more: the page holds no more than with one open
  expect(open - one).toBeGreaterThan(4 * 2 ** 20);
  expect(cleared).toBeLessThan(one + (open - one) / 10);
  expect(page.workers().length).toBe(workers);
});
