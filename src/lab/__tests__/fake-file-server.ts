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
  /** What `/files/` answers to a range. */
  rangeStatus = 206;
  hasHash = true;
  /** Changes the bytes of the n-th chunk on the way, counted from 1. */
  corruptChunk = 0;

  async describe(localPath: string): Promise<Contents.IModel> {
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
      last_modified: '2026-01-01T00:00:00Z',
      mimetype: 'application/x-hdf5',
      content: null,
      format: 'base64',
      size: bytes.length,
      ...(this.hasHash
        ? {
            hash: createHash('sha256').update(bytes).digest('hex'),
            hash_algorithm: 'sha256'
          }
        : {})
    };
  }

  async put(
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
    return this.describe(localPath);
  }

  async createCheckpoint(localPath: string): Promise<string> {
    this.calls.push(`checkpoint ${localPath}`);
    if (this.failCheckpoint) {
      throw this.failCheckpoint;
    }
    this.checkpoints.set(localPath, this.files.get(localPath)!);
    return 'checkpoint';
  }

  async restoreCheckpoint(localPath: string): Promise<void> {
    this.calls.push(`restore ${localPath}`);
    if (this.failRestore) {
      throw this.failRestore;
    }
    this.files.set(localPath, this.checkpoints.get(localPath)!);
  }

  async remove(localPath: string): Promise<void> {
    this.calls.push(`remove ${localPath}`);
    this.files.delete(localPath);
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

  async readBase64(localPath: string): Promise<string> {
    this.calls.push(`base64 ${localPath}`);
    return Buffer.from(this.files.get(localPath)!).toString('base64');
  }

  private _puts = 0;
}

/** Bytes that differ everywhere. */
export function someBytes(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    bytes[i] = (i * 31 + (i >> 8) * 17 + seed) & 255;
  }
  return bytes;
}
