/** The server is killed at every step of a large save: the old or the new project opens, and no label is lost. */
import { BrowserContext, Page, Request } from '@playwright/test';
import { createHash } from 'crypto';
import { copyFileSync, readFileSync } from 'fs';
import * as path from 'path';
import { expect, test } from '../steps/lab-test';
import { OwnServer } from '../steps/own-server';
import { openLabelledPractice, PRACTICE_IMAGE } from '../steps/practice';
import { ProjectPage } from '../steps/project-page';
import { python } from '../steps/python';

const NAME = 'large.ilp';
/** Labelled pixels of one click. */
const SPOT = 9;

type Told = { isWhole: boolean; labelled: number };

test.describe.configure({ timeout: 600_000 });

/** Milliseconds after a request is on its way, in turns; a chunk of 4 MiB takes the server about 30. */
const DELAYS = [10, 0, 25];

for (const { what, megabytes } of [
  { what: 'a save in one request', megabytes: 2 },
  { what: 'a save in chunks', megabytes: 12 }
]) {
  test(`the server is killed at every step of ${what}`, async ({
    browser,
    page,
    folder,
    project
  }) => {
    await openLabelledPractice({ page, folder, project }, 'large');
    await page.activity.closeAll();
    python('large_project.py', 'grow', folder.at(NAME), String(megabytes));
    const server = new OwnServer();
    // JupyterLab's own requests fail loudly there when the server is gone
    const context = await browser.newContext();
    try {
      await server.start();
      for (const name of [NAME, PRACTICE_IMAGE]) {
        copyFileSync(folder.at(name), path.join(server.root, name));
      }
      const file = path.join(server.root, NAME);
      const tell = () => python<Told>('large_project.py', 'tell', file);
      let labelled = SPOT;
      let tab = await openIn(context, server);

      const steps = await stepsOfSave(tab, async () => {
        labelled = await paint(tab, labelled);
        await new ProjectPage(tab).save();
      });
      expect(steps.filter(step => step.startsWith('PUT')).length).toBe(
        megabytes < 8 ? 1 : 4
      );
      expect(tell()).toMatchObject({ isWhole: true, labelled });

      const endings: string[] = [];
      for (const [i, step] of steps.entries()) {
        const delay = step.startsWith('PUT') ? DELAYS[i % DELAYS.length] : 0;
        const old = hashOf(file);
        const before = labelled;
        labelled = await paint(tab, labelled);
        await killAt(tab, server, { step: i, delay });
        await tab.close();
        await server.start();
        const found = hashOf(file);
        tab = await context.newPage();
        const ending = await open(tab, server);
        endings.push(`${i} ${step} +${delay} ms: ${ending}`);
        if (ending === 'damaged') {
          expect(found).not.toBe(old);
          expect(hashOf(file)).toBe(old);
        } else {
          expect(tell()).toMatchObject({
            isWhole: true,
            labelled: found === old ? before : labelled
          });
        }
        await new ProjectPage(tab).save();
        expect(tell(), endings.join('\n')).toMatchObject({
          isWhole: true,
          labelled
        });
      }
      test.info().annotations.push({
        type: 'endings',
        description: endings.join('\n')
      });
    } finally {
      await context.close();
      await server.dispose();
    }
  });
}

async function openIn(
  context: BrowserContext,
  server: OwnServer
): Promise<Page> {
  const tab = await context.newPage();
  await open(tab, server);
  return tab;
}

/** Opens the project as a user does who wants no label lost. @returns what it was like */
async function open(
  tab: Page,
  server: OwnServer
): Promise<'damaged' | 'unsaved' | 'complete'> {
  await tab.goto(`${server.url}/lab/tree/${NAME}?reset`);
  const dialog = tab.getByRole('dialog');
  const lastGood = dialog.getByRole('button', {
    name: 'Open the last good state'
  });
  const restore = dialog.getByRole('button', {
    name: 'Restore unsaved changes'
  });
  const { stage } = new ProjectPage(tab);
  await expect(lastGood.or(restore).or(stage).first()).toBeVisible();
  const isDamaged = await lastGood.isVisible();
  if (isDamaged) {
    await lastGood.click();
    await expect(restore).toBeVisible();
  }
  const isUnsaved = await restore.isVisible();
  if (isUnsaved) {
    await restore.click();
  }
  await new ProjectPage(tab).imageShown();
  return isDamaged ? 'damaged' : isUnsaved ? 'unsaved' : 'complete';
}

/** One more spot where none is. @returns the labelled pixels then */
async function paint(tab: Page, labelled: number): Promise<number> {
  const project = new ProjectPage(tab);
  const label = project.labelCount('Label 1');
  await expect(label).toHaveText(String(labelled));
  const spots = labelled / SPOT;
  await project.clickAt(40 * Math.ceil(spots / 8), -120 + 30 * (spots % 8));
  await expect(label).toHaveText(String(labelled + SPOT));
  // the journal has it within a second
  await tab.waitForTimeout(1000);
  return labelled + SPOT;
}

const isOfProject = (request: Request): boolean =>
  request.url().includes(`/api/contents/${NAME}`);

/** What a save asks the server for, in its order. */
async function stepsOfSave(
  tab: Page,
  save: () => Promise<void>
): Promise<string[]> {
  const steps: string[] = [];
  const note = (request: Request): void => {
    if (isOfProject(request)) {
      const { pathname } = new URL(request.url());
      steps.push(`${request.method()} ${path.basename(pathname)}`);
    }
  };
  tab.on('request', note);
  await save();
  tab.off('request', note);
  return steps;
}

/**
 * Saves, and kills the server.
 *
 * @param step  the request of the save, counted from 0
 * @param delay milliseconds after the request is on its way; 0: before it is
 */
async function killAt(
  tab: Page,
  server: OwnServer,
  { step, delay }: { step: number; delay: number }
): Promise<void> {
  let count = 0;
  const killed = new Promise<void>(resolve => {
    void tab.route(
      url => url.pathname.startsWith(`/api/contents/${NAME}`),
      async route => {
        if (count++ !== step) {
          return route.fallback();
        }
        if (delay > 0) {
          void route.continue().catch(() => undefined);
          await new Promise(wait => setTimeout(wait, delay));
        }
        await server.kill();
        if (delay === 0) {
          await route.abort('connectionrefused').catch(() => undefined);
        }
        resolve();
      }
    );
  });
  await new ProjectPage(tab).press('Control+s');
  await killed;
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
