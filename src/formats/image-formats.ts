import { JpegReader } from './jpeg';
import { PngReader } from './png';
import { FormatRegistry } from './registry';
import { TiffReader } from './tiff/reader';

/**
 * A registry with TIFF, PNG and JPEG. HDF5 is added by whoever loads its
 * library: it is large and comes when first needed.
 */
export function createFormatRegistry(): FormatRegistry {
  const registry = new FormatRegistry();
  registry.register(new JpegReader());
  registry.register(new PngReader());
  registry.register(new TiffReader());
  return registry;
}
