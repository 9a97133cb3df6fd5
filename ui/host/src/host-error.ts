import { EtancheError } from '@etanche/core-wire';

/**
 * - `settings_invalid`: a parameter of the site is malformed; correct it.
 * - `site_missing`: the directory has no published page; publish it first.
 * - `site_altered`: a file of the page does not match `page-hashes.json`; publish the page again.
 * - `port_taken`: another program listens on that port; choose another.
 */
export type HostErrorCode = 'settings_invalid' | 'site_missing' | 'site_altered' | 'port_taken';

export class HostError extends EtancheError<HostErrorCode> {}
