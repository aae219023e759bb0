/** Decimals of numbers that are not whole. */
const DECIMALS = 4;

/**
 * A CSV as the HTML that pandas makes of it with `to_html(index=False,
 * float_format="{:.4f}".format)`: the inserted table and that of a run are the same.
 *
 * @param csv with a header, lines ending with `\n`
 * @param texts columns that are texts, whatever they look like
 */
export function htmlTable(
  csv: string,
  texts: readonly string[] = ['image', 'class']
): string {
  const [header, ...lines] = parseCsv(csv);
  const isDecimal = header.map(
    (name, i) => !texts.includes(name) && lines.some(cells => isFloat(cells[i]))
  );
  const rows = lines.map(cells =>
    cells.map((cell, i) => (isDecimal[i] ? formatDecimal(Number(cell)) : cell))
  );
  return [
    '<table border="1" class="dataframe">',
    '  <thead>',
    '    <tr style="text-align: right;">',
    ...header.map(name => `      <th>${escapeHtml(name)}</th>`),
    '    </tr>',
    '  </thead>',
    '  <tbody>',
    ...rows.flatMap(cells => [
      '    <tr>',
      ...cells.map(cell => `      <td>${escapeHtml(cell).trim()}</td>`),
      '    </tr>'
    ]),
    '  </tbody>',
    '</table>'
  ].join('\n');
}

/** Rows of cells; quotes are taken away. */
export function parseCsv(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // a cell in quotes or without, then what ends it
  const cells = /(?:"((?:[^"]|"")*)"|([^,\n]*))(,|\n|$)/gy;
  while (cells.lastIndex < csv.length) {
    const match = cells.exec(csv);
    if (!match) {
      break;
    }
    row.push(match[1]?.replace(/""/g, '"') ?? match[2]);
    if (match[3] !== ',') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

function isFloat(cell: string): boolean {
  return /[.e]/.test(cell) && Number.isFinite(Number(cell));
}

/** As Python's `{:.4f}`: where both neighbours are as near, the even one. */
export function formatDecimal(value: number): string {
  const near = value.toFixed(DECIMALS);
  // more digits than a double has are exact
  const [whole, digits] = value.toFixed(60).split('.');
  const isTie = /^50*$/.test(digits.slice(DECIMALS));
  const below = `${whole}.${digits.slice(0, DECIMALS)}`;
  return isTie && '02468'.includes(below[below.length - 1]) ? below : near;
}

function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}
