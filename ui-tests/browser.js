/** Which browser the tests use, and how: shared by the lab's and the hub's configuration. */
const { execFileSync } = require('child_process');
const { existsSync } = require('fs');
const { chromium } = require('@playwright/test');

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome'
];

/** In this order: the one the environment names, Playwright's own if it is installed, the system's. */
function browserPath() {
  const named = process.env.PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH;
  if (named) {
    return named;
  }
  return existsSync(chromium.executablePath())
    ? undefined
    : SYSTEM_BROWSERS.find(existsSync);
}

/** Options for `use` of a Playwright configuration. */
function browserOptions() {
  return {
    browserName: 'chromium',
    // videos need Playwright's own ffmpeg, which the system's browser lacks
    video: 'off',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: browserPath(),
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  };
}

/** A TCP port that is free now, as text. */
function freePort() {
  return execFileSync(process.execPath, [
    '-e',
    'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); });'
  ])
    .toString()
    .trim();
}

/** A list to read, and a JSON report where the environment names a file for it. */
function reporters() {
  return process.env.PLAYWRIGHT_JSON_OUTPUT_NAME
    ? [['list'], ['json']]
    : [['list']];
}

module.exports = { browserOptions, freePort, reporters };
