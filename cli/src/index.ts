export { CliError, type CliErrorCode } from './cli-error.ts';
export type { Command, CommandContext, CommandDefinition, OptionSpec, OptionSpecs, OptionValues } from './command.ts';
export { commandTable, type CommandEntry } from './command-table.ts';
export { defineCommand } from './define-command.ts';
export { dispatch } from './dispatch.ts';
export { exitCode, type ExitCode } from './exit-code.ts';
export type { Progress } from './progress.ts';
export type { Style, TerminalStream } from './terminal-stream.ts';
export { Terminal } from './terminal.ts';
