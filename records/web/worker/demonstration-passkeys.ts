import { RecordsClientError, type Passkeys } from '@etanche/records-client';
import type { Site } from '../port/site.ts';

/**
 * Passkeys that the trial's own service holds, so that one click signs in. A real installation has no such service, and
 * its records server does not know these passkeys.
 *
 * @param key of a person in the site's settings
 */
export function demonstrationPasskeys(site: Site, key: string): Passkeys {
  return {
    create: () => Promise.reject(new RecordsClientError('passkey_failed', 'a demonstration key cannot be created')),
    async get(options) {
      return (await ask(site, '/passkey', { key, options })) as object;
    },
  };
}

/** Has both approvers of the trial sign an order. A real installation has approvers with keys of their own. */
export async function approveDemonstration(site: Site, practice: string, order: string): Promise<void> {
  await ask(site, '/approvals', { practice, order });
}

async function ask({ demonstration }: Site, path: string, body: object): Promise<unknown> {
  if (demonstration === null) throw new RecordsClientError('passkey_failed', 'this installation has no demonstration');
  const response = await fetch(`${demonstration.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (response?.ok !== true) throw new RecordsClientError('passkey_failed', 'the demonstration refused');
  return response.json();
}
