import { IExportSink } from '../contract';

/** Keeps what is written, by name. */
export class MemorySink implements IExportSink {
  readonly files = new Map<string, Uint8Array>();

  write(name: string, bytes: Uint8Array): Promise<string> {
    this.files.set(name, bytes);
    return Promise.resolve(`results/${name}`);
  }
}
