import { AuthorName } from '../author-name';

function setUp(stored = '') {
  const author = new AuthorName();
  const heard: string[] = [];
  author.changed.connect((_, name) => heard.push(name));
  const written: string[] = [];
  const storage = {
    value: stored,
    read: () => storage.value,
    write: async (name: string) => {
      written.push(name);
      storage.value = name;
    }
  };
  return { author, heard, written, storage };
}

describe('the name that strokes are signed with', () => {
  it('is what the server says until the user sets one', async () => {
    const { author, heard, written, storage } = setUp();
    expect(author.name).toBe('');
    author.identify('ana.m');
    author.attach(storage);
    expect(author.name).toBe('ana.m');
    await author.choose('  Ana ');
    expect([author.name, ...written]).toEqual(['Ana', 'Ana']);
    author.identify('someone');
    await author.choose('');
    expect(author.name).toBe('someone');
    expect(heard).toEqual(['ana.m', 'Ana', 'someone']);
  });

  it('is none for the names Jupyter makes up', () => {
    const { author } = setUp();
    author.identify('Anonymous Carpo');
    expect(author.name).toBe('');
  });

  it('follows the settings, and writes nothing that is there already', async () => {
    const { author, written, storage } = setUp('Ben');
    const changed = author.attach(storage);
    expect(author.name).toBe('Ben');
    storage.value = 'Cem';
    changed();
    expect(author.name).toBe('Cem');
    await author.choose('Cem');
    expect(written).toEqual([]);
  });
});
