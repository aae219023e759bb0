import { nullTranslator } from '@jupyterlab/translation';
import { htmlTable, parseCsv } from '../notebook/html-table';
import { objectSummaryCsv, readObjectSizes } from '../notebook/object-summary';
import { refreshedCell, refreshedHead } from '../notebook/refreshed-cells';
import {
  headText,
  resultCells,
  resultOutputs,
  Results,
  resultSource
} from '../notebook/result-cells';

const trans = nullTranslator.load('jupyterlab_pixelforest');
const CSV =
  'image,class,pixels,area_px,area_um2,share\n' +
  'hela,Nucleus,3,3,0.00795,0.03125\n' +
  'hela,"a ""b"", <c> & d",93,93,2,0.96875\n';

function results(changes: Partial<Results> = {}): Results {
  return {
    origin: { path: 'lesson.ilp', imageId: 'i', isEmbedded: false },
    imageName: 'hela',
    figure: { path: 'r/hela_overlay.png', png: Uint8Array.of(1, 2, 3) },
    probabilities: 'r/hela_probabilities.tif',
    labels: 'r/hela_labels.tif',
    summary: { path: 'r/hela_summary.csv', csv: CSV },
    objects: null,
    ...changes
  };
}

describe('the inserted table', () => {
  it('is what pandas 3.1 writes with to_html(index=False)', () => {
    // pd.read_csv(…).to_html(index=False, float_format="{:.4f}".format)
    expect(htmlTable(CSV)).toBe(
      [
        '<table border="1" class="dataframe">',
        '  <thead>',
        '    <tr style="text-align: right;">',
        '      <th>image</th>',
        '      <th>class</th>',
        '      <th>pixels</th>',
        '      <th>area_px</th>',
        '      <th>area_um2</th>',
        '      <th>share</th>',
        '    </tr>',
        '  </thead>',
        '  <tbody>',
        '    <tr>',
        '      <td>hela</td>',
        '      <td>Nucleus</td>',
        '      <td>3</td>',
        '      <td>3</td>',
        '      <td>0.0080</td>',
        '      <td>0.0312</td>',
        '    </tr>',
        '    <tr>',
        '      <td>hela</td>',
        '      <td>a "b", &lt;c&gt; &amp; d</td>',
        '      <td>93</td>',
        '      <td>93</td>',
        '      <td>2.0000</td>',
        '      <td>0.9688</td>',
        '    </tr>',
        '  </tbody>',
        '</table>'
      ].join('\n')
    );
  });

  it('leaves unknown areas empty, and names that look like numbers alone', () => {
    const table = htmlTable('image,class,area_um2,share\na,1.50,,1\na,2,,0\n');
    expect(table).toContain('<td>1.50</td>');
    expect(table).toContain('<td></td>');
    expect(table).toContain('<td>1</td>');
  });

  it('reads quotes, empty cells and line breaks in names', () => {
    expect(parseCsv('a,b\n"x ""y"",\nz",\n1,2\n')).toEqual([
      ['a', 'b'],
      ['x "y",\nz', ''],
      ['1', '2']
    ]);
  });
});

describe('inserted results', () => {
  it('link to files by default, and their source shows the same again', () => {
    const [head, code] = resultCells(results(), trans);
    expect(head.source).toContain('[probabilities](r/hela_probabilities.tif)');
    expect(head.source).toContain('[lesson.ilp](lesson.ilp)');
    expect(code.source).toContain(
      'display(Markdown("![Overlay of hela](r/hela_overlay.png)"))'
    );
    expect(code.source).toContain('Path("r/hela_summary.csv")');
    expect(resultOutputs(results()).map(({ data }) => data)).toEqual([
      {
        'text/markdown': '![Overlay of hela](r/hela_overlay.png)',
        'text/plain': '<IPython.core.display.Markdown object>'
      },
      { 'text/html': htmlTable(CSV), 'text/plain': CSV }
    ]);
  });

  it('hold the figure on request', () => {
    const embedded = results({
      origin: { path: 'lesson.ilp', imageId: 'i', isEmbedded: true }
    });
    expect(resultSource(embedded)).toContain(
      'display(Image(filename="r/hela_overlay.png"))'
    );
    expect(resultOutputs(embedded)[0].data).toEqual({
      'image/png': 'AQID',
      'text/plain': '<IPython.core.display.Image object>'
    });
  });

  it('list objects where there are some', () => {
    const listed = results({
      objects: {
        path: 'r/hela_objects.csv',
        ...readObjectSizes('image,id,area_px\nh,1,7\nh,2,4\nh,3,10\nh,4,4\n')
      }
    });
    const summary = 'objects,mean_area_px,median_area_px\n4,6.2500,5.5000\n';
    expect(resultOutputs(listed)[2].data).toEqual({
      'text/html': htmlTable(summary),
      'text/plain': summary
    });
    expect(resultSource(listed)).toContain(
      'objects = pd.read_csv("r/hela_objects.csv")'
    );
    expect(resultCells(listed, trans)[0].source).toContain(
      '[4 objects](r/hela_objects.csv)'
    );
  });

  it('leave the sizes of no objects empty', () => {
    expect(objectSummaryCsv(readObjectSizes('image,id,volume_px\n'))).toBe(
      'objects,mean_volume_px,median_volume_px\n0,,\n'
    );
  });

  it('escape names that would be markup or end a link', () => {
    const [head, code] = resultCells(
      results({
        imageName: 'a](javascript:x) <b>',
        figure: { path: 'r/a (1).png', png: new Uint8Array(0) }
      }),
      trans
    );
    expect(head.source).toContain('a\\](javascript:x) &lt;b&gt;');
    expect(code.source).toContain('(r/a%20%281%29.png)');
  });
});

describe('results made anew', () => {
  const without = results();
  const withObjects = results({
    objects: {
      path: 'r/a "b"_objects.csv',
      ...readObjectSizes('image,id,area_px\nh,1,7\nh,2,4\n')
    }
  });

  it('show objects that were switched on since, and no longer those that were switched off', () => {
    for (const [from, to] of [
      [without, withObjects],
      [withObjects, without],
      [withObjects, withObjects]
    ]) {
      expect(refreshedCell(resultSource(from), to)).toEqual({
        source: resultSource(to),
        shown: to
      });
      expect(refreshedHead(headText(from, trans), to, trans)).toBe(
        headText(to, trans)
      );
    }
  });

  it('leave a source that its user changed, and show what it shows', () => {
    const plain = `${resultSource(without)}\nprint(1)`;
    expect(refreshedCell(plain, withObjects)).toEqual({
      source: plain,
      shown: without
    });
    const listing = `${resultSource(withObjects)}\nprint(1)`;
    expect(refreshedCell(listing, withObjects)).toEqual({
      source: listing,
      shown: withObjects
    });
    const broken = 'objects = pd.read_csv("\\x")\nsizes = objects["a"]';
    expect(refreshedCell(broken, withObjects).source).toBe(broken);
  });

  it('leave a text above them that its user changed', () => {
    for (const text of [
      '',
      '# Mine',
      `${headText(without, trans)} and more`,
      `${headText(withObjects, trans)}\n\nMore.`
    ]) {
      expect(refreshedHead(text, withObjects, trans)).toBe(text);
    }
  });
});
