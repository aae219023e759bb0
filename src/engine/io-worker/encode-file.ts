import { createHdf5Export } from '../../formats/hdf5/export';
import { EncodeRequest } from './io-calls';

/**
 * The bytes of a file.
 *
 * @throws PixelForestError `mismatch` if pixels and options do not fit, `memory` if the file is too large
 */
export async function encodeFile(request: EncodeRequest): Promise<Uint8Array> {
  switch (request.kind) {
    case 'tiff': {
      const { writeTiff } = await import('../../formats/tiff/write');
      return writeTiff(request.pages, request.options);
    }
    case 'hdf5': {
      const output = await createHdf5Export(request.options);
      try {
        for (const { plane, channels } of request.planes) {
          output.writePlane(plane, channels);
        }
        return output.finish();
      } finally {
        output.dispose();
      }
    }
    case 'rgbaPng': {
      const { writeRgbaPng } = await import('../../formats/png');
      return writeRgbaPng(request.rgba, request.width, request.height);
    }
    case 'greyPng': {
      const { writeGreyPng } = await import('../../formats/png');
      return writeGreyPng(request.pixels, request.width, request.height);
    }
    case 'indexedPng': {
      const { writeIndexedPng } = await import('../../formats/png');
      const { pixels, width, height, palette, text } = request;
      return writeIndexedPng(pixels, width, height, palette, text);
    }
    case 'text':
      return new TextEncoder().encode(request.text);
    case 'npy': {
      const { writeNpy } = await import('../../formats/npy');
      return writeNpy(request.data, request.shape);
    }
    case 'npyResult': {
      const { writeNpyResult } = await import('../../formats/npy-result');
      return writeNpyResult(request.planes, request.options);
    }
    case 'gzip': {
      const { gzipSync } = await import('fflate');
      const { buffer, byteOffset, byteLength } = request.values;
      // without a time, so that the same values give the same bytes
      return gzipSync(new Uint8Array(buffer, byteOffset, byteLength), {
        level: 1,
        mtime: 0
      });
    }
    case 'roiZip': {
      const { writeRoiZip } = await import('../../formats/imagej-roi');
      return writeRoiZip(request.rois);
    }
  }
}
