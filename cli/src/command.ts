import type { Terminal } from './terminal.ts';
import type { ExitCode } from './exit-code.ts';

/** One `--option`. A `string` option with `multiple` may be repeated. */
export type OptionSpec = {
  readonly help: string;
  readonly short?: string;
} & (
  | { readonly type: 'boolean' }
  | {
      readonly type: 'string';
      /** Placeholder of the value in the help, for example `DIR`. */
      readonly value: string;
      readonly multiple?: boolean;
      readonly required?: boolean;
      /** The accepted values, if they are limited. */
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

/** The environment of a command. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** True if the caller requested a single JSON value on standard output, for commands that support it. */
  readonly json: boolean;
  /** Aborted by the first ctrl-C or SIGTERM: finish or undo the current step, then return. */
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly random: (length: number) => Uint8Array;
}

export interface CommandDefinition<Specs extends OptionSpecs> {
  /** The text after the command's name, for example `FILE… --out DIR`. */
  readonly usage: string;
  /** A few sentences for the help. */
  readonly description: string;
  readonly options: Specs;
  /** The allowed number of arguments besides options. */
  readonly arguments: { readonly minimum: number; readonly maximum: number };
  /** True if the command supports `--json`. */
  readonly json: boolean;
  /** The exit codes of this command besides 0, 1 and 2, and their meanings. */
  readonly exitCodes: Partial<Record<ExitCode, string>>;
  readonly examples: readonly string[];
  readonly run: (
    context: CommandContext,
    values: OptionValues<Specs>,
    args: readonly string[],
  ) => Promise<ExitCode> | ExitCode;
}

/** A command; `runWith` checks its options against its specification. */
export interface Command extends Omit<CommandDefinition<OptionSpecs>, 'run'> {
  readonly runWith: (context: CommandContext, commandLine: readonly string[], name: string) => Promise<ExitCode>;
}
