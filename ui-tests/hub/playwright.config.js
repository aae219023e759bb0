/** Users of a real JupyterHub that shares a folder. */
const { copyFileSync, mkdirSync, mkdtempSync } = require('fs');
const { tmpdir } = require('os');
const path = require('path');
const { browserOptions, freePort, reporters } = require('../browser');

const EXAMPLES = path.resolve(__dirname, '../../examples');

// set once in the first process; the workers and the hub inherit it
if (!process.env.PIXELFOREST_HUB_FOLDER) {
  const folder = mkdtempSync(path.join(tmpdir(), 'pixelforest-hub-'));
  mkdirSync(path.join(folder, 'shared'));
  copyFileSync(
    path.join(EXAMPLES, 'hela-cells.tif'),
    path.join(folder, 'shared', 'hela-cells.tif')
  );
  Object.assign(process.env, {
    PIXELFOREST_HUB_FOLDER: folder,
    PIXELFOREST_HUB_PASSWORD: 'a-password-for-tests',
    PIXELFOREST_HUB_PORT: freePort(),
    PIXELFOREST_HUB_API_PORT: freePort(),
    PIXELFOREST_HUB_PROXY_PORT: freePort()
  });
}
const baseURL = `http://127.0.0.1:${process.env.PIXELFOREST_HUB_PORT}`;

module.exports = {
  testDir: __dirname,
  outputDir: '../results/hub',
  timeout: 300 * 1000,
  expect: { timeout: 60 * 1000 },
  workers: 1,
  retries: 0,
  reporter: reporters(),
  use: {
    ...browserOptions(),
    baseURL,
    actionTimeout: 30 * 1000,
    viewport: { width: 1280, height: 800 }
  },
  webServer: {
    command: `jupyterhub --config ${path.join(__dirname, 'jupyterhub_config.py')}`,
    cwd: process.env.PIXELFOREST_HUB_FOLDER,
    url: `${baseURL}/hub/login`,
    timeout: 120 * 1000,
    reuseExistingServer: false,
    // SIGTERM lets the hub end its proxy and the users' servers
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20 * 1000 }
  }
};
