/**
 * What JupyterLab's builder cannot know. Read by `jupyter-builder`, merged into
 * its own configuration.
 */
module.exports = {
  // the entry lists the name of every chunk: each once, and short
  output: { chunkFilename: '[name].[contenthash:10].js' },
  module: {
    rules: [
      {
        test: /[\\/]h5wasm[\\/]dist[\\/]esm[\\/]hdf5_util\.js$/,
        loader: require.resolve('./scripts/separate-wasm.cjs')
      }
    ]
  },
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
