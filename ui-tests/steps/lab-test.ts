/**
 * Galata's test with what every journey of ours needs: the folder on disk, the
 * open project, and the promise that nothing of ours failed unseen.
 */
import { expect, test as galata } from '@jupyterlab/galata';
import { copyFileSync, mkdirSync } from 'fs';
import * as path from 'path';
import { ProjectPage } from './project-page';

const ROOT = path.resolve(__dirname, '../..');

/** A path inside the repository. */
export function inRepository(...parts: string[]): string {
  return path.join(ROOT, ...parts);
}

/** The test's own folder: on disk, and as the server names it. */
export class Folder {
  constructor(
    /** From the server's root, without a slash at either end. */
    readonly server: string,
    /** Absolute. */
    readonly disk: string
  ) {}

  /** Copies a file of the repository into the folder. @returns its absolute path */
  add(from: string, name: string = path.basename(from)): string {
    const target = this.at(name);
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(inRepository(from), target);
    return target;
  }

  /** The absolute path of a file in the folder. */
  at(name: string): string {
    return path.join(this.disk, name);
  }
}

type Fixtures = {
  readonly folder: Folder;
  readonly project: ProjectPage;
  /** Errors of ours that reached the console; empty at the end of each test. */
  readonly faults: string[];
};

export const test = galata.extend<Fixtures>({
  faults: [
    async ({ context }, use) => {
      const faults: string[] = [];
      context.on('console', message => {
        const { url } = message.location();
        const text = message.text();
        if (
          message.type() === 'error' &&
          /pixelforest/i.test(`${url} ${text}`) &&
          // the browser's own line for each refused request
          !text.startsWith('Failed to load resource')
        ) {
          faults.push(`${text} (${url})`);
        }
      });
      context.on('weberror', error =>
        faults.push(`uncaught: ${error.error().stack ?? error.error().message}`)
      );
      await use(faults);
      expect(faults, 'errors in the console').toEqual([]);
    },
    { auto: true }
  ],
  folder: async ({ tmpPath }, use) => {
    const root = process.env.JUPYTERLAB_GALATA_ROOT_DIR;
    if (!root) {
      throw new Error(
        'JUPYTERLAB_GALATA_ROOT_DIR should name the server’s root: run the tests with ui-tests/playwright.config.js.'
      );
    }
    await use(new Folder(tmpPath, path.join(root, tmpPath)));
  },
  project: async ({ page, baseURL }, use) => {
    await use(new ProjectPage(page));
    // nothing we do needs a kernel
    for (const kind of ['sessions', 'kernels']) {
      const response = await page.request.get(`${baseURL}/api/${kind}`);
      expect(await response.json(), `${kind} on the server`).toEqual([]);
    }
  }
});

export { expect };
