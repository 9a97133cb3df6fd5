import { createHost, openListedFiles, type Host, type HostSettings } from '@etanche/ui-host';
import { pagePolicy, workerPolicy } from './content-security-policy.ts';

/**
 * Hosts an application that `writeRecordsSite` wrote.
 *
 * @throws HostError `site_missing`, `site_altered`, `settings_invalid` or `port_taken`
 */
export async function createRecordsSite({
  directory,
  ...rest
}: Pick<HostSettings, 'host' | 'port' | 'tls'> & { readonly directory: string }): Promise<Host> {
  const files = await openListedFiles(directory);
  const policies = { page: pagePolicy(), script: workerPolicy(files.origins) };
  // A member signs in by passkey.
  return createHost({ ...rest, files, policies, features: ['publickey-credentials-get'] });
}
