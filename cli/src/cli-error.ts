import { EtancheError } from '@etanche/core-wire';

/**
 * - `usage_invalid`: the command line is wrong; the message gives the reason and the help command.
 * - `interrupted`, `terminated`: the user (ctrl-C) or the system (SIGTERM) ended the command.
 * - `outdated`: a later version of the index is published.
 * - `trust_differs`: the site's keys do not have the hash that the operator published.
 */
type CliErrorCode = 'usage_invalid' | 'interrupted' | 'terminated' | 'outdated' | 'trust_differs';

export class CliError extends EtancheError<CliErrorCode> {}
