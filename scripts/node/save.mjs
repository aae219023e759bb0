/** Projects written again: as they were, or with a new forest. */
import { forProject } from './errors.mjs';
import { createQuietStore } from './predict.mjs';
import { checkTarget, Desk } from './project-file.mjs';
import { createThreadEngine } from './worker-host.mjs';

/** Opens a project with its images, as the browser does, and saves it. */
export async function resave(loaded, { project: path, out }) {
  checkTarget(path, out);
  await withStore(loaded, path, async ({ desk, opened, store }) => {
    // an image that is missing stays as it is described
    await Promise.allSettled(
      opened.project.images.map(({ id }) => store.loadImage(id))
    );
    const { settings } = opened.project;
    await desk.saveProject(opened, { ...store.project, settings }, out);
  });
}

/** Trains on the labels anew and saves. @param seed undefined = the project's own */
export async function retrain(loaded, { project: path, out, seed }) {
  checkTarget(path, out);
  await withStore(
    loaded,
    path,
    async ({ desk, opened, store }) => {
      const forest = await forProject(path, () => store.ensureForest());
      const settings = {
        ...opened.project.settings,
        seed: store.project.settings.seed
      };
      await desk.saveProject(opened, { ...store.project, settings }, out);
      process.stdout.write(
        `${out}: ${forest.trees.length} trees trained on ${forest.rowCount} labelled pixels (seed ${settings.seed})\n`
      );
    },
    { forest: null, settings: seed === undefined ? {} : { seed } }
  );
}

async function withStore(loaded, path, work, more) {
  const desk = new Desk(loaded);
  const opened = await desk.openProject(path);
  const engine = createThreadEngine(loaded, 2);
  const store = createQuietStore(loaded, engine, opened, more);
  try {
    await work({ desk, opened, store });
  } finally {
    store.dispose();
    engine.dispose();
  }
}
