import { DocumentRegistry } from '@jupyterlab/docregistry';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { FileTurns } from '../document/file-turns';
import { ProjectModel } from '../document/project-model';
import { installSaveRules } from '../document/save-rules';
import { LabParts } from '../lab-parts';
import { settleConflict } from '../session/save-conflict';

jest.mock('../session/save-conflict', () => ({ settleConflict: jest.fn() }));
jest.mock('@jupyterlab/apputils', () => ({
  Notification: { emit: () => 'notice', dismiss: () => undefined }
}));

const settle = jest.mocked(settleConflict);

/** A context that learns the state of its file some time after the server wrote it. */
function setUp() {
  const server = { hash: 'opened', saves: 0 };
  const context = {
    ready: Promise.resolve(),
    localPath: 'a.ilp',
    contentsModel: { hash: 'opened', last_modified: '2026-01-01T00:00:00Z' },
    model: {
      isAttached: true,
      isRefused: false,
      isForeign: false,
      closing: new Signal<object, void>({})
    },
    save: async () => {
      server.hash = `save ${++server.saves}`;
      const { hash } = server;
      await new Promise(resolve => setTimeout(resolve, 5));
      context.contentsModel = { ...context.contentsModel, hash };
    },
    saveAs: async () => true
  };
  const parts = {
    app: { commands: { commandExecuted: new Signal<object, object>({}) } },
    trans: nullTranslator.load('x'),
    provider: {
      check: async () => ({ ...context.contentsModel, hash: server.hash }),
      isOwnHalf: () => false,
      turns: new FileTurns()
    }
  };
  installSaveRules(
    context as unknown as DocumentRegistry.IContext<ProjectModel>,
    parts as unknown as LabParts
  );
  return { context, server };
}

describe('installSaveRules', () => {
  beforeEach(() => settle.mockReset());

  it('does not take what a save of this tab wrote for the work of somebody else', async () => {
    const { context, server } = setUp();
    const first = context.save();
    while (server.saves === 0) {
      await Promise.resolve();
    }
    await Promise.all([first, context.save(), context.save()]);
    expect(settle).not.toHaveBeenCalled();
    expect(server.saves).toBe(3);
  });

  it('goes on after a save that failed', async () => {
    const { context, server } = setUp();
    server.hash = 'theirs';
    settle.mockResolvedValueOnce('later').mockResolvedValueOnce('done');
    const first = context.save();
    const second = context.save();
    await expect(first).rejects.toThrow(/not decided/);
    // nobody asked for it since
    await expect(second).rejects.toThrow(/not decided/);
    server.hash = 'opened';
    await context.save();
    expect(server.saves).toBe(1);
    expect(settle).toHaveBeenCalledTimes(1);
  });

  it('refuses a save while the user is being asked', async () => {
    const { context, server } = setUp();
    server.hash = 'theirs';
    let answer = (_: 'done'): void => undefined;
    settle.mockReturnValueOnce(new Promise(resolve => (answer = resolve)));
    const first = context.save();
    await new Promise(resolve => setTimeout(resolve));
    await expect(context.save()).rejects.toMatchObject({
      name: 'ModalDuplicateError'
    });
    answer('done');
    await first;
    expect(server.saves).toBe(0);
  });
});
