import { PixelForestError } from '../../../errors';
import { WorkerEvent } from '../../worker-port';
import { answerCalls, Caller, CallHandlers, CallMessage } from '../rpc';

type Calls = {
  double: { argument: number; result: number };
  wait: { argument: null; result: string };
  fail: { argument: string; result: null };
};

/** A worker that answers in its own time and can die. */
function start(): {
  caller: Caller<Calls>;
  /** One per worker made. */
  dies: ((message: string) => void)[];
  aborted: jest.Mock;
  release: (answer: string) => void;
} {
  const dies: ((message: string) => void)[] = [];
  const aborted = jest.fn();
  let release: (answer: string) => void = () => undefined;
  const handlers: CallHandlers<Calls> = {
    double: async argument => ({ result: 2 * argument }),
    wait: (_, signal) => {
      signal.addEventListener('abort', aborted);
      return new Promise(resolve => {
        release = result => resolve({ result });
      });
    },
    fail: async message => {
      throw new PixelForestError('format', message, { status: 7 });
    }
  };
  const caller = new Caller<Calls>(() => {
    const listeners: [string, (event: WorkerEvent) => void][] = [];
    const tell = (type: string, event: WorkerEvent): void =>
      listeners.forEach(([wanted, listen]) => wanted === type && listen(event));
    const receive = answerCalls(handlers, data => tell('message', { data }));
    dies.push(message => tell('error', { message }));
    return {
      postMessage: message => receive(message as CallMessage),
      addEventListener: (type, listener) => listeners.push([type, listener]),
      terminate: () => (listeners.length = 0)
    };
  });
  return { caller, dies, aborted, release: answer => release(answer) };
}

describe('calls across a thread', () => {
  it('match answers to calls and start one worker', async () => {
    const { caller, dies } = start();
    const answers = await Promise.all(
      [1, 2, 3].map(value => caller.call('double', value))
    );
    expect(answers).toEqual([2, 4, 6]);
    expect(dies).toHaveLength(1);
  });

  it('bring tagged errors back as what they were', async () => {
    const { caller } = start();
    await expect(caller.call('fail', 'torn file')).rejects.toMatchObject({
      name: 'PixelForestError',
      tag: 'format',
      message: 'torn file',
      status: 7
    });
  });

  it('reach the worker when they are cancelled, and answer at once', async () => {
    const { caller, aborted, release } = start();
    const abort = new AbortController();
    const onLate = jest.fn();
    const call = caller.call('wait', null, { signal: abort.signal, onLate });
    abort.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(aborted).toHaveBeenCalledTimes(1);
    release('too late');
    await new Promise(resolve => setImmediate(resolve));
    expect(onLate).toHaveBeenCalledWith('too late');
  });

  it('are not sent with a signal that is aborted already', async () => {
    const { caller, dies } = start();
    await expect(
      caller.call('double', 1, { signal: AbortSignal.abort() })
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(dies).toHaveLength(0);
  });

  it('fail when the worker dies; the next call starts another', async () => {
    const { caller, dies } = start();
    const lost = caller.call('wait', null);
    dies[0]('out of memory');
    await expect(lost).rejects.toMatchObject({
      tag: 'worker',
      message: expect.stringContaining('out of memory')
    });
    expect(caller.generation).toBe(1);
    expect(await caller.call('double', 4)).toBe(8);
    expect(caller.generation).toBe(2);
  });

  it('end a worker that goes round for ever; the next call starts another', async () => {
    const { caller, dies } = start();
    const stuck = caller.call('wait', null, { patienceMs: 20 });
    const behind = caller.call('wait', null);
    await expect(stuck).rejects.toThrow(/did not answer within/);
    await expect(behind).rejects.toMatchObject({ tag: 'worker' });
    expect(await caller.call('double', 2)).toBe(4);
    expect(dies).toHaveLength(2);
  });

  it('end a stuck worker also when nobody waits for it any more', async () => {
    const { caller, dies } = start();
    const abort = new AbortController();
    const stuck = caller.call('wait', null, {
      patienceMs: 20,
      signal: abort.signal
    });
    abort.abort();
    await expect(stuck).rejects.toMatchObject({ name: 'AbortError' });
    await new Promise(resolve => setTimeout(resolve, 40));
    await caller.call('double', 2);
    expect(dies).toHaveLength(2);
  });

  it('let a worker be that answers in time', async () => {
    const { caller, dies } = start();
    await caller.call('double', 2, { patienceMs: 20 });
    await new Promise(resolve => setTimeout(resolve, 40));
    await caller.call('double', 2);
    expect(dies).toHaveLength(1);
  });

  it('finish before a retired worker ends; the next call starts another', async () => {
    const { caller, dies, release } = start();
    const waiting = caller.call('wait', null);
    caller.retire();
    release('in time');
    await expect(waiting).resolves.toBe('in time');
    expect(await caller.call('double', 4)).toBe(8);
    expect(dies).toHaveLength(2);
    caller.retire();
    caller.retire();
    expect(await caller.call('double', 5)).toBe(10);
    expect(dies).toHaveLength(3);
  });

  it('are refused after the caller was disposed', async () => {
    const { caller } = start();
    const open = caller.call('wait', null);
    caller.dispose();
    caller.dispose();
    await expect(open).rejects.toMatchObject({ tag: 'worker' });
    await expect(caller.call('double', 1)).rejects.toMatchObject({
      tag: 'worker'
    });
  });
});
