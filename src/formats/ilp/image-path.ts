import { ImageLocation } from '../../project/images';

/** Files that contain data sets, as ilastik knows them. */
const CONTAINERS = /\.(h5|hdf5|ilp|n5|zarr)$/i;

/**
 * Splits ilastik's `raw.h5/data` at the first part that is a container.
 * Backslashes of projects made on Windows become `/`.
 */
export function splitImagePath(filePath: string): ImageLocation {
  if (isUrl(filePath)) {
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

/** Whether a path is an address in a network: `https://…`, `precomputed://…`. */
export function isUrl(path: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(path);
}

/**
 * Whether a path stands for several files: a pattern, or ilastik's list, whose
 * parts are joined as the machine joins search paths (`a.png:b.png`, `a.png;b.png`).
 */
export function isStack(path: string): boolean {
  return !isUrl(path) && /[*?;]|\.\w+:(?=.)/.test(path);
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
