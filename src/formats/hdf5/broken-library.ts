let announce: (() => void) | null = null;

/**
 * Calls back when a damaged file has left the library in disorder. It cannot be
 * loaded a second time on one thread, so the thread must end.
 */
export function onBrokenLibrary(callback: () => void): void {
  announce = callback;
}

/** Tells that the library must not be used any more. */
export function announceBroken(): void {
  announce?.();
}
