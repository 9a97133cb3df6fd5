import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { commandTable } from '../src/index.ts';

const main = new URL('../src/main.ts', import.meta.url).pathname;
const etanche = (...words: string[]) => promisify(execFile)(process.execPath, [main, ...words]);

test('the help lists every command of the table', async () => {
  const { stdout, stderr } = await etanche('--help');
  const lines = stdout.split('\n').map((line) => line.trim());
  for (const { name, summary } of commandTable) {
    expect(lines.some((line) => line.startsWith(name) && line.endsWith(summary))).toBe(true);
  }
  expect(stdout).toContain('Exit codes');
  expect(stderr).toBe('');
});

test('every command loads and has a unique name and a description', async () => {
  expect(new Set(commandTable.map(({ name }) => name)).size).toBe(commandTable.length);
  for (const { load } of commandTable) {
    const { command } = await load();
    expect(command.description).toMatch(/\.$/);
    for (const { help } of Object.values(command.options)) expect(help).toMatch(/\S/);
  }
});

test('an unknown command ends the program with exit code 2', async () => {
  await expect(etanche('nothing')).rejects.toMatchObject({ code: 2, stdout: '' });
});
