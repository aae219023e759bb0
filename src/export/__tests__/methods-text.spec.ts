import { createProject } from '../../project/project';
import { methodsText, reproduceCommand } from '../methods-text';
import { gatherProvenance, infoLines } from '../provenance';

const project = {
  ...createProject(),
  images: [
    {
      id: 'a',
      path: "it's/cells 1.tif",
      innerPath: '',
      nickname: 'cells 1',
      metadata: null
    },
    { id: 'b', path: 'b.tif', innerPath: '', nickname: 'b', metadata: null }
  ]
};
const provenance = gatherProvenance({
  project,
  image: project.images[0],
  version: '1.0.0',
  projectName: '-odd name.ilp',
  labelCounts: id => (id === 'a' ? [5, 7] : [0, 0]),
  objects: null,
  now: new Date(0)
});

describe('methods text', () => {
  it('names version, trees, seed, classes with their labels, filters and citations', () => {
    const text = methodsText(provenance);
    expect(text).toContain('Pixel Forest 1.0.0');
    expect(text).toContain('100 trees (seed 0)');
    expect(text).toContain('painted on 1 image for');
    expect(text).toContain('“Label 1” (5 pixels) and “Label 2” (7 pixels)');
    expect(text).toContain('Gaussian smoothing (σ = 0.3, 0.7,');
    expect(text).toContain('not calibrated');
    expect(text).toContain('10.1038/s41592-019-0582-9');
    expect(text).toContain('10.1023/A:1010933404324');
  });
});

describe('the command', () => {
  it('quotes names for a shell and takes none for an option', () => {
    expect(reproduceCommand(provenance, ['probabilities', 'objects'])).toBe(
      "pixelforest predict './-odd name.ilp' 'it'\\''s/cells 1.tif' --out results --source probabilities --format tif\n" +
        "pixelforest objects './-odd name.ilp' 'it'\\''s/cells 1.tif' --out results\n"
    );
  });
});

describe('what ImageJ shows', () => {
  it('has a line per fact and none that is empty', () => {
    const lines = infoLines(provenance).trimEnd().split('\n');
    expect(lines[0]).toBe(
      'Written by: Pixel Forest 1.0.0, 1970-01-01T00:00:00.000Z'
    );
    expect(lines.every(line => /^[A-Z][a-z ]+: ./.test(line))).toBe(true);
  });
});
