import { Engine } from '../../engine/engine';
import { DEFAULT_PARENTS, parentsOf } from '../../project/parent-objects';
import { IProjectStore } from '../contract';
import { PlaneObjects } from '../object-contract';
import { childrenOf, parentRows } from '../object-rows';
import { createTestEngine } from './lesson';
import { listen, until } from './small-project';
import { found, foundAnew, openSquares } from './square-objects';

let engine: Engine;
let store: IProjectStore;
beforeAll(async () => {
  engine = await createTestEngine();
});
afterAll(() => engine.dispose());
afterEach(() => store.dispose());

describe('parents', () => {
  beforeEach(async () => {
    store = await openSquares(engine);
    store.objects.setOn(true);
    await found(store);
  });

  /** Parents are cut as the objects are, but only the large one stays. */
  const large = {
    ...DEFAULT_PARENTS.segmentation,
    source: { kind: 'channel', channel: 0 },
    threshold: { kind: 'single', value: 500 },
    smoothing: 0,
    split: null,
    minimumSize: 50
  } as const;

  it('are none until they are wanted, and belong to the file', async () => {
    const { edits } = listen(store);
    const plain = store.objects.columns;
    expect(store.objects.result?.parents).toBeNull();
    expect(store.objects.parents.isKnown).toBe(false);
    const before = edits();
    store.objects.parents.changeSettings({ isOn: true, segmentation: large });
    await foundAnew(store);
    expect(edits()).toBe(before + 1);
    expect(parentsOf(store.project)).toMatchObject({ isOn: true });
    expect(store.objects.columns.slice(0, 3).map(({ id }) => id)).toEqual([
      'id',
      'parent',
      'parentDistance'
    ]);
    store.objects.parents.changeSettings({ isOn: false });
    await foundAnew(store);
    expect(store.objects.result?.table.parents).toBeUndefined();
    expect(store.objects.columns).toBe(plain);
    expect(store.objects.parents.columns).toEqual([]);
  });

  it('are contained in or near objects, with sums in a table of their own', async () => {
    store.objects.parents.changeSettings({ isOn: true, segmentation: large });
    await foundAnew(store);
    const { table, parents } = store.objects.result ?? {};
    expect([...(table?.parents?.ids ?? [])]).toEqual([1, 1]);
    // from row 15, column 25 to row 40, column 50
    expect([...(table?.parents?.distances ?? [])]).toEqual([
      0,
      Math.hypot(25, 25)
    ]);
    const values = Object.fromEntries(
      store.objects.parents.columns.map(({ header, value }) => [
        header,
        parents && value(parents.table, 0)
      ])
    );
    expect(values).toMatchObject({
      id: 1,
      objects: 2,
      objects_area_px: 108,
      objects_mean_area_px: 54,
      objects_mean_c1: 1000,
      objects_integrated_c1: 108_000,
      area_px: 72
    });
    store.objects.parents.changeSettings({ maximumDistance: 30 });
    await foundAnew(store);
    expect([...(store.objects.result?.table.parents?.ids ?? [])]).toEqual([
      1, 0
    ]);
  });

  it('are the same of a whole image', async () => {
    store.objects.parents.changeSettings({ isOn: true, segmentation: large });
    await foundAnew(store);
    const whole = await store.segmentImage('a', new AbortController().signal);
    expect(whole.frames[0].parents).toEqual(store.objects.result?.parents);
    expect(whole.frames[0].table).toEqual(store.objects.result?.table);
    const ids = (columns: readonly { readonly id: string }[]): string[] =>
      columns.map(({ id }) => id);
    expect(ids(whole.columns)).toEqual(ids(store.objects.columns));
    expect(ids(whole.parentColumns)).toEqual(
      ids(store.objects.parents.columns)
    );
  });

  it('stay while objects are corrected, who then belong to others', async () => {
    store.objects.parents.changeSettings({
      isOn: true,
      rule: 'containing',
      segmentation: large
    });
    await foundAnew(store);
    store.objects.select([1]);
    store.objects.deleteSelected();
    await foundAnew(store);
    const { table, parents } = store.objects.result ?? {};
    expect([...(table?.parents?.ids ?? [])]).toEqual([0]);
    expect([...(parents?.table.children?.counts ?? [])]).toEqual([0]);
  });

  it('say which channel is missing', async () => {
    store.objects.parents.changeSettings({
      isOn: true,
      segmentation: { ...large, source: { kind: 'channel', channel: 4 } }
    });
    await until(store, () => store.objects.status.state === 'failed');
    expect(store.objects.status.message).toContain(
      'Parents are cut from channel 5, but the image has 1.'
    );
  });

  it('lead to their objects and back', () => {
    const ids = Uint32Array.of(2, 5, 9);
    const result = {
      table: { count: 3, ids, parents: { ids: Uint32Array.of(4, 0, 4) } },
      parents: { table: { count: 2, ids: Uint32Array.of(3, 4) } }
    } as unknown as PlaneObjects;
    expect(childrenOf(result, [1])).toEqual([2, 9]);
    expect(childrenOf(result, [0])).toEqual([]);
    expect(parentRows(result, [9, 5, 2])).toEqual([1]);
    expect(parentRows(result, [5])).toEqual([]);
  });
});
