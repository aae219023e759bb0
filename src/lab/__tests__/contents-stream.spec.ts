import { readContents } from '../document/contents-stream';
import { someBytes } from './fake-file-server';

/** An answer of the server in pieces of so many bytes. */
function streamOf(text: string, step: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull: controller => {
      if (at >= bytes.length) {
        controller.close();
      } else {
        controller.enqueue(bytes.slice(at, (at += step)));
      }
    }
  });
}

/** Base64 as the server writes it, with a line break after 76 digits. */
const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('base64').replace(/.{76}/g, '$&\n');

describe('readContents', () => {
  it.each([1, 2, 3, 7, 4096])(
    'finds the bytes whatever pieces come: of %i',
    async step => {
      for (const length of [1, 2, 3, 57, 58, 500]) {
        const bytes = someBytes(length, step);
        const answer = JSON.stringify({
          name: 'a "content": "AAAA" σ.ilp',
          kind: 'content',
          content: base64(bytes),
          type: 'file'
        });
        expect(
          await readContents(streamOf(answer, step), bytes.length)
        ).toEqual(bytes);
      }
    }
  );

  it('takes spaces around the colon, and slashes that are escaped', async () => {
    const answer = '{"a": 1, "content" :\n "\\/+\\/+" , "b": 2}';
    expect(await readContents(streamOf(answer, 5), 3)).toEqual(
      Uint8Array.from(Buffer.from('/+/+', 'base64'))
    );
  });

  it.each([
    ['{"content": null}', /should have 3 bytes, but 0 came, and the answer/],
    ['{"message": "no"}', /0 came, and the answer/],
    ['{"content": "AAAA', /3 came, and the answer ended in their middle/],
    ['{"content": "AAAAAAAA"}', /should have 3 bytes, but 6 came\./],
    ['{"content": "AA==" }', /but 1 came\./],
    ['{"content": "A*AA" }', /character 42/]
  ])('refuses %s', async (answer, words) => {
    const reading = readContents(streamOf(answer, 4), 3);
    await expect(reading).rejects.toThrow(words);
    await expect(reading).rejects.toMatchObject({ tag: 'access' });
  });

  it('refuses an answer without a body', async () => {
    await expect(readContents(null, 3)).rejects.toThrow(/0 came/);
  });
});
