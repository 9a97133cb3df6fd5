import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser, installedBrowser } from './find-browser.mjs';
import { npmCi } from './npm.mjs';
import { runtime, scripts } from './places.mjs';
import { captureProgram } from './run-program.mjs';
import { UserError, step } from './say.mjs';

/** Ensures that the tests have a browser, and returns its path. */
export async function ensureBrowser(node) {
  const found = findBrowser();
  if (found) {
    if (!existsSync(found)) throw new UserError(`ETANCHE_BROWSER names ${found}, which does not exist.`);
    return found;
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new UserError(
      `No Chromium or Chrome was found, and none is packaged for ${process.platform}-${process.arch}: ` +
        'install one, or set ETANCHE_BROWSER to its path.',
    );
  }
  await step('No browser was found: fetching and unpacking Chromium', () => install(node));
  return installedBrowser;
}

async function install(node) {
  const home = join(runtime, 'browser');
  const unpacked = join(home, 'unpacked');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(unpacked, { recursive: true });
  cpSync(join(scripts, 'browser'), home, { recursive: true });
  await npmCi(node, home);
  // The package unpacks into the temporary folder and trusts existing files there, so it gets its own temporary folder.
  const { code, output } = await captureProgram(node, [join(home, 'unpack.mjs')], {
    env: { ...process.env, TMPDIR: unpacked },
  });
  if (code !== 0) throw new UserError(`Chromium cannot be unpacked:\n${output.trim()}`);
  rmSync(join(home, 'node_modules'), { recursive: true, force: true });
  writeFileSync(join(unpacked, 'fonts', 'fonts.conf'), fontsFile(unpacked));
  // Written last, so that findBrowser only finds a complete browser.
  writeFileSync(installedBrowser, startScript(unpacked));
  chmodSync(installedBrowser, 0o755);
}

/** A minimal Debian has neither NSS nor fonts; the package contains both. */
function startScript(unpacked) {
  const quoted = unpacked.replaceAll("'", `'\\''`);
  return `#!/bin/sh
home='${quoted}'
export LD_LIBRARY_PATH="$home/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_PATH="\${FONTCONFIG_PATH:-$home/fonts}"
exec "$home/chromium" "$@"
`;
}

/** The package's own file names folders of a cloud and of /tmp, where its fonts are not. */
function fontsFile(unpacked) {
  const fonts = join(unpacked, 'fonts');
  const text = (path) => path.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${text(join(fonts, 'fonts'))}</dir>
  <cachedir>${text(join(fonts, 'cache'))}</cachedir>
</fontconfig>
`;
}
