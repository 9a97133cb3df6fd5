import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { RecordsConfig } from '../../src/index.ts';

export type RunningProcess = { readonly child: ChildProcess; readonly url: string };

const program = fileURLToPath(new URL('./records-process.ts', import.meta.url));

/** Starts a records server in a process of its own. */
export async function spawnServer(config: RecordsConfig, databaseUrl: string): Promise<RunningProcess> {
  const args = [program, JSON.stringify(config), databaseUrl];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, url: (JSON.parse(line) as { url: string }).url };
}

/** Ends a process as a power failure does. */
export async function kill({ child }: RunningProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
