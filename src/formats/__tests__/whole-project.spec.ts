import { readFileSync } from 'fs';
import { join } from 'path';
import { readObjectCorrections } from '../../project/object-corrections';
import { parentsOf } from '../../project/parent-objects';
import { Project } from '../../project/project';
import { segmentationOf } from '../../project/segmentation';
import { parseVersionText, versionTexts } from '../../project/versions';
import { MemoryByteSource } from '../byte-sources';
import { openLocalImage } from '../ilp/local-data';
import { readProject } from '../ilp/read';
import { writeProject } from '../ilp/write';
import { FIXTURES, readAll } from './fixtures';
import { wholeProject, WholeProject, writeWhole } from './whole-project';

const FOLDER = join(FIXTURES, 'ilastik', 'f13_everything');

/** Depth of the images and the file that ilastik made of ours: see SOURCE.txt there. */
const CASES = [
  [1, '2d.ilp'],
  [8, '3d.ilp']
] as const;

/** What no program may lose; the order of topics and the forest tell nothing. */
function kept({ forest: _, topics, ...project }: Project): unknown {
  return { ...project, topics: [...topics!].sort() };
}

/** The image inside the file has the pixels that went in. */
async function expectPixels(
  bytes: Uint8Array,
  { project, pixels }: WholeProject
): Promise<void> {
  const image = project.images[1];
  const { c } = image.metadata!.shape;
  const opened = await openLocalImage(
    new MemoryByteSource('p.ilp', bytes),
    image
  );
  const planes = await readAll(opened);
  opened.close();
  const length = planes[0].length;
  const values = pixels.get(image.id)!;
  planes.forEach((plane, i) => {
    const start = Math.floor(i / c) * length;
    expect(plane).toEqual(
      Uint8Array.from({ length }, (_, at) => values[(start + at) * c + (i % c)])
    );
  });
}

describe.each(CASES)('a project with all there is, depth %i', (depth, file) => {
  const whole = wholeProject(depth);
  const ofIlastik = () => new Uint8Array(readFileSync(join(FOLDER, file)));

  it('reads back as it was written', async () => {
    const bytes = await writeWhole(whole);
    const { project, warnings } = await readProject(bytes.slice(), 'p.ilp');
    expect(warnings).toEqual([]);
    expect(kept(project)).toEqual(kept(whole.project));
    await expectPixels(bytes, whole);
  });

  it('comes back from ilastik, which trained on it and saved it, with all of ours', async () => {
    const bytes = ofIlastik();
    const { project, warnings } = await readProject(bytes.slice(), file);
    expect(warnings).toEqual([]);
    expect(kept(project)).toEqual(kept(whole.project));
    expect(project.forest?.trees).toHaveLength(10);
    await expectPixels(bytes, whole);
  });

  it('says in its topics what the user made', async () => {
    const { project } = await readProject(ofIlastik(), file);
    const [labels] = [...project.labels.values()];
    expect(labels.authorsAt({ t: 0, z: depth > 1 ? 1 : 0 }, 6, 6)).toEqual([
      'Ana',
      'Ben Müller'
    ]);
    expect(segmentationOf(project)).toEqual(segmentationOf(whole.project));
    expect(parentsOf(project).maximumDistance).toBe(12.5);
    expect(readObjectCorrections(project).get('outside')).toHaveLength(4);
    const versions = versionTexts(project).map(([, text]) =>
      parseVersionText(text)!
    );
    expect(versions.map(({ name }) => name)).toEqual([
      'before the crowded region',
      'with objects, σ = 2'
    ]);
    expect(versions[0].state().labels).toEqual(whole.project.labels);
  });

  it('is saved over what ilastik made of it, and stays the same', async () => {
    const bytes = ofIlastik();
    const before = await readProject(bytes.slice(), file);
    const written = await writeProject(before.project, {
      previous: { bytes, name: file }
    });
    const { project } = await readProject(written.slice(), file);
    expect(kept(project)).toEqual(kept(whole.project));
    expect(project.forest).toEqual(before.project.forest);
    await expectPixels(written, whole);
  });
});
