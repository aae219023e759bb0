/** @jest-environment jsdom */
import { DocumentRegistry } from '@jupyterlab/docregistry';
import { Contents } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { ProjectContentProvider } from '../document/content-provider';
import { FileTurns, MovingDrive, takeTurns } from '../document/file-turns';
import { ProjectModel } from '../document/project-model';
import { installSaveRules } from '../document/save-rules';
import { TransferDesk } from '../document/transfer-desk';
import { LabParts } from '../lab-parts';
import { FakeFileServer, refusal, someBytes } from './fake-file-server';

jest.mock('@jupyterlab/apputils', () => ({}));

const SMALL = someBytes(1000, 2);
/** More than one request takes. */
const LARGE = someBytes(9 * 2 ** 20, 3);

const ticks = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

/** A server that writes only when it is let to. */
class SlowServer extends FakeFileServer {
  override async put(
    localPath: string,
    bytes: Uint8Array,
    chunk?: number
  ): Promise<Contents.IModel> {
    await this.isAwake;
    return super.put(localPath, bytes, chunk);
  }

  sleep(): void {
    this.isAwake = new Promise(resolve => (this.wake = resolve));
  }

  wake = (): void => undefined;
  isAwake: Promise<void> = Promise.resolve();
}

/** JupyterLab's drive on that server. */
function driveOn(server: SlowServer) {
  const moved = new Signal<object, readonly [string, string]>({});
  const state = { moves: Promise.resolve() };
  const within = (path: string): string[] =>
    [...server.files.keys()].filter(
      key => key === path || key.startsWith(`${path}/`)
    );
  const drive = {
    rename: async (from: string, to: string) => {
      server.calls.push(`rename ${from}`);
      await state.moves;
      if (within(to).length > 0) {
        throw refusal(409, 'File already exists');
      }
      for (const key of within(from)) {
        server.files.set(to + key.slice(from.length), server.files.get(key)!);
        server.files.delete(key);
      }
      moved.emit([from, to]);
    },
    delete: async (path: string) => {
      server.calls.push(`delete ${path}`);
      await state.moves;
      within(path).forEach(key => server.files.delete(key));
    },
    copy: async (from: string, folder: string) => {
      server.files.set(`${folder}/${from}`, server.files.get(from)!);
    }
  };
  return { drive: drive as unknown as MovingDrive, moved, state };
}

async function setUp(path = 'a.ilp', bytes = SMALL) {
  const server = new SlowServer();
  await server.put(path, someBytes(10));
  const { drive, moved, state } = driveOn(server);
  const turns = new FileTurns();
  takeTurns(drive, turns);
  const provider = new ProjectContentProvider(
    server,
    new TransferDesk(),
    () => true,
    turns
  );
  const document = {
    serialize: async () => bytes,
    noteWritten: async () => undefined
  };
  const save = () => provider.write(path, document);
  server.calls.length = 0;
  return { server, drive, moved, state, turns, provider, document, save };
}

const names = (server: FakeFileServer): string[] => [...server.files.keys()];

describe('a project that is renamed while it is saved', () => {
  it.each([
    ['in one request', SMALL],
    ['in chunks', LARGE]
  ])('has the new name only, saved %s', async (_, bytes) => {
    const { server, drive, save } = await setUp('a.ilp', bytes);
    server.sleep();
    const saving = save();
    await ticks();
    const renaming = drive.rename('a.ilp', 'b.ilp');
    await ticks();
    server.wake();
    await Promise.all([saving, renaming]);
    expect(names(server)).toEqual(['b.ilp']);
    expect(Buffer.compare(server.files.get('b.ilp')!, bytes)).toBe(0);
  });

  it('is renamed though the save failed', async () => {
    const { server, drive, save } = await setUp();
    server.failAtPut = { number: 2, error: refusal(507, 'Insufficient') };
    server.sleep();
    const saving = expect(save()).rejects.toThrow(/disk is full/);
    const renaming = drive.rename('a.ilp', 'b.ilp');
    server.wake();
    await Promise.all([saving, renaming]);
    expect(names(server)).toEqual(['b.ilp']);
  });

  it('is found in a folder that is moved', async () => {
    const { server, drive, save } = await setUp('lesson/a.ilp');
    server.sleep();
    const saving = save();
    await ticks();
    const moving = drive.rename('lesson', 'done/lesson');
    await ticks();
    server.wake();
    await Promise.all([saving, moving]);
    expect(names(server)).toEqual(['done/lesson/a.ilp']);
  });

  it('does not keep other files from being renamed', async () => {
    const { server, drive, save } = await setUp();
    await server.put('lesson-a.ilp', SMALL);
    server.sleep();
    const saving = save();
    await ticks();
    await drive.rename('lesson-a.ilp', 'lesson-b.ilp');
    expect(names(server)).toEqual(['a.ilp', 'lesson-b.ilp']);
    server.wake();
    await saving;
  });
});

