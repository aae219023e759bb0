import { DocumentRegistry } from '@jupyterlab/docregistry';
import { Contents } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { ConflictGate } from '../document/conflict-gate';
import { isOtherState } from '../document/file-state';
import { ProjectModel } from '../document/project-model';
import { LabParts } from '../lab-parts';
import { settleConflict } from '../session/save-conflict';

jest.mock('../session/save-conflict', () => ({ settleConflict: jest.fn() }));
jest.mock('@jupyterlab/apputils', () => ({
  Notification: {
    emit: () => `${mockShown.push('notice')}`,
    dismiss: () => mockShown.pop()
  }
}));

/** The notifications on screen. */
const mockShown: string[] = [];

const settle = jest.mocked(settleConflict);

function setUp() {
  const known = { hash: 'old', last_modified: '2026-01-01T00:00:00Z' };
  const state = { onServer: 'old' };
  const commandExecuted = new Signal<object, { id: string }>({});
  const closing = new Signal<object, void>({});
  const context = {
    localPath: 'a.ilp',
    contentsModel: known,
    model: { isAttached: true, closing },
    save: jest.fn(async () => undefined)
  };
  const parts = {
    app: { commands: { commandExecuted } },
    trans: nullTranslator.load('x'),
    provider: {
      check: async () => ({ ...known, hash: state.onServer }),
      isOwnHalf: () => false,
      announceState: (file: Contents.IModel) => {
        known.hash = String(file.hash);
      }
    }
  };
  const saveCopy = jest.fn(async () => undefined);
  const gate = new ConflictGate(
    context as unknown as DocumentRegistry.IContext<ProjectModel>,
    parts as unknown as LabParts,
    saveCopy
  );
  const command = (): void => {
    commandExecuted.emit({ id: 'docmanager:save' });
  };
  return { gate, state, known, saveCopy, command, context };
}

beforeEach(() => {
  settle.mockReset();
  mockShown.length = 0;
});

describe('ConflictGate', () => {
  it('lets a save pass while the file is the one that was opened', async () => {
    await expect(setUp().gate.pass()).resolves.toBe(true);
    expect(settle).not.toHaveBeenCalled();
  });

  it('writes over the state that was merged, and only over that', async () => {
    const { gate, state, known } = setUp();
    state.onServer = 'theirs';
    settle.mockImplementationOnce(async () => {
      // saved once more while the dialog was open
      state.onServer = 'theirs again';
      return 'write';
    });
    settle.mockResolvedValueOnce('write');
    await expect(gate.pass()).resolves.toBe(true);
    expect(settle).toHaveBeenCalledTimes(2);
    expect(known.hash).toBe('theirs again');
  });

  it('saves a copy instead, or nothing where theirs was opened', async () => {
    const { gate, state, saveCopy } = setUp();
    state.onServer = 'theirs';
    settle.mockResolvedValueOnce('done');
    await expect(gate.pass()).resolves.toBe(false);
    expect(saveCopy).not.toHaveBeenCalled();
    settle.mockResolvedValueOnce('copy');
    await expect(gate.pass()).resolves.toBe(false);
    expect(saveCopy).toHaveBeenCalledTimes(1);
  });

  it('asks once by autosave, then leaves a notification until the user saves', async () => {
    const { gate, state, command } = setUp();
    state.onServer = 'theirs';
    settle.mockResolvedValue('later');
    const cancelled = { name: 'ModalCancelError' };
    await expect(gate.pass()).rejects.toMatchObject(cancelled);
    expect(mockShown).toHaveLength(1);
    await expect(gate.pass()).rejects.toMatchObject(cancelled);
    expect(settle).toHaveBeenCalledTimes(1);
    command();
    await expect(gate.pass()).rejects.toMatchObject(cancelled);
    expect(settle).toHaveBeenCalledTimes(2);
    expect(mockShown).toHaveLength(1);
    settle.mockResolvedValue('write');
    command();
    await gate.pass();
    expect(mockShown).toHaveLength(0);
  });

  it('asks again when the file was saved once more', async () => {
    const { gate, state } = setUp();
    settle.mockResolvedValue('later');
    for (const hash of ['theirs', 'theirs again']) {
      state.onServer = hash;
      await expect(gate.pass()).rejects.toThrow(/not decided/);
    }
    expect(settle).toHaveBeenCalledTimes(2);
  });

  it('shows one dialog at a time', async () => {
    const { gate, state } = setUp();
    state.onServer = 'theirs';
    let answer = (_: 'done'): void => undefined;
    settle.mockReturnValueOnce(new Promise(resolve => (answer = resolve)));
    const first = gate.pass();
    await new Promise(resolve => setTimeout(resolve));
    await expect(gate.pass()).rejects.toMatchObject({
      name: 'ModalDuplicateError'
    });
    answer('done');
    await expect(first).resolves.toBe(false);
  });
});

describe('isOtherState', () => {
  const at = (seconds: number, hash?: string) => ({
    last_modified: `2026-01-01T00:00:0${seconds}Z`,
    hash
  });

  it('believes the hash, else the time', () => {
    expect(isOtherState(at(0, 'a'), at(5, 'a'))).toBe(false);
    expect(isOtherState(at(0, 'a'), at(0, 'b'))).toBe(true);
    expect(isOtherState(at(0), at(5))).toBe(true);
    expect(isOtherState(at(0), at(0))).toBe(false);
    expect(isOtherState(null, at(0, 'b'))).toBe(false);
  });
});
