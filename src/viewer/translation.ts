/** What the viewer needs of a translator; JupyterLab's bundles fit. */
export interface ITranslation {
  /** @param values take the places of %1, %2, … */
  __(text: string, ...values: string[]): string;
}

/** English as written, for pages without a translator. */
export const untranslated: ITranslation = {
  __: (text, ...values) =>
    text.replace(/%(\d+)/g, (mark, n) => values[Number(n) - 1] ?? mark)
};
