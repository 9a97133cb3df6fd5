import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runtime } from './places.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const PLACES = [
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Start script of the browser unpacked by scripts/install-browser.mjs. */
export const installedBrowser = join(runtime, 'browser', 'chromium.sh');

/**
 * A Chromium for the tests: that of ETANCHE_BROWSER, else of the host, else the one unpacked earlier.
 *
 * @returns {string | undefined}
 */
export function findBrowser() {
  if (process.env.ETANCHE_BROWSER) return process.env.ETANCHE_BROWSER;
  const inPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...inPath, ...PLACES, installedBrowser].find((file) => existsSync(file) && isExecutable(file));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
