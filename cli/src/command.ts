import type { Terminal } from '@etanche/platform';
import type { ExitCode } from './exit-code.ts';

/** One `--option`. A `string` option with `multiple` may be repeated. */
export type OptionSpec = {
  readonly help: string;
  readonly short?: string;
} & (
  | { readonly type: 'boolean' }
  | {
      readonly type: 'string';
      /** What stands for the value in the help, such as `DIR`. */
      readonly value: string;
      readonly multiple?: boolean;
      readonly required?: boolean;
      /** The only values that are accepted. */
      readonly oneOf?: readonly string[];
    }
);

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type ValueOf<Spec extends OptionSpec> = Spec extends { type: 'boolean' }
  ? boolean
  : Spec extends { multiple: true }
    ? readonly string[]
    : Spec extends { required: true }
      ? string
      : string | undefined;

export type OptionValues<Specs extends OptionSpecs> = { readonly [Name in keyof Specs]: ValueOf<Specs[Name]> };

/** What a command may use of the outside. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Whether the caller asked for one JSON value on the standard output. Only where the command allows it. */
  readonly json: boolean;
  /** Aborted by the first ctrl-C or SIGTERM: finish or undo what is under way, then return. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly random: (length: number) => Uint8Array;
}

export interface CommandDefinition<Specs extends OptionSpecs> {
  /** What follows the command's name, such as `FILE… --out DIR`. */
  readonly usage: string;
  /** A few sentences for the help. */
  readonly description: string;
  readonly options: Specs;
  /** How many arguments that are no options. */
  readonly arguments: { readonly minimum: number; readonly maximum: number };
  /** Whether `--json` exists. */
  readonly json: boolean;
  /** The exit codes that this command can end with, beside 0, 1 and 2, and what they mean here. */
  readonly exitCodes: Partial<Record<ExitCode, string>>;
  readonly examples: readonly string[];
  readonly run: (
    context: CommandContext,
    values: OptionValues<Specs>,
    args: readonly string[],
  ) => Promise<ExitCode> | ExitCode;
}

/** A command whose options have been checked against its specification by `runWith`. */
export interface Command extends Omit<CommandDefinition<OptionSpecs>, 'run'> {
  readonly runWith: (context: CommandContext, commandLine: readonly string[], name: string) => Promise<ExitCode>;
}
