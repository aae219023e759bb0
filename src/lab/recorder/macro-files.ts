import { InputDialog } from '@jupyterlab/apputils';
import { readServerFile } from '../document/read-server-file';
import { joinPath, nameOf } from '../images/file-path';
import { mayReplace } from '../images/may-replace';
import { LabParts } from '../lab-parts';

/** Text of a macro and where it came from. */
export type OpenedMacro = { readonly path: string; readonly text: string };

/** Macros as files on the server. */
export class MacroFiles {
  constructor(private readonly _parts: LabParts) {}

  /** @returns null if cancelled @throws PixelForestError `access` */
  async open(folder: string, path?: string): Promise<OpenedMacro | null> {
    const { files, server } = this._parts;
    const source = path ?? (await files.chooseFile(folder, 'macro'));
    if (source === null) {
      return null;
    }
    const bytes = await readServerFile(server, source);
    return { path: source, text: new TextDecoder().decode(bytes) };
  }

  /** Asks for a path, and before a file is replaced. @returns the path, or null if cancelled */
  async save(folder: string, text: string): Promise<string | null> {
    const { files, trans } = this._parts;
    const { value } = await InputDialog.getText({
      title: trans.__('Save macro'),
      label: trans.__('Path on the server'),
      text: joinPath(await files.writableFolder(folder), 'macro.json')
    });
    if (!value || !(await mayReplace([value], this._parts))) {
      return null;
    }
    await files.write(value, new TextEncoder().encode(text));
    return nameOf(value);
  }
}
