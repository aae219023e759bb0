/** Where the compiled kernels are. Kept alone: `import.meta` is known to bundlers only. */
export const kernelsUrl: string = new URL(
  '../../wasm/kernels.wasm',
  import.meta.url
).href;
