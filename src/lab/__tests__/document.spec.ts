/** @jest-environment jsdom */
import { ProjectContentProvider } from '../document/content-provider';
import { FileTurns } from '../document/file-turns';
import { ProjectModelFactory } from '../document/project-model';
import { TransferDesk } from '../document/transfer-desk';
import { FakeFileServer, refusal, someBytes } from './fake-file-server';

function setUp(isOpen = (_: string) => false) {
  const desk = new TransferDesk();
  const server = new FakeFileServer();
  const provider = new ProjectContentProvider(
    server,
    desk,
    isOpen,
    new FileTurns()
  );
  const model = new ProjectModelFactory(desk).createNew();
  return { desk, server, provider, model };
}

/** An open project whose file takes no notice of being written. */
const contentOf = (serialize: () => Promise<Uint8Array>) => ({
  serialize,
  beginWrite: async () => undefined,
  endWrite: async () => undefined
});

const content = (bytes: Uint8Array) => contentOf(async () => bytes);

describe('a project document', () => {
  it('gets the bytes of the file without their becoming a string', async () => {
    const { server, provider, model } = setUp();
    const bytes = someBytes(1000);
    server.files.set('a.ilp', bytes);
    const file = await provider.get('a.ilp', { content: true });
    expect(String(file.content).length).toBeLessThan(40);
    model.fromString(String(file.content));
    expect(model.takeArrival()).toEqual({ kind: 'bytes', bytes });
    expect(model.takeArrival()).toBeNull();
  });

  it('takes an empty file as such', async () => {
    const { server, provider, model } = setUp();
    server.files.set('a.ilp', new Uint8Array(0));
    const file = await provider.get('a.ilp', { content: true });
    expect(file.content).toBeTruthy();
    model.fromString(String(file.content));
    expect(model.takeArrival()).toMatchObject({ bytes: { length: 0 } });
  });

  it('writes what the open project is', async () => {
    const { server, provider, model } = setUp();
    const bytes = someBytes(500, 3);
    model.attach(content(bytes));
    await provider.save('a.ilp', { content: model.toString() });
    expect(server.files.get('a.ilp')).toEqual(bytes);
  });

  it('asks the server once where JupyterLab repeats our question, each time anew', async () => {
    const { server, provider, model } = setUp();
    server.files.set('a.ilp', someBytes(10));
    const asked = jest.spyOn(server, 'describe');
    const repeat = () => provider.get('a.ilp', { content: false, hash: true });
    const file = await provider.check('a.ilp');
    expect(await repeat()).toEqual(file);
    expect(asked).toHaveBeenCalledTimes(1);
    // somebody else saves
    server.files.set('a.ilp', someBytes(20));
    expect((await repeat()).size).toBe(20);
    expect((await provider.check('a.ilp')).size).toBe(20);
    expect(asked).toHaveBeenCalledTimes(3);
    server.files.set('a.ilp', someBytes(30));
    expect((await provider.check('a.ilp')).size).toBe(30);
    // what is about one file is not told of another, nor after a write
    server.files.set('b.ilp', someBytes(5));
    expect((await provider.get('b.ilp', { hash: true })).size).toBe(5);
    await provider.check('a.ilp');
    model.attach(content(someBytes(40)));
    await provider.save('a.ilp', { content: model.toString() });
    expect((await repeat()).size).toBe(40);
  });

  it('knows the hash of a large save from the comparison, whoever saves next', async () => {
    const { server, provider, model } = setUp();
    server.files.set('a.ilp', someBytes(10));
    model.attach(content(someBytes(9 * 2 ** 20)));
    const saved = await provider.save('a.ilp', { content: model.toString() });
    // somebody else saves before JupyterLab asks
    server.files.set('a.ilp', someBytes(20));
    const known = await provider.get('a.ilp', { content: false, hash: true });
    expect(known.hash).toBe(saved.hash);
    expect((await provider.check('a.ilp')).hash).not.toBe(saved.hash);
  });

  it('never writes over a file it could not open', async () => {
    const { server, provider, model } = setUp();
    const old = someBytes(10);
    server.files.set('a.ilp', old);
    await expect(
      provider.save('a.ilp', { content: model.toString() })
    ).rejects.toThrow(/could not be opened/);
    expect(server.files.get('a.ilp')).toEqual(old);
  });

  it('refuses content that is no open project', async () => {
    const { server, provider, model } = setUp();
    await expect(
      provider.save('a.ilp', { content: 'AAAA' })
    ).rejects.toMatchObject({ tag: 'input' });
    const ticket = model.toString();
    model.dispose();
    await expect(provider.save('a.ilp', { content: ticket })).rejects.toThrow(
      /not open any more/
    );
    expect(server.calls).toEqual([]);
  });

  it('makes a ticket that no server takes for base64', () => {
    const ticket = setUp().model.toString();
    expect([...ticket].some(letter => letter > '\u007f')).toBe(true);
  });

  it('says so when the file comes from another drive', () => {
    const { model } = setUp();
    model.fromString('iVBORw0KGgo=');
    expect(model.takeArrival()).toMatchObject({
      tag: 'access',
      message: expect.stringMatching(/another drive.*main drive/)
    });
  });

  it('stays dirty for what was changed during a save', async () => {
    const { provider, model } = setUp();
    let finish = (): void => undefined;
    model.attach(
      contentOf(
        () =>
          new Promise(resolve => {
            finish = () => resolve(someBytes(5));
          })
      )
    );
    model.noteEdit();
    const save = provider.save('a.ilp', { content: model.toString() });
    await new Promise(resolve => setTimeout(resolve));
    model.noteEdit();
    finish();
    await save;
    model.dirty = false;
    expect(model.dirty).toBe(true);
    const again = provider.save('a.ilp', { content: model.toString() });
    await new Promise(resolve => setTimeout(resolve));
    finish();
    await again;
    model.dirty = false;
    expect(model.dirty).toBe(false);
  });

  it('does not mix the chunks of two saves', async () => {
    const { server, provider, model } = setUp();
    const large = someBytes(10 * 2 ** 20);
    model.attach(content(large));
    const ticket = { content: model.toString() };
    await Promise.all([
      provider.save('a.ilp', ticket),
      provider.save('a.ilp', ticket)
    ]);
    const chunks = server.calls
      .filter(call => call.startsWith('put'))
      .map(call => call.split(' ')[2]);
    const once = ['1', '2', '-1'];
    expect(chunks).toEqual([...once, ...once]);
  });

  it('is saved anew where its file was deleted under it', async () => {
    const { provider } = setUp(path => path === 'a.ilp');
    const file = await provider.get('a.ilp', { content: false, hash: true });
    expect(new Date(file.last_modified).getTime()).toBe(0);
    await expect(
      provider.get('other.ilp', { content: false })
    ).rejects.toMatchObject({ response: { status: 404 } });
  });

  it('goes on saving after a save that failed', async () => {
    const { server, provider, model } = setUp();
    model.attach(content(someBytes(5)));
    server.failAtPut = { number: 1, error: refusal(500, 'Oops') };
    const ticket = { content: model.toString() };
    await expect(provider.save('a.ilp', ticket)).rejects.toThrow(/500/);
    await provider.save('a.ilp', ticket);
    expect(server.files.get('a.ilp')).toHaveLength(5);
  });
});
