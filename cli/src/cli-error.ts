import { EtancheError } from '@etanche/core-protocol';

/** - `usage_invalid`: the command line is wrong; the message says how and where its help is. */
export type CliErrorCode = 'usage_invalid';

export class CliError extends EtancheError<CliErrorCode> {}
