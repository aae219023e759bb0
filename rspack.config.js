/**
 * What JupyterLab's builder cannot know. Read by `jupyter-builder`, merged into
 * its own configuration.
 */
module.exports = {
  resolve: {
    fallback: {
      // asked for by packages only when they run in Node: a random generator, h5wasm's loader
      crypto: false,
      fs: false,
      module: false,
      worker_threads: false
    }
  }
};
