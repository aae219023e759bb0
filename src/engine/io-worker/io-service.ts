import { PixelForestError } from '../../errors';
import { MemoryByteSource, RangeByteSource } from '../../formats/byte-sources';
import { IByteSource, IDecodedImage } from '../../formats/contract';
import {
  fileBytesOf,
  REWRITTEN_WHOLE_BYTES
} from '../../formats/hdf5/file-bytes';
import {
  hdf5ImageReader,
  listDatasets,
  openHdf5Image
} from '../../formats/hdf5/image';
import { expectHdf5Library } from '../../formats/hdf5/library';
import { readProject } from '../../formats/ilp/read';
import { writeProject } from '../../formats/ilp/write';
import { FormatRegistry } from '../../formats/registry';
import { PixelArray } from '../../project/grid';
import { encodeFile } from './encode-file';
import { blobSource } from './blob-source';
import { createRangeFetch, createSyncRangeFetch } from './fetch-range';
import { FileRequest, IoCalls, OpenImageRequest } from './io-calls';
import { postProject, reviveProject } from '../../formats/ilp/posted-project';
import { CallHandlers } from './rpc';

/**
 * Reads and writes files for the page: holds the open images, answers the
 * calls. Runs in the I/O worker, or in place where there is none.
 */
export function createIoService(): CallHandlers<IoCalls> {
  const images = new Map<number, IDecodedImage>();
  let lastHandle = 0;
  let registry: Promise<FormatRegistry> | null = null;

  const open = async (
    request: OpenImageRequest,
    signal: AbortSignal
  ): Promise<IDecodedImage> => {
    const { innerPath, axes } = request;
    const source = sourceOf(request);
    registry ??= loadRegistry();
    const formats = await registry;
    const reader = await formats.readerOf(source, signal);
    return reader === hdf5ImageReader
      ? openHdf5Image(source, { innerPath, axes, signal })
      : reader.open(source, { innerPath, signal });
  };

  return {
    prepare: async kind => {
      if (kind === 'project') {
        expectHdf5Library();
      } else {
        registry ??= loadRegistry();
        // the first image meets what went wrong
        registry.catch(() => undefined);
      }
      return { result: null };
    },
    openImage: async (request, signal) => {
      const image = await open(request, signal);
      if (signal.aborted) {
        // nobody would close it
        image.close();
        signal.throwIfAborted();
      }
      lastHandle += 1;
      images.set(lastHandle, image);
      return { result: { handle: lastHandle, metadata: image.metadata } };
    },
    readPlane: async ({ handle, plane }, signal) => {
      const image = images.get(handle);
      if (!image) {
        throw new PixelForestError(
          'worker',
          `Wanted a plane of image ${handle}, but it is not open. Open the image again.`
        );
      }
      const channels = await image.readPlane(plane, signal);
      const result = channels.map(ownPixels);
      return { result, transfer: result.map(({ buffer }) => buffer) };
    },
    closeImage: async ({ handle }) => {
      images.get(handle)?.close();
      images.delete(handle);
      return { result: null };
    },
    listDatasets: async (request, signal) => ({
      result: await listDatasets(sourceOf(request), signal)
    }),
    readLabels: async (request, signal) => {
      const { readLabels } = await import('../../formats/labels/read-labels');
      registry ??= loadRegistry();
      const formats = await registry;
      const result = await readLabels(
        sourceOf(request),
        request,
        formats,
        signal
      );
      return {
        result,
        transfer: result.numbers.blocks.map(([, block]) => block.buffer)
      };
    },
    openProject: async (request, signal) => {
      expectHdf5Library();
      const bytes = await fileBytesOf(sourceOf(request), signal);
      const read = await readProject(bytes, request.name);
      return { result: { ...read, project: postProject(read.project) } };
    },
    writeProject: async ({ project, options }, signal) => {
      const { previous, isCopy } = options;
      const written = await writeProject(reviveProject(project), {
        isCopy,
        previous: previous && {
          name: previous.name,
          bytes: await fileBytesOf(
            sourceOf(previous),
            signal,
            REWRITTEN_WHOLE_BYTES
          )
        }
      });
      // the room behind a new file goes along: a copy without it takes as much again
      return { result: written, transfer: [written.buffer] };
    },
    embedImage: async ({ bytes, image }) => {
      const { embedImage } = await import('../../formats/ilp/embed');
      const result = await embedImage(bytes, image);
      return { result, transfer: [result.buffer] };
    },
    encode: async request => ownBytes(await encodeFile(request))
  };
}

/** Decoders for pictures are loaded with the first image. */
async function loadRegistry(): Promise<FormatRegistry> {
  const { createFormatRegistry } = await import('../../formats/image-formats');
  const registry = createFormatRegistry();
  registry.register(hdf5ImageReader);
  return registry;
}

function sourceOf({ name, file }: FileRequest): IByteSource {
  switch (file.kind) {
    case 'bytes':
      return new MemoryByteSource(name, file.bytes);
    case 'blob':
      return blobSource(name, file.blob);
    case 'range':
      return new RangeByteSource(
        name,
        file.size,
        createRangeFetch(name, file),
        createSyncRangeFetch(name, file)
      );
  }
}

/** Pixels whose buffer may move to the page: no view of the file or of a library's memory. */
function ownPixels(pixels: PixelArray): PixelArray {
  return pixels.byteLength === pixels.buffer.byteLength
    ? pixels
    : pixels.slice();
}

function ownBytes(bytes: Uint8Array): {
  result: Uint8Array;
  transfer: ArrayBufferLike[];
} {
  const result =
    bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
  return { result, transfer: [result.buffer] };
}
