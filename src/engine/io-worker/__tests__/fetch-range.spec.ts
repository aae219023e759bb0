import { createServer, IncomingMessage, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';
import { createRangeFetch } from '../fetch-range';

const size = 300_000;
const content = Uint8Array.from({ length: size }, (_, i) => i % 251);

let server: Server;
let url: string;
let requests: IncomingMessage[];
/** How the server answers; changed by tests. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;

/** `[start, stop)` of a request. */
function rangeOf(request: IncomingMessage): [number, number] {
  const [, first, last] = /bytes=(\d+)-(\d+)/.exec(request.headers.range!)!;
  return [Number(first), Number(last) + 1];
}

function servePart(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Record<string, string> = {}
): void {
  const [start, stop] = rangeOf(request);
  response.writeHead(206, {
    'Content-Range': `bytes ${start}-${stop - 1}/${size}`,
    'Last-Modified': 'Mon, 05 Jan 2026 10:00:00 GMT',
    ...headers
  });
  response.end(content.subarray(start, stop));
}

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.tif`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  requests = [];
  answer = servePart;
});

const create = (announced = size): ReturnType<typeof createRangeFetch> =>
  createRangeFetch('a.tif', {
    url,
    size: announced,
    headers: { Authorization: 'token t' }
  });

describe('createRangeFetch', () => {
  it('gives exactly the bytes asked for, near block edges and at the end', async () => {
    const fetchRange = create();
    for (const [start, stop] of [
      [0, 8],
      [65530, 65540],
      [100_000, 250_000],
      [size - 5, size]
    ]) {
      const bytes = await fetchRange(start, stop);
      // compared as a whole: one by one, 150,000 values take seconds
      const wanted = content.subarray(start, stop);
      expect(Buffer.from(bytes).equals(wanted)).toBe(true);
    }
    expect(requests[0].headers.authorization).toBe('token t');
  });

  it('asks once for small pieces that lie close together', async () => {
    const fetchRange = create();
    await Promise.all([fetchRange(0, 8), fetchRange(100, 110)]);
    await fetchRange(60_000, 60_100);
    expect(requests.map(rangeOf)).toEqual([[0, 65536]]);
  });

  it.each([
    [
      'the whole file',
      200,
      (_: IncomingMessage, response: ServerResponse) => {
        response.writeHead(200);
        response.end(content);
      }
    ],
    [
      'forbidden',
      403,
      (_: IncomingMessage, response: ServerResponse) => {
        response.writeHead(403);
        response.end();
      }
    ],
    [
      'another range',
      206,
      (request: IncomingMessage, response: ServerResponse) =>
        servePart(request, response, {
          'Content-Range': `bytes 0-9/${size}`
        })
    ]
  ])('refuses an answer with %s', async (_, status, wrong) => {
    answer = wrong;
    await expect(create()(70_000, 200_000)).rejects.toMatchObject({
      tag: 'access',
      status
    });
  });

  it('refuses a file of another size than announced', async () => {
    await expect(create(size - 1)(0, 100_000)).rejects.toMatchObject({
      tag: 'access',
      message: expect.stringContaining(`/${size}"`)
    });
  });

  it('refuses pieces of a file that changed meanwhile', async () => {
    const fetchRange = create();
    await fetchRange(0, 100_000);
    answer = (request, response) =>
      servePart(request, response, {
        'Last-Modified': 'Mon, 05 Jan 2026 10:00:09 GMT'
      });
    await expect(fetchRange(100_000, 200_000)).rejects.toThrow(
      /changed while it was read/
    );
  });

  it('says that the connection failed, and tries again the next time', async () => {
    const fetchRange = create();
    answer = request => request.socket.destroy();
    await expect(fetchRange(0, 8)).rejects.toMatchObject({ tag: 'access' });
    answer = servePart;
    expect(await fetchRange(0, 8)).toEqual(content.slice(0, 8));
  });

  it('stops a large read when cancelled', async () => {
    const abort = new AbortController();
    answer = () => abort.abort();
    await expect(create()(0, 100_000, abort.signal)).rejects.toMatchObject({
      name: 'AbortError'
    });
  });
});
