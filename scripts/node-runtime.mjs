import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npmCi } from './npm.mjs';
import { runtime, scripts } from './places.mjs';
import { UserError, step } from './say.mjs';

const NEEDED_MAJOR = 24;
const PLATFORMS = { linux: 'linux', win32: 'win' };

/** The Node for the project: the host's if it is new enough, else the pinned one, fetched once. */
export async function nodeProgram() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) return process.execPath;
  const name = `node-${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  const pinned = JSON.parse(readFileSync(join(scripts, 'runtime', 'package.json'), 'utf8')).optionalDependencies;
  const version = pinned[name];
  if (!version) {
    throw new UserError(
      `This is Node ${process.versions.node}; Étanche needs Node ${NEEDED_MAJOR} or newer, and none is packaged for ` +
        `${process.platform}-${process.arch}: install it from https://nodejs.org, then run the same command again.`,
    );
  }
  const home = join(runtime, `node-${version}`);
  const program = join(home, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(program)) {
    await step(`Node ${process.versions.node} is too old: fetching Node ${version} into the project`, () =>
      fetchInto(home, name),
    );
  }
  return program;
}

/** Fetches into a temporary directory and renames it, so that a killed run leaves no incomplete copy. */
async function fetchInto(home, name) {
  const unfinished = `${home}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  writeOnly(name, unfinished);
  try {
    await npmCi(process.execPath, unfinished);
    rmSync(home, { recursive: true, force: true });
    renameSync(unfinished, home);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/**
 * The committed manifest and lockfile, reduced to one package. In them all packages are optional, one per platform, but
 * npm does not report an optional package that it cannot fetch, so here the package is required.
 */
function writeOnly(name, directory) {
  const lock = JSON.parse(readFileSync(join(scripts, 'runtime', 'package-lock.json'), 'utf8'));
  const { optional: _, ...entry } = lock.packages[`node_modules/${name}`];
  const manifest = { name: 'etanche-runtime', private: true, dependencies: { [name]: entry.version } };
  const packages = { '': manifest, [`node_modules/${name}`]: entry };
  writeFileSync(join(directory, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(directory, 'package-lock.json'), JSON.stringify({ ...lock, packages }));
}
