import { IBatchSink, IGrowingFile } from '../batch-contract';

/** A folder in memory. */
export class MemorySink implements IBatchSink {
  readonly files = new Map<string, string>();
  /** Asked before each write. */
  refuse: (path: string) => void = () => undefined;
  onWrite: (path: string) => void = () => undefined;

  write(path: string, bytes: Uint8Array): Promise<string> {
    this.refuse(path);
    this.files.set(path, this.isKeeping ? new TextDecoder().decode(bytes) : '');
    this.onWrite(path);
    return Promise.resolve(path);
  }

  remove(path: string): Promise<void> {
    this.files.delete(path);
    return Promise.resolve();
  }

  /** What grows now. */
  readonly parts = new Map<string, string>();

  grow(path: string, from = 0): Promise<IGrowingFile> {
    this.refuse(path);
    let text = (this.parts.get(path) ?? '').slice(0, from);
    this.parts.set(path, text);
    return Promise.resolve({
      append: async bytes => {
        this.refuse(`${path}+`);
        const more = new TextDecoder().decode(bytes);
        text = this.isKeeping ? text + more : '';
        this.parts.set(path, text);
      },
      discard: async () => {
        this.parts.delete(path);
      },
      finish: async () => {
        this.parts.delete(path);
        this.files.set(path, text);
        return path;
      }
    });
  }

  /** Whether what is written is kept, or only its path. */
  isKeeping = true;
}
