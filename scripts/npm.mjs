import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { captureProgram } from './run-program.mjs';
import { UserError } from './say.mjs';

const NETWORK = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|network/;

/**
 * `npm ci` without install scripts, with the host's npm under the given Node: versions and hashes come from the
 * lockfile alone.
 */
export async function npmCi(node, directory) {
  const npm = findNpm();
  const args = [
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--fetch-retries=2',
    '--fetch-retry-factor=2',
    '--fetch-retry-mintimeout=1000',
  ];
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  // npm passes the folder of `npm start` to child processes; our own folder must not inherit it.
  for (const name of Object.keys(env)) if (/^npm_(package|lifecycle|config_local_prefix)/i.test(name)) delete env[name];
  const { code, output } = await captureProgram(node, [npm, ...args], { cwd: directory, env });
  if (code === 0) return;
  if (NETWORK.test(output)) {
    throw new UserError(
      `The packages cannot be fetched: the npm registry does not answer. Check the network, then run the same command again.`,
    );
  }
  // Cut npm's help text after the reason.
  throw new UserError(`npm ci failed in ${directory}:\n${output.trim().split(/^npm (error|ERR!) Usage:/m)[0]}`);
}

function findNpm() {
  const candidates = [
    process.env.npm_execpath,
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'npm')),
  ];
  for (const candidate of candidates) {
    if (!candidate || !existsSync(candidate)) continue;
    const file = realpathSync(candidate);
    if (/npm-cli\.c?js$/.test(file)) return file;
  }
  throw new UserError('npm was not found. It is part of Node: install Node 24 from https://nodejs.org.');
}
