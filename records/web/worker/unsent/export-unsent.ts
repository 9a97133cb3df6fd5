import type { Bytes } from '@etanche/core-wire';
import type { StoredContent } from '@etanche/records-client';
import type { Waiting } from './order.ts';
import { targetOf } from '../outbox-entry.ts';
import { readText } from './settle-put.ts';

/**
 * Everything that waits as a FHIR Bundle of the type collection, in JSON: the resources as they were to be, and the
 * documents as Binary. A deletion is an entry that has a `request` and no resource.
 */
export async function exportUnsent(
  waiting: readonly Waiting[],
  read: (stored: StoredContent) => Promise<Bytes>,
): Promise<string> {
  const entry: object[] = [];
  for (const { entry: one } of waiting) {
    const target = targetOf(one);
    if (target.place === 'document') {
      const data = toBase64(await read(target.content));
      const title = target.facts.title;
      entry.push({
        fullUrl: `urn:etanche:${one.scope}`,
        resource: { resourceType: 'Binary', contentType: target.type, data },
      });
      entry.push({
        resource: {
          resourceType: 'DocumentReference',
          status: 'current',
          date: new Date(one.at).toISOString(),
          description: title,
          content: [{ attachment: { title, contentType: target.type } }],
        },
      });
      continue;
    }
    for (const { id, text, before } of one.puts) {
      const resource = readText(text ?? '');
      if (resource !== null) entry.push({ fullUrl: `urn:etanche:${one.scope}/${id}`, resource });
      else
        entry.push({
          fullUrl: `urn:etanche:${one.scope}/${id}`,
          request: { method: 'DELETE', url: `${readText(before ?? '')?.resourceType ?? 'Basic'}/${id}` },
        });
    }
  }
  return JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry }, null, 1);
}

function toBase64(bytes: Bytes): string {
  let text = '';
  // A call with all bytes as arguments would exceed the stack.
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