describe('a project that is saved while it is renamed', () => {
  it.each([
    ['a.ilp', 'a.ilp', 'b.ilp', 'b.ilp'],
    ['lesson/a.ilp', 'lesson', 'other', 'other/a.ilp']
  ])('is saved under the new name: %s', async (path, from, to, then) => {
    const { server, drive, state, save } = await setUp(path);
    let go = (): void => undefined;
    state.moves = new Promise(resolve => (go = resolve));
    const renaming = drive.rename(from, to);
    const saving = save();
    await ticks();
    expect(server.calls).toEqual([`rename ${from}`]);
    go();
    const [file] = await Promise.all([saving, renaming]);
    expect(file.path).toBe(then);
    expect(names(server)).toEqual([then]);
    expect(server.files.get(then)).toHaveLength(SMALL.length);
  });

  it('is saved under the old name where the server refuses to rename it', async () => {
    const { server, drive, save } = await setUp();
    await server.put('b.ilp', SMALL);
    const renaming = expect(drive.rename('a.ilp', 'b.ilp')).rejects.toThrow(
      /exists/
    );
    const saving = save();
    await Promise.all([saving, renaming]);
    expect((await saving).path).toBe('a.ilp');
    expect(names(server)).toEqual(['a.ilp', 'b.ilp']);
  });

  it('is not saved again where it is deleted', async () => {
    const { server, drive, save } = await setUp();
    const deleting = drive.delete('a.ilp');
    const saving = expect(save()).rejects.toMatchObject({
      name: 'ModalCancelError'
    });
    await Promise.all([saving, deleting]);
    expect(names(server)).toEqual([]);
  });
});

describe('a project that is deleted or copied while it is saved', () => {
  it.each(['a.ilp', 'lesson/a.ilp'])('stays deleted: %s', async path => {
    const { server, drive, save } = await setUp(path, LARGE);
    server.sleep();
    const saving = save();
    await ticks();
    const deleting = drive.delete(path.split('/')[0]);
    await ticks();
    server.wake();
    await Promise.all([saving, deleting]);
    expect(names(server)).toEqual([]);
  });

  it('is copied whole', async () => {
    const { server, drive, save } = await setUp('a.ilp', LARGE);
    server.sleep();
    const saving = save();
    await ticks();
    const copying = drive.copy('a.ilp', 'copies');
    server.wake();
    await Promise.all([saving, copying]);
    expect(server.files.get('copies/a.ilp')).toHaveLength(LARGE.length);
  });
});

/** The questions that JupyterLab's context asks around each save. */
async function asJupyterLab(
  context: { localPath: string },
  provider: ProjectContentProvider,
  ticket: string
): Promise<void> {
  const path = context.localPath;
  await provider.get(path, { content: false, hash: true });
  await provider.save(path, { content: ticket });
  await provider.get(path, { content: false, hash: true });
}

describe('JupyterLab’s own saving', () => {
  async function open() {
    const parts = await setUp();
    const { server, moved, turns } = parts;
    const desk = new TransferDesk();
    const context = { localPath: 'a.ilp', model: new ProjectModel(desk) };
    moved.connect((_, [from, to]) => {
      context.localPath = context.localPath === from ? to : context.localPath;
    });
    const provider = new ProjectContentProvider(
      server,
      desk,
      path => path === context.localPath,
      turns
    );
    context.model.attach({
      serialize: async () => SMALL,
      beginWrite: async () => undefined,
      endWrite: async () => undefined
    });
    const saved = Object.assign(context, {
      ready: Promise.resolve(),
      contentsModel: null,
      save: () => asJupyterLab(context, provider, context.model.toString()),
      saveAs: async () => true
    });
    installSaveRules(
      saved as unknown as DocumentRegistry.IContext<ProjectModel>,
      {
        app: { commands: { commandExecuted: new Signal({}) } },
        trans: nullTranslator.load('x'),
        provider,
        server
      } as unknown as LabParts
    );
    return { ...parts, context: saved };
  }

  it('ends before the file gets its new name, with the question after it', async () => {
    const { server, drive, context } = await open();
    server.sleep();
    const saving = context.save();
    await ticks();
    const renaming = drive.rename('a.ilp', 'b.ilp');
    await ticks();
    server.wake();
    await Promise.all([saving, renaming]);
    expect(names(server)).toEqual(['b.ilp']);
    expect(server.calls.at(-1)).toBe('rename a.ilp');
  });

  it('begins with the new name where the file is being renamed', async () => {
    const { server, drive, state, context } = await open();
    let go = (): void => undefined;
    state.moves = new Promise(resolve => (go = resolve));
    const renaming = drive.rename('a.ilp', 'b.ilp');
    const saving = context.save();
    await ticks();
    go();
    await Promise.all([saving, renaming]);
    expect(names(server)).toEqual(['b.ilp']);
    expect(server.calls.filter(call => call.startsWith('put'))).toEqual([
      'put b.ilp whole'
    ]);
  });
});
