import { createHash } from 'node:crypto';
import { encodeBase64, encodeJsonWithContent } from '../document/base64';
import { readSafely } from '../document/safe-read';
import {
  CHUNK_BYTES,
  LARGE_CHUNK_BYTES,
  SINGLE_PUT_BYTES,
  writeSafely
} from '../document/safe-write';
import { Sha256 } from '../../formats/sha256';
import { FakeFileServer, refusal, someBytes } from './fake-file-server';

/** Matchers look at each byte, which takes minutes for files. */
function isSame(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}

const LARGE = SINGLE_PUT_BYTES + 2 * LARGE_CHUNK_BYTES + 5;

describe('Sha256', () => {
  it.each([0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000, 100_000])(
    'agrees with Node for %i bytes, whatever the pieces',
    length => {
      const bytes = someBytes(length);
      const expected = createHash('sha256').update(bytes).digest('hex');
      for (const piece of [7, 64, 1000]) {
        const hash = new Sha256();
        for (let at = 0; at < length; at += piece) {
          hash.update(bytes.subarray(at, at + piece));
        }
        expect(hash.digest()).toBe(expected);
      }
    }
  );
});

describe('encodeBase64', () => {
  it('is what the server reads, also beyond one piece', () => {
    const bytes = someBytes(100_001);
    expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  });
});

describe('encodeJsonWithContent', () => {
  it('is the JSON that a server reads, for each length and beyond ASCII', () => {
    for (const length of [0, 1, 2, 3, 4, 100, 3001]) {
      for (const note of ['', 'ä', 'ä"\\']) {
        const bytes = someBytes(length);
        const body = encodeJsonWithContent({ note, chunk: -1 }, bytes);
        const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
        expect(JSON.parse(text)).toEqual({
          note,
          chunk: -1,
          content: Buffer.from(bytes).toString('base64')
        });
      }
    }
  });
});

describe('writeSafely', () => {
  it('writes up to 8 MiB in one request', async () => {
    const server = new FakeFileServer();
    const bytes = someBytes(SINGLE_PUT_BYTES);
    await writeSafely(server, 'a.ilp', bytes);
    expect(server.calls.filter(call => call.startsWith('put'))).toEqual([
      'put a.ilp whole'
    ]);
    expect(isSame(server.files.get('a.ilp'), bytes)).toBe(true);
  });

  it('keeps the old file, then sends chunks in order, then compares', async () => {
    const server = new FakeFileServer();
    server.files.set('a.ilp', someBytes(10));
    const bytes = someBytes(LARGE, 2);
    await writeSafely(server, 'a.ilp', bytes);
    const count = Math.ceil(LARGE / LARGE_CHUNK_BYTES);
    const puts = Array.from(
      { length: count },
      (_, i) => `put a.ilp ${i === count - 1 ? -1 : i + 1}`
    );
    const calls = server.calls.filter(call => !call.startsWith('describe'));
    expect(calls).toEqual(['checkpoint a.ilp', ...puts]);
    expect(isSame(server.files.get('a.ilp'), bytes)).toBe(true);
  });

  it('brings the old file back when a chunk fails', async () => {
    const server = new FakeFileServer();
    const old = someBytes(10);
    server.files.set('a.ilp', old);
    server.failAtPut = { number: 4, error: new Error('Failed to fetch') };
    await expect(
      writeSafely(server, 'a.ilp', someBytes(LARGE, 2))
    ).rejects.toThrow(/did not answer.*the old one again/s);
    expect(isSame(server.files.get('a.ilp'), old)).toBe(true);
  });

  it('brings the old file back when the server holds other bytes', async () => {
    const server = new FakeFileServer();
    const old = someBytes(10);
    server.files.set('a.ilp', old);
    server.corruptChunk = 3;
    await expect(
      writeSafely(server, 'a.ilp', someBytes(LARGE, 2))
    ).rejects.toThrow(/SHA-256/);
    expect(isSame(server.files.get('a.ilp'), old)).toBe(true);
  });

  it('writes nothing when the old file cannot be kept', async () => {
    const server = new FakeFileServer();
    const old = someBytes(10);
    server.files.set('a.ilp', old);
    server.failCheckpoint = refusal(403, 'Forbidden');
    await expect(
      writeSafely(server, 'a.ilp', someBytes(LARGE, 2))
    ).rejects.toThrow(/keeping a copy of the old file.*403/s);
    expect(server.calls.some(call => call.startsWith('put'))).toBe(false);
    expect(isSame(server.files.get('a.ilp'), old)).toBe(true);
  });

  it('says where the good state is when restoring fails, too', async () => {
    const server = new FakeFileServer();
    server.files.set('a.ilp', someBytes(10));
    server.failAtPut = { number: 2, error: refusal(500, 'Oops') };
    server.failRestore = refusal(500, 'Oops');
    await expect(
      writeSafely(server, 'a.ilp', someBytes(LARGE, 2))
    ).rejects.toThrow(/500.*checkpoint/s);
  });

  it('goes on in chunks where a proxy takes no body as large as the file', async () => {
    const server = new FakeFileServer();
    server.files.set('a.ilp', someBytes(10));
    server.failAtPut = { number: 1, error: refusal(413, 'Too large') };
    const bytes = someBytes(2 * CHUNK_BYTES + 5, 2);
    await writeSafely(server, 'a.ilp', bytes);
    expect(isSame(server.files.get('a.ilp'), bytes)).toBe(true);
    expect(server.calls.filter(call => call.startsWith('put'))).toEqual([
      'put a.ilp whole',
      'put a.ilp 1',
      'put a.ilp 2',
      'put a.ilp -1'
    ]);
  });

  it('sends small chunks where a proxy takes no large one', async () => {
    const server = new FakeFileServer();
    server.files.set('a.ilp', someBytes(10));
    server.failAtPut = { number: 1, error: refusal(413, 'Too large') };
    const bytes = someBytes(SINGLE_PUT_BYTES + 1, 2);
    await writeSafely(server, 'a.ilp', bytes);
    expect(isSame(server.files.get('a.ilp'), bytes)).toBe(true);
    const small = Array.from(
      { length: SINGLE_PUT_BYTES / CHUNK_BYTES },
      (_, i) => `put a.ilp ${i + 1}`
    );
    expect(server.calls.filter(call => call.startsWith('put'))).toEqual([
      'put a.ilp 1',
      ...small,
      'put a.ilp -1'
    ]);
  });

  it('says that a proxy takes no small chunk either', async () => {
    const server = new FakeFileServer();
    const old = someBytes(10);
    server.files.set('a.ilp', old);
    server.failAtPut = { number: 2, error: refusal(413, 'Too large') };
    await expect(
      writeSafely(server, 'a.ilp', someBytes(LARGE, 2))
    ).rejects.toThrow(/413.*administrator.*the old one again/s);
    expect(isSame(server.files.get('a.ilp'), old)).toBe(true);
  });

  it('removes a new file that is incomplete', async () => {
    const server = new FakeFileServer();
    server.failAtPut = { number: 2, error: new Error('Failed to fetch') };
    await expect(
      writeSafely(server, 'a.ilp', someBytes(LARGE, 2))
    ).rejects.toThrow(/incomplete new file was removed/);
    expect(server.files.has('a.ilp')).toBe(false);
  });

  it.each([
    [refusal(403, 'Permission denied'), /403.*Save As/s],
    [refusal(500, 'No space left on device'), /disk is full/],
    [refusal(413, 'Too large'), /413.*administrator/s],
    [new Error('Failed to fetch'), /did not answer/]
  ])('says in words what %s means', async (error, words) => {
    const server = new FakeFileServer();
    server.failAtPut = { number: 1, error };
    const writing = writeSafely(server, 'a.ilp', someBytes(10));
    await expect(writing).rejects.toThrow(words);
    await expect(writing).rejects.toMatchObject({ tag: 'access' });
  });
});

