import { mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres, readEnvironment, setting, type TestServer } from '@etanche/platform';
import type { TestProject } from 'vitest/node';
import { findBrowser } from './scripts/find-browser.mjs';

declare module 'vitest' {
  export interface ProvidedContext {
    /** For `TestDatabase.create`: the server of TEST_DATABASE_URL, or where the first test that asks starts one. */
    testServer: TestServer;
    /** The Chromium that the tests drive; empty where there is none, and `npm test` fetches one. */
    browserPath: string;
    /** `npm run nightly`: the full forms of the attack and kill tests, which `npm test` runs in a short form. */
    isNightly: boolean;
  }
}

/** Linux: files in memory, where a commit waits for no disk. Processes are killed in the tests, never the machine. */
const MEMORY = '/dev/shm';
const ENOUGH_MEMORY = 6 * 2 ** 30;
const OWN_DIRECTORY = /^etanche-test-([0-9]+)-/;

/** One PostgreSQL for all test files of a run, started by the first that needs it. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  project.provide('browserPath', findBrowser() ?? '');
  const { TEST_DATABASE_URL: url, TEST_NIGHTLY: isNightly } = readEnvironment({
    TEST_DATABASE_URL: setting.optional(setting.url({ protocols: ['postgres:', 'postgresql:'] })),
    TEST_NIGHTLY: setting.optional(setting.boolean()),
  });
  project.provide('isNightly', isNightly === true);
  if (url) {
    project.provide('testServer', { url: url.href });
    return undefined;
  }
  const home = hasMemory() ? MEMORY : tmpdir();
  await removeThoseOfKilledRuns(home);
  const directory = mkdtempSync(join(home, `etanche-test-${process.pid}-`));
  project.provide('testServer', { directory });
  return () => remove(directory);
}

function hasMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ENOUGH_MEMORY;
  } catch {
    return false;
  }
}

async function removeThoseOfKilledRuns(home: string): Promise<void> {
  for (const name of readdirSync(home)) {
    const pid = Number(OWN_DIRECTORY.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) await remove(join(home, name));
  }
}

async function remove(directory: string): Promise<void> {
  await EmbeddedPostgres.stopLeftover({ directory });
  rmSync(directory, { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
