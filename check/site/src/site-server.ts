import { createHost, fileSecurityPolicy, type Host, type HostSettings } from '@etanche/ui-host';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { openSite } from './site-files.ts';

export type SiteServerSettings = Pick<HostSettings, 'host' | 'port' | 'tls'> & {
  /** A directory written by `writeSite` and the import. */
  readonly directory: string;
};

/**
 * Hosts the page of Check and its index.
 *
 * @throws HostError `site_missing`, `site_altered`, `settings_invalid` or `port_taken`
 */
export async function createSiteServer({ directory, ...rest }: SiteServerSettings): Promise<Host> {
  const files = await openSite(directory);
  // The worker starts from memory, so it has the policy of the page.
  const policies = { page: contentSecurityPolicy(files.origins), script: fileSecurityPolicy };
  return createHost({ ...rest, files, policies, features: [] });
}
