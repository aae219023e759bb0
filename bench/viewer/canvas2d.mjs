/**
 * Times the Canvas2D compositor in Chromium: `node bench/viewer/canvas2d.mjs`.
 * CHROMIUM names the browser (default /usr/bin/chromium); SCREENSHOT a PNG to
 * write. Prints medians in milliseconds.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { bundle } from '../../scripts/bundle.mjs';
import { median, ROOT } from '../machine.mjs';

const worst = values => Math.max(...values);
const text = values =>
  `median ${median(values).toFixed(1)} ms, worst ${worst(values).toFixed(1)} ms`;

const folder = await mkdtemp(join(tmpdir(), 'pixelforest-bench-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox']
});
try {
  await bundle('bench/viewer/page.mjs', { path: folder, filename: 'page.js' });
  const script = await readFile(join(folder, 'page.js'), 'utf8');
  const css = await readFile(join(ROOT, 'style/viewer.css'), 'utf8');
  const page = await browser.newPage({
    // 39 px of it are the read-out
    viewport: { width: 1024, height: 1063 }
  });
  page.on('pageerror', error => console.error(error));
  await page.setContent(
    `<style>:root{--jp-layout-color1:#fff;--jp-layout-color2:#eee;--jp-ui-font-color1:#222}${css}</style><body></body>`
  );
  await page.addScriptTag({ content: script });
  const results = await page.evaluate(async () => {
    const { viewer, store, frame, time, shown } = globalThis.bench;
    viewer.camera.zoomTo(0.999);
    for (let i = 0; i < 60; i++) {
      await frame();
    }
    const full = await time(i => viewer.camera.panBy(0, i % 2 ? 3 : -3), 40);
    const zoomed = await time(i => viewer.camera.zoomBy(i % 2 ? 2 : 0.5), 10);
    // 64² of labels at a new place each time
    const stroke = store.beginStroke(0, 61);
    const dirty = await time(i => {
      stroke.extend([{ y: 600 + 8 * i, x: 700 + 8 * i }]);
    }, 40);
    const erased = store.beginStroke(1, 3);
    const thin = await time(i => erased.extend([{ y: 700, x: 700 + i }]), 40);
    return {
      canvas: shown().map(({ canvas }) => `${canvas.width} × ${canvas.height}`),
      full,
      zoomed,
      dirty,
      thin
    };
  });
  console.log(`Chromium ${browser.version()}, canvases ${results.canvas}`);
  console.log(`full redraw, 3 layers: ${text(results.full)}`);
  console.log(`after zooming by 2: ${text(results.zoomed)}`);
  console.log(`61-pixel dab: ${text(results.dirty)}`);
  console.log(`3-pixel dab: ${text(results.thin)}`);
  if (process.env.SCREENSHOT) {
    await writeFile(process.env.SCREENSHOT, await page.screenshot());
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
