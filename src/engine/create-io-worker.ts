/** The worker that reads and writes files. Kept alone: `import.meta` is known to bundlers only. */
export function createIoWorker(): Worker {
  return new Worker(new URL('./io-worker/main.js', import.meta.url), {
    type: 'module'
  });
}
