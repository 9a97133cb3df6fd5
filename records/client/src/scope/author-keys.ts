import { fromBase64url, fromUtf8, type Bytes } from '@etanche/core-wire';
import type { AuthorKeys } from '@etanche/core-sealing';
import type { RecordsClient } from '../session/client.ts';

/** Looks up the `author` keys of these members in the order chain, so that verification can read them synchronously. */
export async function authorKeysOf(
  client: Pick<RecordsClient, 'practice'>,
  members: Iterable<string>,
): Promise<AuthorKeys> {
  const known = await Promise.all(
    Array.from(new Set(members), async (member) => [member, await client.practice.authorKeys(member)] as const),
  );
  const byMember = new Map<string, readonly Bytes[]>(known);
  return (member) => byMember.get(member) ?? [];
}

/** The author named in an unverified head, only to look up keys; empty if the head is malformed. */
export function namedAuthor(jws: string): string[] {
  try {
    const payload: unknown = JSON.parse(fromUtf8(fromBase64url(jws.split('.')[1] ?? '', undefined)));
    const author = typeof payload === 'object' && payload !== null && 'author' in payload ? payload.author : null;
    return typeof author === 'string' ? [author] : [];
  } catch {
    // The verification that follows rejects a malformed head.
    return [];
  }
}
