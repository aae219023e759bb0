import { PixelForestError } from '../../errors';

/** A state of a file as the server describes it. */
export type WrittenPart = {
  /** Bytes. */
  readonly size: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
};

/** A write failed, and so did bringing the old file back. */
export class HalfWrittenError extends PixelForestError {
  /** @param parts what may be on the server now */
  constructor(
    message: string,
    readonly parts: readonly WrittenPart[],
    options: { cause: unknown; status?: number }
  ) {
    super('access', message, options);
  }
}
