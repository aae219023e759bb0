/** The user's journeys in a real JupyterLab, on Galata's defaults. */
const { mkdtempSync } = require('fs');
const { tmpdir } = require('os');
const path = require('path');
const baseConfig = require('@jupyterlab/galata/lib/playwright-config');
const { browserOptions, freePort, reporters } = require('./browser');
const { buildPlugin } = require('./build-plugin');

// set once in the first process; the workers inherit it
process.env.GALATA_PORT ??= freePort();
const port = process.env.GALATA_PORT;
// tests look at the files that the server holds
process.env.JUPYTERLAB_GALATA_ROOT_DIR ??= mkdtempSync(
  path.join(tmpdir(), 'pixelforest-server-')
);
// the example of a second extension is loaded beside ours
process.env.PIXELFOREST_PLUGIN_DATA ??= buildPlugin();

module.exports = {
  ...baseConfig,
  testDir: 'tests',
  outputDir: 'results',
  workers: 1,
  retries: 0,
  // waits end when the thing is there; slow machines need long ones
  timeout: 300 * 1000,
  expect: { timeout: 60 * 1000 },
  reporter: reporters(),
  use: {
    ...baseConfig.use,
    ...browserOptions(),
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1400, height: 900 }
  },
  webServer: {
    command: `jupyter lab --config jupyter_server_test_config.py --ServerApp.port=${port}`,
    cwd: path.resolve(__dirname),
    env: {
      ...process.env,
      JUPYTER_PATH: [
        process.env.PIXELFOREST_PLUGIN_DATA,
        process.env.JUPYTER_PATH
      ]
        .filter(Boolean)
        .join(path.delimiter)
    },
    url: `http://localhost:${port}/lab`,
    timeout: 120 * 1000,
    reuseExistingServer: false
  }
};
