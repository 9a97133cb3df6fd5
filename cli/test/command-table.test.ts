import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { commandTable } from '../src/index.ts';

const main = new URL('../src/main.ts', import.meta.url).pathname;
const etanche = (...words: string[]) => promisify(execFile)(process.execPath, [main, ...words]);

test('the program lists every command of the table', async () => {
  const { stdout, stderr } = await etanche('--help');
  for (const { name, summary } of commandTable)
    expect(stdout).toMatch(new RegExp(`^  ${name} +${RegExp.escape(summary)}$`, 'm'));
  expect(stdout).toContain('Exit codes');
  expect(stderr).toBe('');
});

test('every command loads, has a name of its own and describes itself', async () => {
  expect(new Set(commandTable.map(({ name }) => name)).size).toBe(commandTable.length);
  for (const { name, load } of commandTable) {
    const { command } = await load();
    expect(command.description, name).toMatch(/\.$/);
    for (const [option, { help }] of Object.entries(command.options)) expect(help, `${name} --${option}`).not.toBe('');
  }
});

test('an unknown command ends the program with exit code 2', async () => {
  await expect(etanche('nothing')).rejects.toMatchObject({ code: 2, stdout: '' });
});
