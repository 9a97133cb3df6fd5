import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npmCi } from './npm.mjs';
import { runtime, scripts } from './places.mjs';
import { Sentence, step } from './say.mjs';

const NEEDED_MAJOR = 24;
const PLATFORMS = { linux: 'linux', win32: 'win' };

/** The Node that runs the project: the host's when it is new enough, else the pinned one, fetched once. */
export async function nodeProgram() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) return process.execPath;
  const name = `node-${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  const pinned = JSON.parse(readFileSync(join(scripts, 'runtime', 'package.json'), 'utf8')).optionalDependencies;
  const version = pinned[name];
  if (!version) {
    throw new Sentence(
      `This is Node ${process.versions.node}; Étanche needs Node ${NEEDED_MAJOR} or newer, and none is packaged for ` +
        `${process.platform}-${process.arch}: install it from https://nodejs.org, then run the same command again.`,
    );
  }
  const home = join(runtime, `node-${version}`);
  const program = join(home, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(program)) {
    await step(`Node ${process.versions.node} is too old: fetching Node ${version} beside the project`, () =>
      fetchInto(home, program),
    );
  }
  return program;
}

/** Fetched beside its place and moved there whole: a killed run leaves nothing that looks finished. */
async function fetchInto(home, program) {
  const unfinished = `${home}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  cpSync(join(scripts, 'runtime'), unfinished, { recursive: true });
  try {
    await npmCi(process.execPath, unfinished);
    if (!existsSync(home)) renameSync(unfinished, home);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  if (!existsSync(program)) throw new Sentence(`npm installed no ${program}.`);
}
