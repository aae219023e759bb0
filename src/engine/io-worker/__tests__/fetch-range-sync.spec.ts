import { createSyncRangeFetch } from '../fetch-range';

const size = 1000;
const content = Uint8Array.from({ length: size }, (_, i) => i % 251);

/** How the server answers; changed by tests. */
let status: number;
let lastModified: string;
let asked: Record<string, string>[];

/** A request as a worker's is, answered at once. */
class FakeRequest {
  responseType = '';
  status = 0;
  response = new ArrayBuffer(0);

  open(method: string, url: string, isAsync: boolean): void {
    expect([method, url, isAsync]).toEqual(['GET', 'http://hub/p.ilp', false]);
  }

  setRequestHeader(name: string, value: string): void {
    this._headers[name] = value;
  }

  send(): void {
    asked.push(this._headers);
    const [, first, last] = /bytes=(\d+)-(\d+)/.exec(this._headers.Range)!;
    this._range = `bytes ${first}-${last}/${size}`;
    this.status = status;
    this.response = content.slice(Number(first), Number(last) + 1).buffer;
  }

  getResponseHeader(name: string): string | null {
    return name === 'Content-Range'
      ? this.status === 206
        ? this._range
        : null
      : lastModified;
  }

  private readonly _headers: Record<string, string> = {};
  private _range = '';
}

const create = (known?: string) =>
  createSyncRangeFetch('p.ilp', {
    url: 'http://hub/p.ilp',
    size,
    headers: { Authorization: 'token t' },
    lastModified: known
  });

beforeEach(() => {
  status = 206;
  lastModified = 'Mon, 05 Jan 2026 10:00:00 GMT';
  asked = [];
  Object.assign(globalThis, { XMLHttpRequest: FakeRequest });
});

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'XMLHttpRequest');
});

describe('ranges fetched while a worker waits', () => {
  it('are what was asked for, with the headers of the location', () => {
    expect([...create()!(10, 14)]).toEqual([10, 11, 12, 13]);
    expect(asked[0]).toMatchObject({
      Authorization: 'token t',
      Range: 'bytes=10-13',
      'Cache-Control': 'no-cache'
    });
  });

  it('are refused where the server gives something else', () => {
    status = 403;
    expect(() => create()!(0, 10)).toThrow(/answered 403 with no range/);
    status = 200;
    expect(() => create()!(0, 10)).toThrow(/answered 200/);
  });

  it('are refused once the file is another one', () => {
    const fetch = create()!;
    fetch(0, 10);
    lastModified = 'Mon, 05 Jan 2026 11:00:00 GMT';
    expect(() => fetch(10, 20)).toThrow(/changed while it was read/);
    expect(() => create('Mon, 05 Jan 2026 10:00:00 GMT')!(0, 10)).toThrow(
      /changed while it was read/
    );
  });

  it('are not to be had where a thread cannot wait', () => {
    Reflect.deleteProperty(globalThis, 'XMLHttpRequest');
    expect(create()).toBeUndefined();
  });
});
