/** A worker that runs jobs on the kernels. Kept alone: `import.meta` is known to bundlers only. */
export function createComputeWorker(): Worker {
  return new Worker(new URL('./worker/main.js', import.meta.url), {
    type: 'module'
  });
}
