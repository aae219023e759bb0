import { ProjectContentProvider } from '../document/content-provider';
import { FileTurns } from '../document/file-turns';
import { lastGoodState } from '../document/last-good-state';
import { LARGE_CHUNK_BYTES, SINGLE_PUT_BYTES } from '../document/safe-write';
import { ISaveWatch } from '../document/save-progress';
import { TransferDesk } from '../document/transfer-desk';
import { FakeFileServer, refusal, someBytes } from './fake-file-server';

/** Two chunks more than one request takes: the connection can go in many places. */
const LARGE = SINGLE_PUT_BYTES + 2 * LARGE_CHUNK_BYTES + 5;
/** Requests of a whole save: describe, checkpoint, chunks, compare. */
const REQUESTS = 3 + Math.ceil(LARGE / LARGE_CHUNK_BYTES);
const OLD = someBytes(1000, 1);
const NEW = someBytes(LARGE, 2);
const NEWER = someBytes(LARGE, 3);

function isSame(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}

async function setUp(watch: (() => Promise<ISaveWatch>) | null = null) {
  const server = new FakeFileServer();
  await server.put('a.ilp', OLD);
  server.revive();
  server.calls.length = 0;
  const provider = new ProjectContentProvider(
    server,
    new TransferDesk(),
    () => true,
    new FileTurns(),
    watch
  );
  const save = (bytes: Uint8Array) =>
    provider.write('a.ilp', {
      serialize: async () => bytes,
      noteWritten: async () => undefined
    });
  return { server, provider, save };
}

/** What a tab opens after everything was started again; a damaged file is replaced by its last good state. */
async function opened(
  server: FakeFileServer,
  good: readonly Uint8Array[]
): Promise<Uint8Array | undefined> {
  server.revive();
  const isGood = (): boolean =>
    good.some(bytes => isSame(server.files.get('a.ilp'), bytes));
  if (!isGood()) {
    const file = await server.describe('a.ilp');
    const checkpoints = await server.listCheckpoints('a.ilp');
    if (lastGoodState(checkpoints, file)) {
      await server.restoreCheckpoint('a.ilp');
    }
  }
  return isGood() ? server.files.get('a.ilp') : undefined;
}

const DEATHS = Array.from({ length: REQUESTS }, (_, i) => i + 1).flatMap(
  request =>
    [false, true].map(isCarriedOut => ({ request, isCarriedOut }) as const)
);

/** Between the first chunks and the last nothing new can happen. */
function isAtAnEnd({ request }: { request: number }): boolean {
  return request <= 4 || request >= REQUESTS - 1;
}

describe('a save during which the server goes', () => {
  it('asks as often as this test thinks', async () => {
    const { server, save } = await setUp();
    await save(NEW);
    expect(server.calls.filter(call => !/^describe/.test(call))).toHaveLength(
      REQUESTS - 2
    );
  });

  it.each(DEATHS)(
    'leaves the old or the new project at $request, carried out: $isCarriedOut',
    async death => {
      const { server, save } = await setUp();
      server.deathAt = death;
      await expect(save(NEW)).rejects.toMatchObject({ tag: 'access' });
      expect(await opened(server, [OLD, NEW])).toBeDefined();
    }
  );

  it.each(DEATHS.filter(isAtAnEnd))(
    'leaves one of them when the next save of the same tab fails at $request, too',
    async death => {
      const { server, save } = await setUp();
      server.deathAt = { request: 6, isCarriedOut: true };
      await expect(save(NEW)).rejects.toThrow(/last good state/);
      server.revive();
      server.deathAt = death;
      await expect(save(NEWER)).rejects.toMatchObject({ tag: 'access' });
      expect(await opened(server, [OLD, NEW, NEWER])).toBeDefined();
    }
  );

  it('is known by the tab as its own half, and not as somebody’s save', async () => {
    for (const isCarriedOut of [false, true]) {
      const { server, provider, save } = await setUp();
      server.deathAt = { request: 6, isCarriedOut };
      await expect(save(NEW)).rejects.toThrow(/may be incomplete/);
      server.revive();
      expect(provider.isOwnHalf(await server.describe('a.ilp'))).toBe(true);
      server.files.set('a.ilp', someBytes(500, 9));
      expect(provider.isOwnHalf(await server.describe('a.ilp'))).toBe(false);
    }
  });

  it('succeeds when it is repeated', async () => {
    const { server, provider, save } = await setUp();
    server.deathAt = { request: 6, isCarriedOut: true };
    await expect(save(NEW)).rejects.toThrow(/may be incomplete/);
    server.revive();
    await save(NEW);
    expect(isSame(server.files.get('a.ilp'), NEW)).toBe(true);
    expect(provider.isOwnHalf(await server.describe('a.ilp'))).toBe(false);
  });

  it.each([
    [new Error('Failed to fetch'), /either the old one or/],
    [refusal(507, 'Insufficient'), /disk is full.*is the old one\.$/s],
    [refusal(400, 'Bad'), /400.*is the old one\.$/s],
    [refusal(503, 'Gone'), /Log in or start it.*is the old one\.$/s]
  ])(
    'says which file is there after one request met %s',
    async (error, words) => {
      const { server, save } = await setUp();
      server.failAtPut = { number: 2, error };
      await expect(save(someBytes(10))).rejects.toThrow(words);
    }
  );
});

describe('a large save', () => {
  function watched(cancelAt: number) {
    const shares: number[] = [];
    const outcomes: string[] = [];
    const abort = new AbortController();
    const watch: ISaveWatch = {
      signal: abort.signal,
      progress: share => {
        shares.push(share);
        if (shares.length === cancelAt) {
          abort.abort();
        }
      },
      end: outcome => outcomes.push(outcome)
    };
    return { shares, outcomes, watch };
  }

  it('tells how far it is', async () => {
    const { shares, outcomes, watch } = watched(0);
    const { save } = await setUp(async () => watch);
    await save(NEW);
    expect(shares).toHaveLength(Math.ceil(LARGE / LARGE_CHUNK_BYTES));
    expect(shares.at(-1)).toBe(1);
    expect(outcomes).toEqual(['']);
  });

  it('brings the old file back when it is cancelled, and shows no error', async () => {
    const { outcomes, watch } = watched(4);
    const { server, save } = await setUp(async () => watch);
    await expect(save(NEW)).rejects.toMatchObject({ name: 'ModalCancelError' });
    expect(isSame(server.files.get('a.ilp'), OLD)).toBe(true);
    expect(outcomes).toEqual([
      expect.stringMatching(/cancelled.*the old one again/)
    ]);
  });

  it('is not watched where one request is enough', async () => {
    const watch = jest.fn();
    const { save } = await setUp(watch);
    await save(someBytes(SINGLE_PUT_BYTES));
    expect(watch).not.toHaveBeenCalled();
  });
});

describe('lastGoodState', () => {
  const at = (second: number) => ({
    id: `at ${second}`,
    last_modified: new Date(1000 * second).toISOString()
  });

  it('is the newest checkpoint before the file, never one of the damaged file', () => {
    expect(lastGoodState([at(1), at(3), at(5)], at(5))?.id).toBe('at 3');
    expect(lastGoodState([at(5)], at(5))).toBeNull();
    expect(lastGoodState([], at(5))).toBeNull();
  });
});
