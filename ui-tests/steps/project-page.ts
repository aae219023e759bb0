import { expect } from '@jupyterlab/galata';
import { Locator, Page } from '@playwright/test';

/** A point of the image: centres of pixels have whole numbers. */
export type ImagePoint = { readonly x: number; readonly y: number };

/** Size of an image in pixels. */
export type ImageSize = { readonly width: number; readonly height: number };

/** The course image. */
export const HELA: ImageSize = { width: 672, height: 512 };

/** Share of the view that “fit” fills with the image. */
const FIT_SHARE = 0.98;

/** Longest wait for a first project, on a machine with much else to do. */
const FIRST_PROJECT_MS = 60_000;

/** The open project as its user sees it. */
export class ProjectPage {
  constructor(readonly page: Page) {}

  /** The tab in front. */
  get tab(): Locator {
    return this.page.locator('.jp-PixelForest-document:not(.lm-mod-hidden)');
  }

  /** The image. */
  get stage(): Locator {
    return this.tab.getByRole('application', { name: 'Image viewer' });
  }

  get images(): Locator {
    return this.tab
      .getByRole('listbox', { name: 'Images' })
      .getByRole('option');
  }

  get classes(): Locator {
    return this.tab
      .getByRole('listbox', { name: 'Classes' })
      .getByRole('option');
  }

  get liveUpdate(): Locator {
    return this.button('Live update');
  }

  /** What the classifier says. */
  get status(): Locator {
    return this.tab.getByRole('status').filter({ visible: true });
  }

  /** What is known of the pixel under the pointer. */
  get readOut(): Locator {
    return this.tab.locator('.jp-PixelForest-readOut');
  }

  /** What stands in place of the image. */
  get message(): Locator {
    return this.tab.locator('.jp-PixelForest-viewerMessage');
  }

  /** JupyterLab's mark of unsaved changes on the tab. */
  get dirtyMark(): Locator {
    return this.page.locator(
      '.lm-DockPanel-tabBar .lm-mod-current.jp-mod-dirty'
    );
  }

  button(name: string): Locator {
    return this.tab.getByRole('button', { name, exact: true });
  }

  layerSwitch(name: string): Locator {
    return this.tab.getByRole('switch', { name: `Show ${name}`, exact: true });
  }

  /** A row of the file browser. */
  file(name: string): Locator {
    return this.page.locator('.jp-DirListing-item', {
      has: this.page.getByText(name, { exact: true })
    });
  }

  /** Right click on the selected files, the entry, the name. */
  async openImages(
    names: readonly string[],
    projectName: string
  ): Promise<void> {
    await this.file(names[0]).click();
    for (const name of names.slice(1)) {
      await this.file(name).click({ modifiers: ['ControlOrMeta'] });
    }
    await this.file(names[names.length - 1]).click({ button: 'right' });
    await this.page
      .getByRole('menuitem', { name: 'Open in Pixel Classification' })
      .click();
    await this.answerName(projectName);
  }

  /** Types the name of a new project and waits for its tab. */
  async answerName(name: string): Promise<void> {
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(name);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(dialog).toBeHidden();
    await expect(this.stage).toBeVisible();
  }

  /** Waits until the image in front can be painted on. */
  async imageShown(): Promise<void> {
    // the first project of a page loads the program first
    await expect(this.stage).toBeVisible({ timeout: FIRST_PROJECT_MS });
    await expect(this.message).toBeHidden();
  }

  /** A key pressed while the image has the focus. */
  async press(key: string): Promise<void> {
    await this.stage.focus();
    await this.page.keyboard.press(key);
  }

  /** Where a point of the fitted image is on the page, in whole CSS pixels. */
  async place(point: ImagePoint, image: ImageSize = HELA): Promise<ImagePoint> {
    const view = await this.stage.evaluate(element => {
      const { left, top } = element.getBoundingClientRect();
      return {
        left,
        top,
        width: element.clientWidth,
        height: element.clientHeight
      };
    });
    const zoom =
      FIT_SHARE *
      Math.min(view.width / image.width, view.height / image.height);
    const x =
      view.left + view.width / 2 + (point.x - (image.width - 1) / 2) * zoom;
    const y =
      view.top + view.height / 2 + (point.y - (image.height - 1) / 2) * zoom;
    return { x: Math.round(x), y: Math.round(y) };
  }

  /** Paints through points of the fitted image; the read-out must agree on each. */
  async stroke(
    points: readonly ImagePoint[],
    image: ImageSize = HELA
  ): Promise<void> {
    const { mouse } = this.page;
    for (const [i, point] of points.entries()) {
      const { x, y } = await this.place(point, image);
      await mouse.move(x, y);
      await expect(this.readOut).toContainText(`x ${point.x}, y ${point.y}`);
      if (i === 0) {
        await mouse.down();
      }
    }
    await mouse.up();
  }

  /** Clicks with the tool, CSS pixels from the middle of the viewer. */
  async clickAt(right: number, down = 0): Promise<void> {
    const { x, y, width, height } = (await this.stage.boundingBox())!;
    await this.page.mouse.click(
      Math.round(x + width / 2 + right),
      Math.round(y + height / 2 + down)
    );
  }

  /** The number of labelled pixels in the row of a class. */
  labelCount(className: string): Locator {
    return this.classes
      .filter({ has: this.page.getByText(className, { exact: true }) })
      .locator('.jp-PixelForest-count');
  }

  /** Saves by the keyboard and waits until nothing is unsaved. */
  async save(): Promise<void> {
    await this.press('Control+s');
    await expect(this.dirtyMark).toHaveCount(0);
  }
}
