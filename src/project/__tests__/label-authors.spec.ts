import { takeAuthorTopic, withAuthorTopic } from '../author-topic';
import { rasteriseStroke } from '../brush';
import { authorName, joinAuthors } from '../label-authors';
import { mergeLabels } from '../label-comparison';
import { authorsOfLabels, signedLabels } from '../label-merge';
import { LabelImage } from '../labels';
import { createProject, Project } from '../project';

const SHAPE = { t: 1, z: 2, y: 150, x: 200, c: 1 };
const PLANE = { t: 0, z: 1 };
const BOX = { y0: 0, x0: 0, y1: SHAPE.y, x1: SHAPE.x };

function stroke(
  labels: LabelImage,
  x: number,
  label: number,
  author?: string,
  y = 10
) {
  const mask = rasteriseStroke([{ y, x }], 3, BOX)!;
  return labels.paint(PLANE, mask, label, author);
}

describe('a block of labels', () => {
  it('remembers who drew in it, each once, in order', () => {
    const labels = new LabelImage(SHAPE);
    stroke(labels, 10, 1, 'Ana');
    stroke(labels, 20, 2, 'Ben');
    stroke(labels, 30, 1, 'Ana');
    stroke(labels, 100, 1, 'Cem');
    stroke(labels, 170, 1);
    expect(labels.authorsAt(PLANE, 40, 50)).toEqual(['Ana', 'Ben']);
    expect(labels.authorsAt(PLANE, 0, 127)).toEqual(['Cem']);
    expect(labels.authorsAt(PLANE, 10, 170)).toEqual([]);
    expect(labels.authorsAt({ t: 0, z: 0 }, 10, 10)).toEqual([]);
    expect(authorsOfLabels([labels])).toEqual(['Ana', 'Ben', 'Cem']);
  });

  it('names nobody for erasing, and forgets all with its last label', () => {
    const labels = new LabelImage(SHAPE);
    stroke(labels, 10, 1, 'Ana');
    stroke(labels, 30, 1, 'Ana');
    stroke(labels, 10, 0, 'Ben');
    expect(labels.authorsAt(PLANE, 10, 30)).toEqual(['Ana']);
    const last = stroke(labels, 30, 0, 'Ben')!;
    expect(labels.authorsAt(PLANE, 10, 30)).toEqual([]);
    labels.apply(last, 'before');
    expect(labels.authorsAt(PLANE, 10, 30)).toEqual(['Ana']);
  });

  it('goes back and forth with its authors', () => {
    const labels = new LabelImage(SHAPE);
    stroke(labels, 10, 1, 'Ana');
    const change = stroke(labels, 12, 2, 'Ben')!;
    labels.apply(change, 'before');
    expect(labels.authorsAt(PLANE, 10, 10)).toEqual(['Ana']);
    labels.apply(change, 'after');
    expect(labels.authorsAt(PLANE, 10, 10)).toEqual(['Ana', 'Ben']);
  });

  it('keeps its authors in a copy, under new numbers and in another image', () => {
    const labels = new LabelImage(SHAPE);
    stroke(labels, 10, 1, 'Ana');
    const copy = labels.copy();
    copy.renumber(Uint8Array.from({ length: 256 }, (_, i) => i + 1));
    expect(copy.authorsAt(PLANE, 10, 10)).toEqual(['Ana']);
    const other = new LabelImage(SHAPE);
    stroke(other, 10, 2, 'Ben');
    const change = other.become(copy)!;
    expect(other.authorsAt(PLANE, 10, 10)).toEqual(['Ana']);
    other.apply(change, 'before');
    expect(other.authorsAt(PLANE, 10, 10)).toEqual(['Ben']);
  });

  it('with the same labels by other authors is a change', () => {
    const [a, b] = ['Ana', 'Ben'].map(name => {
      const labels = new LabelImage(SHAPE);
      stroke(labels, 10, 1, name);
      return labels;
    });
    expect(a.become(b)?.blocks).toHaveLength(1);
    expect(a.authorsAt(PLANE, 10, 10)).toEqual(['Ben']);
  });

  it('merged names those whose labels were taken', () => {
    const mine = new LabelImage(SHAPE);
    stroke(mine, 10, 1);
    stroke(mine, 100, 1);
    const theirs = new LabelImage(SHAPE);
    stroke(theirs, 10, 2, 'Ben');
    stroke(theirs, 100, 1, 'Ben');
    stroke(theirs, 170, 1, 'Ben');
    const at = (rule: 'first' | 'second' | 'unlabelled') => {
      const merged = mergeLabels(signedLabels(mine, 'Ana'), theirs, rule);
      return [10, 100, 170].map(x => merged.authorsAt(PLANE, 10, x).join('+'));
    };
    expect(at('first')).toEqual(['Ana', 'Ana+Ben', 'Ben']);
    expect(at('second')).toEqual(['Ben', 'Ana+Ben', 'Ben']);
    expect(at('unlabelled')).toEqual(['', 'Ana+Ben', 'Ben']);
  });
});

