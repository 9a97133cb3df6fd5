import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';

const entry = new URL('../src/index.ts', import.meta.url).href;

/** Runs a program with a clock of two readings, and sends it the signals, each after the line of the one before. */
async function signalled(signals: readonly NodeJS.Signals[], clock: readonly number[]) {
  const program = `
    const { onStopSignal } = await import(${JSON.stringify(entry)});
    const clock = ${JSON.stringify(clock)};
    const alive = setInterval(() => undefined, 1000);
    onStopSignal({
      now: () => {
        const now = clock.shift();
        console.log('at', now);
        if (clock.length === 0) clearInterval(alive);
        return now;
      },
      stop: (signal) => console.log('stop', signal),
    });
    console.log('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const lines: string[] = [];
  const left = [...signals];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    const signal = /^(ready|at)/.test(line) ? left.shift() : undefined;
    if (signal !== undefined) child.kill(signal);
  }
  const [code] = await ended;
  return { code, lines: lines.slice(1) };
}

test('a signal that arrives several times at once stops a program once', async () => {
  expect(await signalled(['SIGINT', 'SIGINT'], [0, 2000])).toEqual({
    code: 0,
    lines: ['at 0', 'stop SIGINT', 'at 2000'],
  });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('a later %s ends the program with exit code %i', async (signal, code) => {
  expect(await signalled(['SIGTERM', signal], [0, 2001])).toEqual({
    code,
    lines: ['at 0', 'stop SIGTERM', 'at 2001'],
  });
});
