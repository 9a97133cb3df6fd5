import { execFileSync } from 'node:child_process';
import { platform } from 'node:process';
import { expect, test } from 'vitest';
import { shellWithoutCoreDumps } from '@etanche/platform';

const main = new URL('../src/index.ts', import.meta.url).href;

test.runIf(platform === 'linux')('forbidCoreDumps excludes all memory of the process from core dumps', () => {
  const program = `
    import { readFileSync } from 'node:fs';
    import { forbidCoreDumps } from '${main}';
    const before = readFileSync('/proc/self/coredump_filter', 'latin1').trim();
    const answer = forbidCoreDumps();
    const after = readFileSync('/proc/self/coredump_filter', 'latin1').trim();
    console.log(JSON.stringify({ before, answer, after }));`;
  const out = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', program], { encoding: 'utf8' });
  const { before, answer, after } = JSON.parse(out) as Record<string, string>;
  expect(Number.parseInt(before ?? '', 16)).toBeGreaterThan(0);
  expect({ answer, after: Number.parseInt(after ?? '', 16) }).toEqual({ answer: 'forbidden', after: 0 });
});

test('the shell runs its command with a core limit of 0', () => {
  const out = execFileSync('/bin/sh', shellWithoutCoreDumps(['/bin/sh', '-c', 'ulimit -c']), { encoding: 'utf8' });
  expect(out.trim()).toBe('0');
});
