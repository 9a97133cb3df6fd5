import { CliError } from './cli-error.ts';
import type { CommandContext } from './command.ts';
import type { CommandEntry } from './command-table.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import { printCommandHelp, printGeneralHelp } from './help.ts';
import manifest from '../package.json' with { type: 'json' };

/** Runs the named command. Never throws: errors are printed and become an exit code. */
export async function dispatch(
  words: readonly string[],
  context: CommandContext,
  table: readonly CommandEntry[],
): Promise<ExitCode> {
  try {
    return await find(words, context, table);
  } catch (error) {
    // After a signal, every error of the command counts as a consequence of the signal.
    const cause: unknown = context.signal.aborted ? context.signal.reason : error;
    if (cause instanceof CliError && cause.code === 'interrupted') return exitCode.interrupted;
    if (cause instanceof CliError && cause.code === 'terminated') return exitCode.terminated;
    context.terminal.printProblem(error);
    return error instanceof CliError ? exitCode.usage : exitCode.failed;
  }
}

async function find(
  words: readonly string[],
  context: CommandContext,
  table: readonly CommandEntry[],
): Promise<ExitCode> {
  const { terminal } = context;
  const entry = table.find(({ name }) => name.split(' ').every((word, index) => words[index] === word));
  if (entry) {
    const { command } = await entry.load();
    const commandLine = words.slice(entry.name.split(' ').length);
    if (asksForHelp(commandLine)) {
      printCommandHelp(terminal, entry, command);
      return exitCode.done;
    }
    return command.runWith(context, commandLine, entry.name);
  }
  const [first = ''] = words;
  if (first === '--version') {
    terminal.line(manifest.version);
    return exitCode.done;
  }
  if (first === '' || first === '--help' || first === '-h' || first === 'help') {
    printGeneralHelp(terminal, table, '');
    return first === '' ? exitCode.usage : exitCode.done;
  }
  const group = table.filter(({ name }) => name.startsWith(`${first} `));
  const second = words[1];
  if (group.length > 0 && (second === undefined || asksForHelp([second]))) {
    printGeneralHelp(terminal, group, first);
    return second === undefined ? exitCode.usage : exitCode.done;
  }
  throw new CliError('usage_invalid', unknownCommand(group.length > 0 ? `${first} ${second ?? ''}` : first, table));
}

/** Words after `--` are arguments. */
function asksForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end === -1 ? undefined : end).some((word) => word === '--help' || word === '-h');
}

function unknownCommand(name: string, table: readonly CommandEntry[]): string {
  const near = table.map((entry) => entry.name).filter((known) => distance(name, known) <= 2);
  const hint = near.length > 0 ? ` Did you mean ${near.map((known) => `etanche ${known}`).join(' or ')}?` : '';
  return `There is no command ${JSON.stringify(name)}.${hint} See: etanche --help`;
}

/** Levenshtein's: the number of letters to add, drop or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [line, letter] of Array.from(a).entries()) {
    const next = [line + 1];
    for (let column = 1; column <= b.length; column += 1) {
      const change = (row[column - 1] ?? 0) + (letter === b[column - 1] ? 0 : 1);
      next.push(Math.min(change, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
