/** Folder of a path, '' for the root. */
export function folderOf(localPath: string): string {
  const at = localPath.lastIndexOf('/');
  return at < 0 ? '' : localPath.slice(0, at);
}

/** File name without folders. */
export function nameOf(localPath: string): string {
  return localPath.slice(localPath.lastIndexOf('/') + 1);
}

/** File name without folders and without its last extension; `.ome.tif` counts as one. */
export function stemOf(localPath: string): string {
  const name = nameOf(localPath);
  const stem = name.replace(/(?:\.ome)?\.[^.]+$/i, '');
  return stem === '' ? name : stem;
}

/** A path in a folder; '' is the root. */
export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
