import { PixelForestError } from '../errors';

/**
 * Downloads and compiles the kernels.
 *
 * @throws PixelForestError `access` if the server does not give them
 */
export async function loadKernels(url: string): Promise<WebAssembly.Module> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new PixelForestError(
      'access',
      `Wanted the computing kernels from ${url}, but the server did not answer. Check the connection and try again.`,
      { cause }
    );
  }
  if (!response.ok) {
    throw new PixelForestError(
      'access',
      `Wanted the computing kernels from ${url}, but the server answered ${response.status}. Reload the page; if it persists, reinstall the extension.`,
      { status: response.status }
    );
  }
  // not compileStreaming: a server may send another content type
  return WebAssembly.compile(await response.arrayBuffer());
}
