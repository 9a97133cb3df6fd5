export { CliError } from './cli-error.ts';
export { commandTable, type CommandEntry } from './command-table.ts';
export { defineCommand } from './define-command.ts';
export { dispatch } from './dispatch.ts';
export { exitCode } from './exit-code.ts';
export type { TerminalStream } from './terminal-stream.ts';
export { Terminal } from './terminal.ts';
