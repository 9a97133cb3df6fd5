import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { CliError } from './cli-error.ts';
import type { CommandDefinition, OptionSpecs, OptionValues } from './command.ts';

interface ParsedCommandLine<Specs extends OptionSpecs> {
  readonly values: OptionValues<Specs>;
  readonly args: readonly string[];
  readonly json: boolean;
}

/**
 * @throws CliError `usage_invalid` for an unknown, missing, repeated or invalid option, or a wrong number of arguments
 */
export function parseCommandLine<Specs extends OptionSpecs>(
  command: Pick<CommandDefinition<Specs>, 'options' | 'arguments' | 'json'>,
  commandLine: readonly string[],
  name: string,
): ParsedCommandLine<Specs> {
  const refuse = (problem: string): never => {
    throw new CliError('usage_invalid', `${problem} See: etanche ${name} --help`);
  };
  const { values, positionals } = parse(command, commandLine, refuse);
  for (const [option, spec] of Object.entries(command.options)) {
    if (spec.type !== 'string') continue;
    const given = [values[option] ?? []].flat().map(String);
    if (spec.required === true && given.length === 0) refuse(`--${option} ${spec.value} is required.`);
    if (spec.multiple !== true && given.length > 1) refuse(`--${option} is given twice.`);
    if (given.includes('')) refuse(`--${option} is empty.`);
    if (given.some((value) => spec.oneOf?.includes(value) === false)) {
      refuse(`--${option} must be one of ${spec.oneOf?.join(', ') ?? ''}.`);
    }
  }
  const { minimum, maximum } = command.arguments;
  if (positionals.length < minimum) refuse(`${name} needs ${counted(minimum)}, ${positionals.length} given.`);
  if (positionals.length > maximum) refuse(`${name} takes ${counted(maximum)}, ${positionals.length} given.`);
  return {
    values: Object.fromEntries(
      Object.entries(command.options).map(([option, spec]) => [option, valueOf(spec, values[option])]),
    ) as OptionValues<Specs>,
    args: positionals,
    json: values['json'] !== undefined,
  };
}

type ParsedValues = Record<string, (string | boolean)[] | string | boolean | undefined>;

function parse(
  command: Pick<CommandDefinition<OptionSpecs>, 'options' | 'json'>,
  commandLine: readonly string[],
  refuse: (problem: string) => never,
): { values: ParsedValues; positionals: string[] } {
  // All options are parsed as repeatable: repetition is rejected above, whereas parseArgs would silently use the last
  // one.
  const options: ParseArgsOptionsConfig = command.json ? { json: { type: 'boolean', multiple: true } } : {};
  for (const [option, { type, short }] of Object.entries(command.options)) {
    options[option] = { type, multiple: true, ...(short !== undefined && { short }) };
  }
  try {
    return parseArgs({ args: [...commandLine], options, allowPositionals: true, strict: true });
  } catch (error) {
    return refuse(`${(error as Error).message.split('. To specify')[0] ?? ''}.`.replace(/\.\.$/, '.'));
  }
}

function valueOf(
  spec: OptionSpecs[string],
  given: ParsedValues[string],
): boolean | string | readonly string[] | undefined {
  const all = [given ?? []].flat();
  if (spec.type === 'boolean') return all.length > 0;
  if (spec.multiple === true) return all.map(String);
  return all[0] === undefined ? undefined : String(all[0]);
}

function counted(count: number): string {
  if (count === 0) return 'no argument';
  return count === 1 ? '1 argument' : `${count} arguments`;
}
