import type { Command, CommandDefinition, OptionSpecs } from './command.ts';
import { parseCommandLine } from './parse-command-line.ts';

/** Connects the options of a command to the typed values of its `run`. */
export function defineCommand<const Specs extends OptionSpecs>(definition: CommandDefinition<Specs>): Command {
  const { run, ...rest } = definition;
  return {
    ...rest,
    runWith: async (context, commandLine, name) => {
      const { values, args, json } = parseCommandLine(definition, commandLine, name);
      return run({ ...context, json }, values, args);
    },
  };
}
