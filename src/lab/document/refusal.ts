import { PixelForestError } from '../../errors';

/** What a server's refusal carries, whoever threw it. */
export type Refusal = {
  readonly message?: unknown;
  readonly response?: { readonly status?: unknown };
};

/** The HTTP status in a thrown value, or null if no server answered. */
export function statusOf(error: unknown): number | null {
  if (error instanceof PixelForestError) {
    return error.status ?? null;
  }
  const status = (error as Refusal | null)?.response?.status;
  return typeof status === 'number' ? status : null;
}
