import {
  createHost,
  fileSecurityPolicy,
  openListedFiles,
  readPageHashes,
  type Host,
  type HostSettings,
} from '@etanche/ui-host';
import { pagePolicy, readerPolicy, workerPolicy } from './content-security-policy.ts';
import { readerName, writerName } from './write-records-site.ts';

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
  const { files: listed } = await readPageHashes(directory);
  const policyOf = { [readerName]: readerPolicy(), [writerName]: fileSecurityPolicy };
  const own = new Map(
    Object.entries(policyOf).flatMap(([name, policy]) =>
      listed.flatMap(({ path }) => (path.startsWith(`assets/${name}.`) ? [[path, policy] as const] : [])),
    ),
  );
  const policies = { page: pagePolicy(), script: workerPolicy(files.origins), own };
  // A member signs in by passkey.
  return createHost({ ...rest, files, policies, features: ['publickey-credentials-get'] });
}
