import { RangeByteSource } from '../../formats/byte-sources';
import { IByteSource } from '../../formats/contract';

/** What a worker has and a page has not. */
declare const FileReaderSync: new () => {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
};

/** Bytes that the browser keeps, read where they are needed; without waiting in a worker. */
export function blobSource(name: string, blob: Blob): IByteSource {
  const reader =
    typeof FileReaderSync === 'undefined' ? null : new FileReaderSync();
  return new RangeByteSource(
    name,
    blob.size,
    async (start, stop) =>
      new Uint8Array(await blob.slice(start, stop).arrayBuffer()),
    reader
      ? (start, stop) =>
          new Uint8Array(reader.readAsArrayBuffer(blob.slice(start, stop)))
      : undefined
  );
}
