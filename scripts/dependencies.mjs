import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { npmCi } from './npm.mjs';
import { root, runtime } from './places.mjs';
import { say, step } from './say.mjs';

/** Installs the packages of package-lock.json, unless node_modules holds exactly these. */
export async function ensureDependencies(node) {
  if (isInstalled()) return;
  await alone(async () => {
    if (isInstalled()) return;
    await step('Installing the packages of package-lock.json, without install scripts', () => npmCi(node, root));
  });
}

/** npm finally writes the installed packages to a lockfile in node_modules, which must match package-lock.json. */
function isInstalled() {
  const noted = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(noted)) return false;
  const installed = JSON.parse(readFileSync(noted, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([place, { version, integrity, link, optional, devOptional }]) => {
    if (!place.startsWith('node_modules/')) return true;
    const found = installed[place];
    if (!found) return optional === true || devOptional === true;
    return link === true || (found.version === version && found.integrity === integrity);
  });
}

/** Prevents two commands started at the same time from installing twice. */
async function alone(work) {
  const lock = join(runtime, 'install.lock');
  mkdirSync(runtime, { recursive: true });
  for (let told = false; !take(lock); told = true) {
    if (!told) say('Another command is installing the packages; waiting …');
    await sleep(500);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isAlive(readHolder(lock))) rmSync(lock, { force: true });
    return false;
  }
}

function readHolder(lock) {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
