import { readFileSync } from 'fs';
import { join } from 'path';
import { PixelForestError } from '../../errors';
import { openHdf5 } from '../hdf5/open-file';
import { LinkEditor } from '../hdf5/structure/link-editor';
import { changeHdf5, createHdf5 } from '../hdf5/write-file';
import { seededRandom } from './fixtures';

const FIXTURES = join(__dirname, '..', '..', '..', 'fixtures', 'ilp');

const bytesOf = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(join(FIXTURES, name)));

/** A file of so many members in one group, named by number. */
async function withMembers(count: number): Promise<Uint8Array> {
  const output = await createHdf5();
  const group = output.root.group('many');
  for (let i = 0; i < count; i++) {
    group.integers(`member ${i}`, [i], []);
  }
  return output.finish();
}

/** Value by name of the members of `many`. */
async function membersOf(bytes: Uint8Array): Promise<Map<string, number>> {
  const file = await openHdf5(bytes.slice(), 'p.h5');
  try {
    const group = file.root.group('many')!;
    return new Map(
      group.names().map(name => [name, group.dataset(name)!.numbers()[0]])
    );
  } finally {
    file.close();
  }
}

describe('LinkEditor', () => {
  it.each([0, 1, 8, 9, 300, 2500])(
    'rebuilds the table of %d members, and the library adds more to it',
    async count => {
      const editor = new LinkEditor(await withMembers(count), 'p.h5');
      const group = editor.group(editor.root, 'many')!;
      group.remove('member 7');
      group.rearrange(
        new Map([...group.links.keys()].map(name => [`new ${name}`, name]))
      );
      const output = await changeHdf5(editor.finish());
      const expected = new Map<string, number>();
      for (let i = 0; i < count; i++) {
        if (i !== 7) {
          expected.set(`new member ${i}`, i);
        }
      }
      for (let i = 0; i < 100; i++) {
        output.root.group('many').integers(`added ${i}`, [1000 + i], []);
        expected.set(`added ${i}`, 1000 + i);
      }
      const found = await membersOf(output.finish());
      expect([...found].sort()).toEqual([...expected].sort());
    },
    30_000
  );

  it('gives the same bytes when nothing is changed twice', () => {
    const once = new LinkEditor(bytesOf('unknown_groups.ilp'), 'p').finish();
    const twice = new LinkEditor(once.slice(), 'p').finish();
    expect(Buffer.from(twice).equals(Buffer.from(once))).toBe(true);
  });

  it('leaves out what nothing leads to any more', () => {
    const bytes = bytesOf('unknown_groups.ilp');
    const editor = new LinkEditor(bytes, 'p');
    editor.root.remove('Lab notes');
    expect(editor.finish().length).toBeLessThan(bytes.length / 3);
  });

  it('keeps everything in its place where something cannot be followed', async () => {
    const bytes = bytesOf('unknown_groups.ilp');
    // the attribute of the group gets a version from the future
    const marker = Buffer.from(bytes).indexOf('authors');
    bytes[marker - 8] = 9;
    const editor = new LinkEditor(bytes, 'p');
    editor.root.remove('time');
    const kept = editor.finish();
    // only the superblock and the way to the root's table differ
    const differing = [...bytes.keys()].filter(i => bytes[i] !== kept[i]);
    expect(differing.length).toBeLessThan(40);
    expect(Math.max(...differing)).toBeLessThan(200);
    expect(kept.length).toBeGreaterThan(bytes.length);
    const file = await openHdf5(kept, 'p');
    expect(file.root.names()).toContain('Lab notes');
    file.close();
  });

  it('refuses a newer layout in words', () => {
    expect(() => new LinkEditor(bytesOf('newer_layout.ilp'), 'p.ilp')).toThrow(
      'p.ilp is stored in a layout whose parts cannot be replaced one by one'
    );
  });

  it('fails on damaged bytes with an error of ours, or gives a file', () => {
    const whole = bytesOf('unknown_groups.ilp');
    const random = seededRandom(7);
    let failures = 0;
    for (let round = 0; round < 400; round++) {
      const bytes = whole.slice(
        0,
        round % 4 ? whole.length : Math.floor(random() * whole.length)
      );
      for (let i = 0; i < 8; i++) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      try {
        const editor = new LinkEditor(bytes, 'p');
        const group = editor.group(editor.root, 'PixelClassification');
        group?.remove('LabelNames');
        expect(editor.finish().length).toBeLessThan(3 * whole.length);
      } catch (error) {
        expect(error).toBeInstanceOf(PixelForestError);
        failures++;
      }
    }
    expect(failures).toBeGreaterThan(10);
    expect(failures).toBeLessThan(400);
  });
});
