import { insertCell } from '../steps/insert-cell';
import { endKernel, startKernel } from '../steps/kernel';
import { expect, test } from '../steps/lab-test';
import { openLessonNotebook } from '../steps/lesson-notebook';
import {
  PROJECT_MIME,
  projectOutput,
  readNotebook
} from '../steps/notebook-file';
import { python } from '../steps/python';

type Bundle = Readonly<Record<string, unknown>>;

/** What `run_notebook.py` prints: outputs of the code cells, shapes of what they load. */
type Run = {
  readonly before: readonly (readonly Bundle[])[];
  readonly after: readonly (readonly Bundle[])[];
  readonly loaded: Readonly<Record<string, readonly number[]>>;
};

test('an inserted project cell that is run in a kernel shows the project again, and gets its picture back', async ({
  page,
  folder,
  project
}) => {
  const file = await openLessonNotebook({ page, folder }, []);
  await insertCell(page, 'lesson.ilp');
  await project.imageShown();
  await startKernel(page);
  await page.menu.clickMenuItem('Run>Run Selected Cell and Do not Advance');
  const prompt = page.locator('.jp-Notebook .jp-InputPrompt');
  await expect(prompt.last()).toHaveText('[1]:');
  // a new output: the widget of before went with the old one
  await project.imageShown();
  await expect
    .poll(async () => {
      await page.menu.clickMenuItem('File>Save Notebook');
      return String(projectOutput(file)?.data['image/png'] ?? '').length;
    })
    .toBeGreaterThan(10_000);
  const [, cell] = readNotebook(file).cells;
  expect(cell.execution_count).toBe(1);
  expect(cell.outputs).toHaveLength(1);
  expect(cell.outputs?.[0].data[PROJECT_MIME]).toEqual({ path: 'lesson.ilp' });
  expect(String(cell.outputs?.[0].data['text/plain'])).toContain('lesson.ilp');
  await endKernel(page);

  const { before, after } = python<Run>('run_notebook.py', file);
  expect(Object.keys(before[0][0]).sort()).toEqual(
    [PROJECT_MIME, 'image/png', 'text/plain'].sort()
  );
  // the source alone makes no picture: the renderer put it back above
  expect(after[0]).toEqual([
    {
      [PROJECT_MIME]: { path: 'lesson.ilp' },
      'text/plain': 'Pixel Forest project lesson.ilp'
    }
  ]);
});

for (const isEmbedded of [false, true]) {
  const kind = isEmbedded ? 'embedded' : 'linked';
  test(`a kernel that runs the inserted results (${kind}) shows the same, and loads the files`, async ({
    page,
    folder,
    project
  }) => {
    const file = await openLessonNotebook({ page, folder }, []);
    await page
      .getByRole('button', {
        name: 'Pixel classification beside this notebook'
      })
      .click();
    await project.imageShown();
    const panel = project.tab.locator('.jp-PixelForest-objects');
    await panel.getByRole('checkbox', { name: 'Find objects' }).check();
    const count = project.tab
      .getByRole('status', { name: 'Number of objects' })
      .locator('strong');
    await expect(count).toHaveText(/\d+ objects/);
    await page.evaluate(
      embed =>
        window.jupyterapp.commands.execute('pixelforest:insert-results', {
          isEmbedded: embed
        }),
      isEmbedded
    );
    const tables = page.locator('.jp-Notebook table.dataframe');
    await expect(tables).toHaveCount(2);
    await page.getByRole('tab', { name: 'lesson.ipynb' }).click();
    const objects = await tables.last().locator('td').first().textContent();
    await page.menu.clickMenuItem('File>Save Notebook');
    await expect.poll(() => readNotebook(file).cells.length).toBe(3);

    const { before, after, loaded } = python<Run>('run_notebook.py', file);
    expect(before[0]).toHaveLength(3);
    expect('image/png' in before[0][0]).toBe(isEmbedded);
    expect(after).toEqual(before);
    expect(Number(objects)).toBeGreaterThan(10);
    expect(loaded).toEqual({
      probabilities: [2, 512, 672],
      labels: [512, 672],
      summary: [2, expect.any(Number)],
      objects: [Number(objects), expect.any(Number)]
    });
  });
}
