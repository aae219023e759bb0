/** Pictures for the eye, if PIXELFOREST_SCREENSHOTS names a folder for them. */
import { IJupyterLabPageFixture } from '@jupyterlab/galata';
import * as path from 'path';

/** Writes `<name>-light.png` and `<name>-dark.png`. */
export async function takePictures(
  page: IJupyterLabPageFixture,
  name: string
): Promise<void> {
  const target = process.env.PIXELFOREST_SCREENSHOTS;
  if (target) {
    await page.screenshot({ path: path.join(target, `${name}-light.png`) });
    await page.theme.setDarkTheme();
    await page.screenshot({ path: path.join(target, `${name}-dark.png`) });
    await page.theme.setLightTheme();
  }
}
