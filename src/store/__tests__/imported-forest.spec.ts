/** Forests that do not belong to the features and classes of now. */
import { Engine } from '../../engine/engine';
import { Forest } from '../../project/forest';
import { createTestEngine } from './lesson';
import { dab, listen, openSmall } from './small-project';

let engine: Engine;
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());

describe('a forest from elsewhere', () => {
  it('of other columns or unknown classes is refused at once, and nothing changes', async () => {
    const store = await openSmall(engine, { liveUpdate: false });
    dab(store, 0, 10, 10);
    dab(store, 1, 10, 140);
    const forest = await store.ensureForest();
    const { edits } = listen(store);
    const refusal = (wrong: Forest): unknown => {
      try {
        store.importForest(wrong);
      } catch (error) {
        return error;
      }
      return null;
    };
    expect(refusal({ ...forest, columnCount: 25 })).toMatchObject({
      tag: 'mismatch',
      message: expect.stringMatching(/on 25 feature columns.* give 8/)
    });
    expect(refusal({ ...forest, knownLabels: [1, 5] })).toMatchObject({
      tag: 'mismatch',
      message: expect.stringMatching(/knows 5 classes/)
    });
    expect(edits()).toBe(0);
    expect(store.project.forest).toBe(forest);
    await store.updateOnce();
    expect(store.status.state).toBe('ready');
    store.dispose();
  });

  it('of other columns in a project says so instead of predicting', async () => {
    const trained = await openSmall(engine, { liveUpdate: false });
    dab(trained, 0, 10, 10);
    dab(trained, 1, 10, 140);
    const forest = await trained.ensureForest();
    const store = await openSmall(engine, { liveUpdate: false });
    store.replaceProject({
      ...store.project,
      forest: { ...forest, columnCount: 25 }
    });
    await store.loadImage('a');
    await expect(store.updateOnce()).rejects.toThrow(/on 25 feature columns/);
    expect(store.status.state).toBe('failed');
    expect(store.status.message).toMatch(/25 feature columns.* give 8/);
    trained.dispose();
    store.dispose();
  });
});
