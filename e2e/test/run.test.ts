import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const scripts = resolve(import.meta.dirname, '../../scripts');

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Runs a script with this Node, and calls `react` on its output. */
function run(args: readonly string[], react?: (out: string, pid: number) => void): Promise<Outcome> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString();
    if (child.pid !== undefined) react?.(out, child.pid);
  });
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  return new Promise((done) => {
    child.once('close', (code) => {
      done({ code, out, errors });
    });
  });
}

describe('scripts/run.mjs', () => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'etanche-run-'));
  });

  afterAll(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  function write(name: string, text: string): string {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  }

  test('an unknown target is reported in a sentence', async () => {
    const { code, errors } = await run([join(scripts, 'run.mjs'), 'nonsense']);
    expect(code).toBe(1);
    expect(errors).toMatch(/^✗ nonsense is not one of start, test, /);
    expect(errors).not.toContain('    at ');
  });

  test('arguments are passed to the command, and its exit code is returned', async () => {
    expect(await run([join(scripts, 'run.mjs'), 'etanche', '--version'])).toMatchObject({ code: 0, out: '0.1.0\n' });
    expect(await run([join(scripts, 'run.mjs'), 'etanche', 'nonsense'])).toMatchObject({ code: 2, out: '' });
  });

  test('an old Node on a platform without a packaged Node is reported in a sentence', async () => {
    const old = write(
      'old.cjs',
      `Object.defineProperty(process, 'platform', { value: 'darwin' });
       Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });`,
    );
    const { code, errors } = await run(['--require', old, join(scripts, 'run.mjs'), 'start']);
    expect(code).toBe(1);
    expect(errors).toContain('✗ This is Node 20.20.2; Étanche needs Node 24 or newer, and none is packaged for darwin');
    expect(errors).not.toContain('    at ');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s is forwarded to the program, whose exit is awaited', async (signal) => {
    const program = write(
      'program.mjs',
      `process.on('${signal}', () => setTimeout(() => { console.log('tidy'); process.exit(7); }, 50));
       console.log('ready'); setInterval(() => undefined, 1000);`,
    );
    const parent = write(
      'parent.mjs',
      `import { runProgram } from ${JSON.stringify(join(scripts, 'run-program.mjs'))};
       process.exitCode = await runProgram(process.execPath, [${JSON.stringify(program)}]);`,
    );
    let sent = false;
    const { code, out } = await run([parent], (text, pid) => {
      if (!sent && text.includes('ready')) sent = process.kill(pid, signal);
    });
    expect({ code, out }).toEqual({ code: 7, out: 'ready\ntidy\n' });
  });

  test('the exit code is 128 plus the number of the signal that ended the program', async () => {
    const parent = write(
      'killed.mjs',
      `import { runProgram } from ${JSON.stringify(join(scripts, 'run-program.mjs'))};
       process.exitCode = await runProgram(process.execPath, ['-e', 'process.kill(process.pid, "SIGKILL")']);`,
    );
    expect(await run([parent])).toMatchObject({ code: 137 });
  });
});
