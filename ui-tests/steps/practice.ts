/** A project with one example image, saved: where many journeys begin. */
import { expect, IJupyterLabPageFixture } from '@jupyterlab/galata';
import { statSync } from 'fs';
import type { Folder } from './lab-test';
import { ProjectPage } from './project-page';

/** The image of {@link openPractice}. */
export const PRACTICE_IMAGE = 'lysosomes-1.tif';

/** The parts of a test that it works with. */
export type Places = {
  readonly page: IJupyterLabPageFixture;
  readonly folder: Folder;
  readonly project: ProjectPage;
};

/**
 * Makes a project of the image and waits until it is saved, which a new
 * project is by itself: faults are put in after that.
 */
export async function openPractice(
  { page, folder, project }: Places,
  name = 'practice'
): Promise<void> {
  folder.add(`examples/${PRACTICE_IMAGE}`);
  await page.filebrowser.refresh();
  await project.openImages([PRACTICE_IMAGE], name);
  await project.imageShown();
  await untilWritten(folder, name);
  await expect(project.dirtyMark).toHaveCount(0);
}

/** Waits until a new project was saved, which happens by itself once it is open. */
export async function untilWritten(
  folder: Folder,
  name: string
): Promise<void> {
  await expect
    .poll(
      () =>
        statSync(folder.at(`${name}.ilp`), { throwIfNoEntry: false })?.size ?? 0
    )
    .toBeGreaterThan(1000);
}

/** The same with one labelled spot of 9 pixels, saved. */
export async function openLabelledPractice(
  places: Places,
  name?: string
): Promise<void> {
  const { project } = places;
  await openPractice(places, name);
  await project.clickAt(0);
  await expect(project.labelCount('Label 1')).toHaveText('9');
  await project.save();
}
