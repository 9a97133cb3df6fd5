import type { Terminal } from './terminal.ts';
import type { Command, OptionSpec } from './command.ts';
import type { CommandEntry } from './command-table.ts';
import { exitCodeMeanings } from './exit-code.ts';

/** Longer lines are hard to read. */
const WIDEST = 96;

/** The help of `etanche`, or of a group of commands such as `etanche vault`. */
export function printGeneralHelp(terminal: Terminal, entries: readonly CommandEntry[], group: string): void {
  terminal.line(
    `${terminal.style('bold', 'etanche')} — patient records and a leak checker that cannot be robbed in bulk`,
  );
  section(terminal, 'Usage');
  terminal.line(`  etanche ${group === '' ? '' : `${group} `}COMMAND [OPTIONS]`);
  section(terminal, 'Commands');
  printPairs(
    terminal,
    entries.map(({ name, summary }) => [name, summary]),
  );
  section(terminal, 'Everywhere');
  printPairs(terminal, [
    ['--help', 'show the help of a command'],
    ['--version', 'show the version of this program'],
  ]);
  printExitCodes(terminal, exitCodeMeanings);
}

export function printCommandHelp(terminal: Terminal, { name, summary }: CommandEntry, command: Command): void {
  terminal.line(`${terminal.style('bold', `etanche ${name}`)} — ${summary}`);
  section(terminal, 'Usage');
  terminal.line(`  etanche ${name} ${command.usage}`.trimEnd());
  terminal.line();
  for (const line of wrap(command.description, Math.min(terminal.columns, WIDEST))) terminal.line(line);
  const options: [string, string][] = Object.entries(command.options).map(([option, spec]) => [
    optionText(option, spec),
    optionHelp(spec),
  ]);
  if (command.json) options.push(['--json', 'print one JSON value on standard output']);
  section(terminal, 'Options');
  printPairs(terminal, [...options, ['--help', 'show this text']]);
  const { 0: done, 1: failed, 2: usage } = exitCodeMeanings;
  printExitCodes(terminal, { 0: done, 1: failed, 2: usage, ...command.exitCodes });
  if (command.examples.length === 0) return;
  section(terminal, 'Examples');
  for (const example of command.examples) terminal.line(`  ${terminal.style('dim', '$')} ${example}`);
}

function optionText(option: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  return `${short}--${option}${spec.type === 'string' ? ` ${spec.value}` : ''}`;
}

function optionHelp(spec: OptionSpec): string {
  if (spec.type === 'boolean') return spec.help;
  const notes = [
    spec.required === true ? 'required' : '',
    spec.multiple === true ? 'may be repeated' : '',
    spec.oneOf ? spec.oneOf.join(' | ') : '',
  ].filter((note) => note !== '');
  return notes.length === 0 ? spec.help : `${spec.help} (${notes.join('; ')})`;
}

function printExitCodes(terminal: Terminal, codes: Readonly<Record<string, string>>): void {
  section(terminal, 'Exit codes');
  printPairs(terminal, Object.entries(codes));
}

function section(terminal: Terminal, title: string): void {
  terminal.line();
  terminal.line(terminal.style('bold', title));
}

function printPairs(terminal: Terminal, pairs: readonly (readonly [string, string])[]): void {
  const size = Math.max(...pairs.map(([left]) => left.length)) + 2;
  for (const [left, right] of pairs)
    terminal.line(`  ${terminal.style('cyan', left)}${' '.repeat(size - left.length)}${right}`);
}

function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