describe('readSafely', () => {
  const read = async (server: FakeFileServer): Promise<Uint8Array> =>
    readSafely(server, 'a.ilp', await server.describe('a.ilp'));

  it('reads ranges and joins them', async () => {
    const server = new FakeFileServer();
    const bytes = someBytes(17 * 2 ** 20);
    server.files.set('a.ilp', bytes);
    expect(isSame(await read(server), bytes)).toBe(true);
    expect(server.calls.filter(call => call.startsWith('range'))).toHaveLength(
      2
    );
  });

  it('takes a whole small file as the answer to its whole range', async () => {
    const server = new FakeFileServer();
    const bytes = someBytes(1000);
    server.files.set('a.ilp', bytes);
    server.rangeStatus = 200;
    expect(isSame(await read(server), bytes)).toBe(true);
    expect(server.calls).not.toContain('base64 a.ilp');
  });

  it.each([200, 403])(
    'takes the Contents API when a part is answered by %i',
    async status => {
      const server = new FakeFileServer();
      const bytes = someBytes(17 * 2 ** 20);
      server.files.set('a.ilp', bytes);
      server.rangeStatus = status;
      expect(isSame(await read(server), bytes)).toBe(true);
      expect(server.calls).toContain('base64 a.ilp');
    }
  );

  it('names the cure where a file is too large to come without parts', async () => {
    const server = new FakeFileServer();
    server.files.set('a.ilp', someBytes(100));
    server.rangeStatus = 403;
    const file = await server.describe('a.ilp');
    const huge = { ...file, size: 2 ** 30 };
    await expect(readSafely(server, 'a.ilp', huge)).rejects.toThrow(
      /1024 MB.*answered 403.*350 MB.*files_handler_params/s
    );
    expect(server.calls).not.toContain('base64 a.ilp');
  });

  it('asks nothing for an empty file', async () => {
    const server = new FakeFileServer();
    server.files.set('a.ilp', new Uint8Array(0));
    expect(await read(server)).toHaveLength(0);
    expect(server.calls).toEqual(['describe a.ilp']);
  });
});
