import { Contents } from '@jupyterlab/services';
import { createHash } from 'node:crypto';
import { IFileServer } from '../document/file-server';

/** What a server answers when it refuses. */
export function refusal(status: number, message: string): Error {
  return Object.assign(new Error(message), { response: { status } });
}

/** A server in memory that can be told to fail. */
export class FakeFileServer implements IFileServer {
  readonly files = new Map<string, Uint8Array>();
  readonly checkpoints = new Map<string, Uint8Array>();
  /** What was asked, in order. */
  readonly calls: string[] = [];
  /** Throws instead of doing the n-th put, counted from 1. */
  failAtPut: { number: number; error: Error } | null = null;
  failCheckpoint: Error | null = null;
  failRestore: Error | null = null;
  /**
   * The connection goes at the n-th request, counted from 1: all later ones
   * fail. The server may still carry out that one.
   */
  deathAt: { request: number; isCarriedOut: boolean } | null = null;
  /** What `/files/` answers to a range. */
  rangeStatus = 206;
  hasHash = true;
  /** Changes the bytes of the n-th chunk on the way, counted from 1. */
  corruptChunk = 0;

  /** The connection is there again. */
  revive(): void {
    this.deathAt = null;
    this._requests = 0;
  }

  describe(localPath: string): Promise<Contents.IModel> {
    return this._request(async () => this._describe(localPath, this.hasHash));
  }

  put(
    localPath: string,
    bytes: Uint8Array,
    chunk?: number
  ): Promise<Contents.IModel> {
    return this._request(() => this._put(localPath, bytes, chunk));
  }

  listCheckpoints(localPath: string): Promise<Contents.ICheckpointModel[]> {
    return this._request(async () => {
      this.calls.push(`checkpoints ${localPath}`);
      const time = this._checkpointTimes.get(localPath);
      return time === undefined
        ? []
        : [{ id: 'checkpoint', last_modified: dateOf(time) }];
    });
  }

  createCheckpoint(localPath: string): Promise<string> {
    return this._request(async () => {
      this.calls.push(`checkpoint ${localPath}`);
      if (this.failCheckpoint) {
        throw this.failCheckpoint;
      }
      this.checkpoints.set(localPath, this.files.get(localPath)!);
      // copied with its time of change
      this._checkpointTimes.set(localPath, this._times.get(localPath) ?? 0);
      return 'checkpoint';
    });
  }

  restoreCheckpoint(localPath: string): Promise<void> {
    return this._request(async () => {
      this.calls.push(`restore ${localPath}`);
      if (this.failRestore) {
        throw this.failRestore;
      }
      this.files.set(localPath, this.checkpoints.get(localPath)!);
      this._times.set(localPath, this._checkpointTimes.get(localPath) ?? 0);
    });
  }

  remove(localPath: string): Promise<void> {
    return this._request(async () => {
      this.calls.push(`remove ${localPath}`);
      this.files.delete(localPath);
    });
  }

  private async _request<T>(carryOut: () => Promise<T>): Promise<T> {
    this._requests += 1;
    const death = this.deathAt;
    if (!death || this._requests < death.request) {
      return carryOut();
    }
    if (this._requests === death.request && death.isCarriedOut) {
      await carryOut();
    }
    throw new Error('Failed to fetch');
  }

  private _describe(localPath: string, hasHash: boolean): Contents.IModel {
    this.calls.push(`describe ${localPath}`);
    const bytes = this.files.get(localPath);
    if (!bytes) {
      throw refusal(404, 'No such file');
    }
    return {
      name: localPath,
      path: localPath,
      type: 'file',
      writable: true,
      created: '2026-01-01T00:00:00Z',
      last_modified: dateOf(this._times.get(localPath) ?? 0),
      mimetype: 'application/x-hdf5',
      content: null,
      format: 'base64',
      size: bytes.length,
      ...(hasHash
        ? {
            hash: createHash('sha256').update(bytes).digest('hex'),
            hash_algorithm: 'sha256'
          }
        : {})
    };
  }

  private async _put(
    localPath: string,
    bytes: Uint8Array,
    chunk?: number
  ): Promise<Contents.IModel> {
    this._puts += 1;
    this.calls.push(`put ${localPath} ${chunk ?? 'whole'}`);
    if (this.failAtPut?.number === this._puts) {
      throw this.failAtPut.error;
    }
    const isFirst = chunk === undefined || chunk === 1;
    const old = isFirst
      ? new Uint8Array(0)
      : (this.files.get(localPath) ?? new Uint8Array(0));
    const next = new Uint8Array(old.length + bytes.length);
    next.set(old);
    next.set(bytes, old.length);
    if (this._puts === this.corruptChunk) {
      next[old.length] ^= 1;
    }
    this.files.set(localPath, next);
    this._times.set(localPath, ++this._clock);
    return this._describe(localPath, false);
  }

  async fetchRange(
    localPath: string,
    start: number,
    stop: number
  ): Promise<Response> {
    const bytes = this.files.get(localPath)!;
    this.calls.push(`range ${start}-${stop}`);
    return new Response(bytes.slice(start, stop), {
      status: this.rangeStatus,
      headers: { 'Content-Range': `bytes ${start}-${stop - 1}/${bytes.length}` }
    });
  }

  async fetchContents(localPath: string): Promise<ReadableStream<Uint8Array>> {
    this.calls.push(`base64 ${localPath}`);
    const bytes = Buffer.from(this.files.get(localPath)!);
    const content = bytes.toString('base64').replace(/.{76}/g, '$&\n');
    const answer = Buffer.from(JSON.stringify({ name: localPath, content }));
    // pages of tests lack it
    const { ReadableStream: Stream } = await import('node:stream/web');
    return new Stream<Uint8Array>({
      start: controller => {
        controller.enqueue(answer);
        controller.close();
      }
    }) as ReadableStream<Uint8Array>;
  }

  private _puts = 0;
  private _requests = 0;
  private _clock = 0;
  /** Seconds since the first of January 2026, by path. */
  private readonly _times = new Map<string, number>();
  private readonly _checkpointTimes = new Map<string, number>();
}

function dateOf(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1) + 1000 * seconds).toISOString();
}

/** Bytes that differ everywhere. */
export function someBytes(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    bytes[i] = (i * 31 + (i >> 8) * 17 + seed) & 255;
  }
  return bytes;
}