describe('the topic of a project file', () => {
  function sample(): Project {
    const labels = new LabelImage(SHAPE);
    stroke(labels, 10, 1, 'Ana');
    stroke(labels, 12, 1, 'Ben');
    stroke(labels, 100, 1, 'Ben');
    stroke(labels, 170, 1);
    return { ...createProject(), labels: new Map([['a', labels]]) };
  }

  it('brings the authors back to the blocks that are there', () => {
    const written = withAuthorTopic(sample());
    expect(JSON.parse(written.topics!.get('labelAuthors')!)).toEqual({
      names: ['Ana', 'Ben'],
      images: { a: { '0,1,0,0': [0, 1], '0,1,0,1': [1] } }
    });
    const read = new LabelImage(SHAPE);
    stroke(read, 10, 1);
    stroke(read, 170, 1);
    const taken = takeAuthorTopic({
      ...written,
      topics: new Map([...written.topics!, ['other', '1']]),
      labels: new Map([['a', read]])
    });
    expect([...taken.topics!]).toEqual([['other', '1']]);
    expect(read.authorsAt(PLANE, 10, 10)).toEqual(['Ana', 'Ben']);
    expect(read.authorsAt(PLANE, 10, 170)).toEqual([]);
    expect(read.counts()[1]).toBe(18);
  });

  it('is not there when nobody is named', () => {
    const read = takeAuthorTopic(withAuthorTopic(sample()));
    expect(read.topics).toBeUndefined();
    const cleared = withAuthorTopic({ ...read, labels: new Map() });
    expect(cleared.topics).toBeUndefined();
  });

  it.each([
    '7',
    '{"names":[1],"images":{}}',
    '{"names":["Ana"],"images":{"a":[0]}}',
    '{"names":["Ana"],"images":{"a":{"0,1,0,0":[5,-1,0.5]}}}',
    '{"names":["Ana"],"images":{"a":{"x":[0]},"b":{"0,1,0,0":[0]}}}',
    '{"names":["Ana"],"images":{"a":{"0,1,0,0":[7]}}}'
  ])('that says %s names nobody', text => {
    const project = sample();
    const read = new LabelImage(SHAPE);
    stroke(read, 10, 1);
    const topics = new Map([['labelAuthors', text]]);
    takeAuthorTopic({ ...project, topics, labels: new Map([['a', read]]) });
    expect(read.authorsAt(PLANE, 10, 10)).toEqual([]);
  });
});

it('names are one line and none twice', () => {
  expect(authorName('  Ana \n Maria ')).toBe('Ana Maria');
  expect(authorName('x'.repeat(500))).toHaveLength(100);
  expect(joinAuthors(['Ana'], ['Ben', '', 'Ana', 'Ben'])).toEqual([
    'Ana',
    'Ben'
  ]);
});
