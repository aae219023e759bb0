import type { TranslationBundle } from '@jupyterlab/translation';
import { encodeBase64 } from '../document/base64';
import { pythonText } from './cell-source';
import { htmlTable } from './html-table';
import { ObjectSizes, objectSummaryCsv } from './object-summary';
import { NewCell } from './insert-cells';
import { ResultsOrigin, TOPIC } from './notebook-topic';

/** Results as they are in files. Paths are relative to the notebook. */
export type Results = {
  readonly origin: ResultsOrigin;
  /** Name of the image. */
  readonly imageName: string;
  readonly figure: { readonly path: string; readonly png: Uint8Array };
  readonly probabilities: string;
  readonly labels: string;
  /** One row a class: area in pixels, µm² and as a share. */
  readonly summary: { readonly path: string; readonly csv: string };
  /** One line an object; null where objects are switched off. */
  readonly objects: (ObjectSizes & { readonly path: string }) | null;
};

/** An output of a code cell, as nbformat has it. */
export type ResultOutput = {
  readonly output_type: 'display_data';
  readonly data: Readonly<Record<string, string>>;
  readonly metadata: Record<string, never>;
};

/** What is inserted: links to the files, and a cell with figure and table. */
export function resultCells(
  results: Results,
  trans: TranslationBundle
): NewCell[] {
  return [
    {
      cell_type: 'markdown',
      source: headText(results, trans),
      metadata: {}
    },
    {
      cell_type: 'code',
      source: resultSource(results),
      metadata: { [TOPIC]: { results: { ...results.origin } } },
      execution_count: null,
      outputs: resultOutputs(results).map(output => ({
        ...output,
        data: { ...output.data }
      }))
    }
  ];
}

/** Python that reads the files and shows what {@link resultOutputs} holds. */
export function resultSource(results: Results): string {
  const { origin, figure, probabilities, labels, summary, objects } = results;
  const picture = origin.isEmbedded ? 'Image' : 'Markdown';
  return [
    'from pathlib import Path',
    '',
    'import pandas as pd',
    'import tifffile',
    `from IPython.display import ${picture}, display`,
    '',
    '# probabilities: one channel per class, 0 to 1; labels: class numbers from 1, 0 = not painted',
    `probabilities = tifffile.imread(${pythonText(probabilities)})`,
    `labels = tifffile.imread(${pythonText(labels)})`,
    `summary_file = Path(${pythonText(summary.path)})`,
    'names = {"image": str, "class": str}',
    'summary = pd.read_csv(summary_file, dtype=names, keep_default_na=False)',
    ...(objects ? [`objects = pd.read_csv(${pythonText(objects.path)})`] : []),
    '',
    ...(objects ? objectSource(objects.column) : []),
    origin.isEmbedded
      ? `display(Image(filename=${pythonText(figure.path)}))`
      : `display(Markdown(${pythonText(figureLink(results))}))`,
    'display(',
    '    {',
    '        "text/html": summary.to_html(index=False, float_format="{:.4f}".format),',
    '        "text/plain": summary_file.read_text(encoding="utf-8"),',
    '    },',
    '    raw=True,',
    ')',
    ...(objects
      ? [
          'display(',
          '    {',
          '        "text/html": object_summary.to_html(index=False, na_rep="", float_format="{:.4f}".format),',
          '        "text/plain": object_summary.to_csv(index=False, float_format="%.4f", lineterminator="\\n"),',
          '    },',
          '    raw=True,',
          ')'
        ]
      : [])
  ].join('\n');
}

/** Python that makes what {@link objectSummaryCsv} holds. */
function objectSource(column: string): string[] {
  const sizes = pythonText(column);
  return [
    `sizes = objects[${sizes}]`,
    'object_summary = pd.DataFrame(',
    '    {',
    '        "objects": [len(sizes)],',
    `        ${pythonText(`mean_${column}`)}: [sizes.mean()],`,
    `        ${pythonText(`median_${column}`)}: [sizes.median()],`,
    '    }',
    ')',
    ''
  ];
}

/** Figure and tables, as running the cell makes them. */
export function resultOutputs(results: Results): ResultOutput[] {
  const { origin, figure, summary, objects } = results;
  return [
    display(
      origin.isEmbedded
        ? {
            'image/png': encodeBase64(figure.png),
            'text/plain': '<IPython.core.display.Image object>'
          }
        : {
            'text/markdown': figureLink(results),
            'text/plain': '<IPython.core.display.Markdown object>'
          }
    ),
    table(summary.csv),
    ...(objects ? [table(objectSummaryCsv(objects))] : [])
  ];
}

function table(csv: string): ResultOutput {
  return display({ 'text/html': htmlTable(csv), 'text/plain': csv });
}

function display(data: Record<string, string>): ResultOutput {
  return { output_type: 'display_data', data, metadata: {} };
}

/** What stands above the results: their name, and links to project and files. */
export function headText(results: Results, trans: TranslationBundle): string {
  const { origin, probabilities, labels, summary, objects } = results;
  const links = [
    markdownLink(trans.__('probabilities'), probabilities),
    markdownLink(trans.__('labels'), labels),
    markdownLink(trans.__('areas'), summary.path),
    ...(objects
      ? [
          markdownLink(
            trans._n('%1 object', '%1 objects', objects.count),
            objects.path
          )
        ]
      : [])
  ];
  return [
    `### ${trans.__('Pixel classification of %1', plain(results.imageName))}`,
    '',
    `${trans.__('Project')} ${markdownLink(origin.path, origin.path)}: ${links.join(', ')}`
  ].join('\n');
}

function figureLink({ figure, imageName }: Results): string {
  return `!${markdownLink(`Overlay of ${imageName}`, figure.path)}`;
}

function markdownLink(text: string, path: string): string {
  const url = encodeURI(path).replace(
    /[()#?]/g,
    letter => `%${letter.charCodeAt(0).toString(16)}`
  );
  return `[${plain(text)}](${url})`;
}

/** What Markdown or HTML would take for markup is escaped. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>&!#|]/g, letter =>
    letter === '<' || letter === '>' || letter === '&'
      ? { '<': '&lt;', '>': '&gt;', '&': '&amp;' }[letter]
      : `\\${letter}`
  );
}
