import { EtancheError } from '@etanche/core-protocol';

/**
 * - `usage_invalid`: the command line is wrong; the message says how and where its help is.
 * - `interrupted`, `terminated`: the user (ctrl-C) or the system (SIGTERM) wants the command to end.
 * - `outdated`: a later version of the index is published.
 * - `trust_differs`: the site's keys are not those whose hash the operator published.
 */
export type CliErrorCode = 'usage_invalid' | 'interrupted' | 'terminated' | 'outdated' | 'trust_differs';

export class CliError extends EtancheError<CliErrorCode> {}
