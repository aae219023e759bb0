import { createProject, Project } from '../../project/project';
import { LabelImage } from '../../project/labels';
import { postProject, reviveProject } from '../ilp/posted-project';
import { readProject } from '../ilp/read';
import { writeProject } from '../ilp/write';

const SHAPE = { t: 1, z: 1, y: 100, x: 140, c: 1 };
const PLANE = { t: 0, z: 0 };

function signedProject(): Project {
  const labels = new LabelImage(SHAPE);
  const dot = (x: number, author: string) =>
    labels.paint(
      PLANE,
      { box: { y0: 5, x0: x, y1: 6, x1: x + 1 }, covered: Uint8Array.of(1) },
      1,
      author
    );
  dot(5, 'Ana');
  dot(6, 'Björn „B“');
  dot(100, 'Ana');
  const metadata = {
    shape: SHAPE,
    dtype: 'uint8' as const,
    fileAxes: 'yx',
    fileShape: [100, 140],
    channelNames: [''],
    channelColors: [null],
    displayRanges: [null],
    pixelSizeUm: null
  };
  const image = { id: 'a', path: 'a.tif', innerPath: '', nickname: 'a' };
  return {
    ...createProject(),
    images: [{ ...image, metadata }],
    labels: new Map([['a', labels]])
  };
}

it('a project file remembers who drew which block', async () => {
  const bytes = await writeProject(signedProject());
  const { project, warnings } = await readProject(bytes, 'p.ilp');
  const labels = project.labels.get('a')!;
  expect(warnings).toEqual([]);
  expect(labels.authorsAt(PLANE, 0, 0)).toEqual(['Ana', 'Björn „B“']);
  expect(labels.authorsAt(PLANE, 5, 100)).toEqual(['Ana']);
  expect(labels.authorsAt(PLANE, 80, 0)).toEqual([]);
});

it('authors cross to another thread with their blocks', () => {
  const posted = structuredClone(postProject(signedProject()));
  const labels = reviveProject(posted).labels.get('a')!;
  expect(labels.authorsAt(PLANE, 0, 0)).toEqual(['Ana', 'Björn „B“']);
});
