import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { evaluatePath } from '@etanche/core-vault-protocol';
import type { VaultConfig } from '../../src/index.ts';
import { postJson, random, someElements } from './caller.ts';

export type VaultProcess = {
  readonly child: ChildProcess;
  readonly url: string;
  readonly signingKey: string;
  /** The output so far. */
  output(): string;
};

const leastKills = 3;
const program = fileURLToPath(new URL('./vault-process.ts', import.meta.url));

export async function startProcess(
  directory: string,
  databaseUrl: string,
  operator: string,
  change: Partial<VaultConfig> = {},
): Promise<VaultProcess> {
  const child = spawn(process.execPath, [program, directory, databaseUrl, operator, JSON.stringify(change)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  child.stderr.on('data', (chunk: Buffer) => (written += chunk.toString()));
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => (written += `${line}\n`));
  const [line] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error(`the vault did not start: ${written}`))),
  ])) as [string];
  const { url, signingKey } = JSON.parse(line) as { url: string; signingKey: string };
  return { child, url, signingKey, output: () => written };
}

/**
 * Sends requests continuously from several callers until the vault is dead or refuses. Returns the units of successful
 * answers.
 */
async function storm(url: string, keySet: string, elements: readonly string[], onAnswer: () => void): Promise<number> {
  let answered = 0;
  const caller = async () => {
    for (;;) {
      const response = await postJson(`${url}${evaluatePath}`, { keySet, elements });
      await response.arrayBuffer();
      if (response.status !== 200) return;
      answered += elements.length;
      onAnswer();
    }
  };
  await Promise.allSettled(Array.from({ length: 8 }, caller));
  return answered;
}

/**
 * Starts a vault, loads it and kills it with SIGKILL at a random time, repeatedly for `milliseconds`, and at least
 * three times however slow the machine is. The time is counted alternately from the start and from the first answer, so
 * that both young and busy vaults are killed on a slow machine too.
 *
 * @returns the units of all successful answers, and the number of kills
 */
export async function killLoop(options: {
  readonly directory: string;
  readonly databaseUrl: string;
  readonly operator: string;
  readonly keySet: string;
  readonly milliseconds: number;
}): Promise<{ answered: number; kills: number }> {
  const { directory, databaseUrl, operator, keySet, milliseconds } = options;
  const elements = someElements(2);
  const end = Date.now() + milliseconds;
  let answered = 0;
  let kills = 0;
  while (Date.now() < end || kills < leastKills) {
    const { child, url } = await startProcess(directory, databaseUrl, operator);
    const first = Promise.withResolvers<undefined>();
    const storming = storm(url, keySet, elements, () => {
      first.resolve(undefined);
    });
    if (kills % 2 === 0) await Promise.race([first.promise, storming]);
    await sleep((random(1)[0] ?? 0) * 2);
    child.kill('SIGKILL');
    await once(child, 'exit');
    kills += 1;
    answered += await storming;
  }
  return { answered, kills };
}
