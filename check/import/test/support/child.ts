import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Federation } from '@etanche/core-vault-protocol';
import type { ImportSummary, LeakFile } from '../../src/index.ts';

export type ChildJob = {
  readonly files: readonly string[];
  readonly out: string;
  /** The operator's key file under the tests' lock, base64. */
  readonly keyFile: string;
  readonly federation: Federation;
  readonly leak: Partial<LeakFile>;
};

type ChildEnd = {
  readonly killedAt: string | null;
  readonly summary: ImportSummary | null;
  readonly errors: string;
};

/**
 * Runs an import in a separate process.
 *
 * @param shouldKill called for each output line; true ends the process with SIGKILL
 * @param watch called with the process id for each output line, while the process runs
 */
export async function runChild(
  job: ChildJob,
  shouldKill: (line: string) => boolean,
  watch: (pid: number, line: string) => void = () => undefined,
): Promise<ChildEnd> {
  const directory = mkdtempSync(join(tmpdir(), 'etanche-child-'));
  const file = join(directory, 'job.json');
  writeFileSync(file, JSON.stringify(job));
  const script = fileURLToPath(new URL('./import-child.ts', import.meta.url));
  const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
  let killedAt: string | null = null;
  let summary: ImportSummary | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    if (killedAt !== null) continue;
    watch(child.pid ?? 0, line);
    if (line.startsWith('summary ')) summary = JSON.parse(line.slice(8)) as ImportSummary;
    else if (shouldKill(line)) {
      killedAt = line;
      child.kill('SIGKILL');
    }
  }
  await ended;
  rmSync(directory, { recursive: true, force: true });
  return { killedAt, summary, errors: Buffer.concat(errors).toString() };
}
