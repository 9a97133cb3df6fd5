import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const main = new URL('../src/main.ts', import.meta.url).pathname;

describe('etanche check serve', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'etanche-serve-'));
    const page = '<!doctype html><title>page</title>';
    writeFileSync(join(directory, 'index.html'), page);
    const sha256 = createHash('sha256').update(page).digest('hex');
    writeFileSync(
      join(directory, 'page-hashes.json'),
      JSON.stringify({
        format: 'etanche/v1/page-hashes',
        origins: ['https://vault.example'],
        files: [{ path: 'index.html', sha256, bytes: page.length }],
      }),
    );
  });

  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  /** Runs the command, passes its URL to `use`, and then stops it. */
  async function serve(words: readonly string[], use: (url: string) => Promise<void>) {
    const child = spawn(process.execPath, [main, 'check', 'serve', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const told = new Promise<string>((resolve) => {
      child.stdout.once('data', (data: Buffer) => {
        resolve(data.toString());
      });
    });
    const out = await Promise.race([told, ended.then(() => '')]);
    const url = /http:[^"\s]+/.exec(out)?.[0];
    if (url !== undefined) await use(url).finally(() => child.kill('SIGTERM'));
    return { code: await ended, out, errors };
  }

  test('check serve serves the page until it is stopped, and ends with 0', async () => {
    const { code, out } = await serve([directory, '--port', '0', '--json'], async (url) => {
      expect(await (await fetch(url)).text()).toContain('<title>page</title>');
    });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:[0-9]+$/) as string });
  });

  test.each([
    [['/nowhere-at-all'], 1, 'site_missing'],
    [['.', '--key', 'k.pem'], 2, '--certificate and --key must be given together'],
    [['.', '--port', '65536'], 2, '--port must be a whole number'],
    [[], 2, 'check serve needs 1 argument, 0 given.'],
  ])('refuses %j', async (words, code, message) => {
    const outcome = await serve(words, () => Promise.reject(new Error('served')));
    expect(outcome).toMatchObject({ code, out: '' });
    expect(outcome.errors).toContain(message);
  });
});
