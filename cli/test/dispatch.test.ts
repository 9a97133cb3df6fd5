import { describe, expect, test } from 'vitest';

import { CliError, defineCommand, dispatch, exitCode, Terminal, type CommandEntry } from '../src/index.ts';

const copy = defineCommand({
  usage: 'FILE… --out DIR',
  description: 'Copies files.',
  options: {
    out: { type: 'string', value: 'DIR', short: 'o', required: true, help: 'where to' },
    kind: { type: 'string', value: 'KIND', multiple: true, oneOf: ['nir', 'code'], help: 'which' },
    note: { type: 'string', value: 'TEXT', help: 'a note' },
    yes: { type: 'boolean', help: 'do not ask' },
  },
  arguments: { minimum: 1, maximum: 2 },
  json: true,
  exitCodes: { 3: 'a file could not be read' },
  examples: ['etanche copy a --out b'],
  run: ({ terminal, json }, values, args) => {
    terminal.json({ values, args, json });
    return exitCode.couldNotCheck;
  },
});

const breaks = defineCommand({
  usage: '',
  description: 'Breaks.',
  options: {},
  arguments: { minimum: 0, maximum: 0 },
  json: false,
  exitCodes: {},
  examples: [],
  run: ({ signal }) => {
    signal.throwIfAborted();
    throw new TypeError('broken');
  },
});

const table: CommandEntry[] = [
  { name: 'copy', summary: 'copies', load: () => Promise.resolve({ command: copy }) },
  { name: 'vault break', summary: 'breaks', load: () => Promise.resolve({ command: breaks }) },
  { name: 'vault absent', summary: 'is not loaded', load: () => Promise.reject(new Error('loaded')) },
];

async function run(commandLine: string, signal = new AbortController().signal) {
  let [out, errors] = ['', ''];
  const terminal = new Terminal({
    out: { write: (text) => void (out += text) },
    errors: { write: (text) => void (errors += text) },
    now: () => 0,
    noColour: true,
  });
  const words = commandLine === '' ? [] : commandLine.split(' ');
  const context = { terminal, json: false, signal, now: () => 0, random: () => new Uint8Array(0) };
  return { code: await dispatch(words, context, table), out, errors };
}

describe('dispatch', () => {
  test('dispatch passes typed options, arguments and --json to a command, and returns its exit code', async () => {
    const { code, out } = await run('copy a b -o d --kind nir --kind code --json');
    expect(code).toBe(3);
    expect(JSON.parse(out)).toEqual({
      values: { out: 'd', kind: ['nir', 'code'], yes: false },
      args: ['a', 'b'],
      json: true,
    });
  });

  test('words after -- are arguments', async () => {
    const { out } = await run('copy --out d -- --help');
    expect(JSON.parse(out)).toMatchObject({ args: ['--help'], json: false });
  });

  test.each([
    ['copy a', '--out DIR is required.'],
    ['copy --out d', 'copy needs 1 argument, 0 given.'],
    ['copy a b c --out d', 'copy takes 2 arguments, 3 given.'],
    ['copy a --out d --out e', '--out is given twice.'],
    ['copy a --out=', '--out is empty.'],
    ['copy a --out d --kind phone', '--kind must be one of nir, code.'],
    ['copy a --out d --force', "Unknown option '--force'."],
    ['copy a --out', "'-o, --out <value>' argument missing"],
    ['copy a --out d --yes=no', "'--yes' does not take an argument"],
    ['vault break --json', "Unknown option '--json'."],
    ['vault break x', 'vault break takes no argument, 1 given.'],
    ['copi', 'Did you mean etanche copy?'],
    ['vault braek', 'Did you mean etanche vault break?'],
    ['nothing', 'There is no command "nothing".'],
  ])('the command line %j is rejected with exit code 2 and a reason', async (commandLine, message) => {
    const { code, out, errors } = await run(commandLine);
    expect(code).toBe(2);
    expect(errors).toContain(message);
    expect(errors).toContain('See: etanche ');
    expect(out).toBe('');
  });

  test.each(['--help', 'help', '-h'])('the commands are listed for %s without loading any', async (words) => {
    const { code, out } = await run(words);
    expect(code).toBe(0);
    for (const text of ['copy', 'vault break', 'vault absent', 'could not check']) expect(out).toContain(text);
  });

  test('a group shows its commands, and no command shows the general help with exit code 2', async () => {
    expect(await run('vault --help')).toMatchObject({ code: 0, errors: '' });
    expect((await run('vault --help')).out).not.toContain('copies');
    expect((await run('vault')).code).toBe(2);
    expect((await run('')).code).toBe(2);
  });

  test('the help of a command shows its options with their rules, exit codes and examples', async () => {
    const { code, out } = await run('copy --help --nonsense');
    expect(code).toBe(0);
    for (const text of [
      'etanche copy FILE… --out DIR',
      '-o, --out DIR',
      'where to (required)',
      'which (may be repeated; nir | code)',
      '--json',
      'a file could not be read',
      '$ etanche copy a --out b',
    ]) {
      expect(out).toContain(text);
    }
  });

  test('a failure is printed and ends with exit code 1', async () => {
    expect(await run('vault break')).toMatchObject({ code: 1 });
    expect((await run('vault break')).errors).toContain('TypeError: broken');
    expect((await run('vault absent')).code).toBe(1);
  });

  test.each([
    ['interrupted', 130],
    ['terminated', 143],
  ] as const)('a command that stops because it was %s ends with the exit code for it', async (reason, code) => {
    const signal = AbortSignal.abort(new CliError(reason, 'end'));
    expect(await run('vault break', signal)).toMatchObject({ code, errors: '' });
  });

  test('--version prints the version', async () => {
    expect(await run('--version')).toMatchObject({ code: 0 });
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
