/** Files that contain data sets, as ilastik knows them. */
const CONTAINERS = /\.(h5|hdf5|ilp|n5|zarr)$/i;

/** Where an image is: a file and, for containers, a data set in it. */
export type ImageLocation = {
  readonly path: string;
  readonly innerPath: string;
};

/**
 * Splits ilastik's `raw.h5/data` at the first part that is a container.
 * Backslashes of projects made on Windows become `/`.
 */
export function splitImagePath(filePath: string): ImageLocation {
  const isUrl = /^[a-z][a-z0-9+.-]+:\/\//i.test(filePath);
  if (isUrl) {
    return { path: filePath, innerPath: '' };
  }
  const parts = filePath.replace(/\\/g, '/').split('/');
  const container = parts.findIndex(part => CONTAINERS.test(part));
  if (container < 0 || container === parts.length - 1) {
    return { path: parts.join('/'), innerPath: '' };
  }
  return {
    path: parts.slice(0, container + 1).join('/'),
    innerPath: `/${parts.slice(container + 1).join('/')}`
  };
}

/** The reverse of {@link splitImagePath}. */
export function joinImagePath({ path, innerPath }: ImageLocation): string {
  return innerPath === '' ? path : `${path}/${innerPath.replace(/^\/+/, '')}`;
}

/** Whether a path does not depend on the project's folder. */
export function isAbsolutePath(path: string): boolean {
  return /^(\/|[a-z]:\/|[a-z][a-z0-9+.-]+:\/\/)/i.test(path);
}

/** ilastik's display name: the file's name without its ending, and the data set: `2d_cells-data`. */
export function nicknameOf({ path, innerPath }: ImageLocation): string {
  const name = path.split('/').pop() ?? path;
  const stem = name.replace(/(?<=.)\.[^.]*$/, '');
  const inner = innerPath.split('/').filter(part => part !== '');
  return [stem, ...inner].join('-');
}
