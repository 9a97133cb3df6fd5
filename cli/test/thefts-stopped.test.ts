import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';

const program = resolve(import.meta.dirname, '../../bin/etanche.mjs');

test('attacks that are stopped with their whole process group stop their PostgreSQL and delete everything', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'etanche-thefts-stopped-'));
  try {
    // `env` sets the variable, since only platform reads the environment.
    const command = [`TMPDIR=${directory}`, process.execPath, program, 'thefts', '--check', '--stretch', 'none'];
    const run = spawn('env', command, { detached: true, stdio: 'ignore' });
    const ended = once(run, 'exit');
    const { pid } = run;
    if (pid === undefined) throw new Error('the program does not start');
    while (run.exitCode === null && !(await hasDatabase(directory))) await sleep(20);
    // `bin/etanche.mjs` forwards its own: the command receives the signal twice.
    process.kill(-pid, 'SIGTERM');
    expect(await ended).toEqual([143, null]);
    expect(await readdir(directory)).toEqual([]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

/** The vaults start after PostgreSQL. */
async function hasDatabase(directory: string): Promise<boolean> {
  const [made] = await readdir(directory);
  return made !== undefined && existsSync(join(directory, made, 'vaults'));
}
