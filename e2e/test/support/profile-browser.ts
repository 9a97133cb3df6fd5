import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { until } from './until.ts';
import { hangMs } from './visit.ts';

/** A browser of its own process with a profile on the disk, which a test can kill and search. */
export type ProfileBrowser = AsyncDisposable & {
  readonly page: Page;
  /** Ends the process at once, as a crash or a power cut does. */
  kill(): Promise<void>;
};

const portFile = 'DevToolsActivePort';

/** @param profile directory, which keeps its contents across browsers */
export async function startProfileBrowser(browserPath: string, profile: string): Promise<ProfileBrowser> {
  await rm(join(profile, portFile), { force: true });
  const child = spawn(
    browserPath,
    [
      ...['--headless=new', '--no-sandbox', '--no-first-run', '--disable-gpu', '--lang=fr', '--accept-lang=fr-FR'],
      ...[`--user-data-dir=${profile}`, '--remote-debugging-port=0', 'about:blank'],
    ],
    { detached: true, stdio: 'ignore' },
  );
  const port = await until(
    async () => (await readFile(join(profile, portFile), 'utf8').catch(() => '')).split('\n')[0],
  );
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('the browser has no profile');
  context.setDefaultTimeout(hangMs);
  const page = context.pages()[0] ?? (await context.newPage());
  const kill = async (): Promise<void> => {
    await killGroup(child);
    await browser.close().catch(() => undefined);
  };
  return { page, kill, [Symbol.asyncDispose]: kill };
}

async function killGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}

/** The files of a profile in which one of the markers is, in UTF-8 or UTF-16. */
export async function findInProfile(profile: string, markers: readonly string[]): Promise<readonly string[]> {
  const wanted = markers.flatMap((marker) => [Buffer.from(marker, 'utf8'), Buffer.from(marker, 'utf16le')]);
  const found: string[] = [];
  for (const entry of await readdir(profile, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    if (wanted.some((marker) => bytes.includes(marker))) found.push(path.slice(profile.length + 1));
  }
  return found;
}
