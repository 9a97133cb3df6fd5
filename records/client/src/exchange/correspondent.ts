import type { DirectoryEntry } from '@etanche/core-exchange-protocol';
import { currentPeriod, isPresent, type Chain } from '@etanche/core-vault-protocol';
import { fromBase64url, parseShape, sha256, toBase64url, object, type Bytes } from '@etanche/core-wire';
import { decodeElement, verifySplit } from '@etanche/core-oprf';
import {
  inboxContext,
  keysHash,
  SealingError,
  verifyDirectoryEntry,
  verifyMemberStatement,
  type InboxKeys,
  type PublicMemberKeys,
} from '@etanche/core-sealing';
import { fetchKeySet, VaultClientError } from '@etanche/vault-client';
import type { RecordsClient } from '../session/client.ts';
import { unavailable, untrusted } from '../data/data-error.ts';
import { chainOf } from './chain-of.ts';
import type { Listing } from './read-directory.ts';

/** A practice to which messages can be sealed: its entry, verified with its own vaults. */
export type Correspondent = {
  readonly listing: Listing;
  readonly chain: Chain;
  readonly inbox: InboxKeys;
  /**
   * `new`: this device has not written to the practice before; `changed`: its server, its vaults or the
   * key that they evaluate for it are others than at the last message. Both need a confirmation by a person.
   */
  readonly standing: 'known' | 'new' | 'changed';
};

const rememberedSchema = object({
  sequence: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
  place: { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$', maxLength: 43 },
});

/**
 * Verifies the entry of a practice: a doctor of its chain, which t of its vaults state, signed it; its inbox key is the
 * vaults' key times a scalar that the author knows, so that no message opens without the vaults.
 *
 * @throws DataError `could_not_check`: `unavailable` if too few of its vaults answer, `untrusted` for a false entry
 */
export async function verifyCorrespondent(client: RecordsClient, listing: Listing): Promise<Correspondent> {
  const { entry, jws, directory } = listing;
  const { practice, federation, epoch, inbox } = entry;
  const { environment, session } = client;
  const chain = await chainOf(client, entry);
  const params = { directory: directory.directory, practice };
  const { sealing } = await session.call('inboxSealingKey', { params });
  return checked('a directory entry', async () => {
    const isNow = (author: string): boolean => isPresentIn(chain, author, environment.now());
    await verifyDirectoryEntry(jws, ({ author }) => (isNow(author) ? doctorKeys(chain, author) : []));
    const sealingKey = fromBase64url(sealing, undefined);
    if (toBase64url(sha256(sealingKey)) !== inbox.sealing) throw untrusted('another sealing key of a practice');
    const { group } = environment;
    const options = { fetch: environment.fetch, sleep: environment.sleep, timeoutMs: client.practice.vaults.timeoutMs };
    const keySet = await fetchKeySet({ ...options, federation, id: `inbox/${practice}`, group });
    if (keySet.publicKey !== inbox.publicKey) throw untrusted('another key of a practice’s inbox');
    const element = decodeElement(group, inbox.element);
    const split = { publicKey: decodeElement(group, inbox.publicKey), element };
    if (!verifySplit(group, split, inboxContext(practice, epoch), fromBase64url(inbox.proof, 64))) {
      throw untrusted('an inbox key without its proof');
    }
    const standing = await standingOf(client, entry);
    return { listing, chain, inbox: { element, sealing: sealingKey }, standing };
  });
}

/**
 * The public keys of a member of another practice's chain.
 *
 * @param statement the member's statement of keys, whose hash the chain must have
 * @throws DataError `could_not_check`, SealingError
 */
export async function memberKeys(
  chain: Chain,
  statement: string,
  practice: string,
  member: string,
): Promise<PublicMemberKeys> {
  const keys = await verifyMemberStatement(statement);
  const periods = chain.members.get(member)?.periods ?? [];
  const isOnChain = periods.some(
    (period) => period.keys === toBase64url(keysHash(keys)) && period.roles.includes('doctor'),
  );
  if (keys.practice !== practice || keys.member !== member || !isOnChain) {
    throw untrusted('keys of a doctor that the chain of the practice does not have');
  }
  return keys;
}

/** The `auth` key of a member who is a doctor of the chain now; none for others. */
export function doctorKeys(chain: Chain, member: string): Bytes[] {
  const found = chain.members.get(member);
  if (found === undefined || found.retired !== null) return [];
  const { auth, roles } = currentPeriod(found);
  return roles.includes('doctor') ? [fromBase64url(auth, 32)] : [];
}

/** Whether a member is a doctor of the chain now, with these keys. @param nowMs milliseconds since 1970 */
export function isDoctorNow(chain: Chain, keys: PublicMemberKeys, nowMs: number): boolean {
  const member = chain.members.get(keys.member);
  if (member === undefined || !isPresent(member, nowMs)) return false;
  const { keys: hash, roles } = currentPeriod(member);
  return hash === toBase64url(keysHash(keys)) && roles.includes('doctor');
}

function isPresentIn(chain: Chain, member: string, nowMs: number): boolean {
  const known = chain.members.get(member);
  return known !== undefined && isPresent(known, nowMs);
}

/** Remembers that a person confirmed this practice at this server, with these vaults and their key for it. */
export async function confirmCorrespondent(client: RecordsClient, { listing }: Correspondent): Promise<void> {
  const { entry } = listing;
  const value = JSON.stringify({ sequence: entry.sequence, place: placeOf(entry) });
  await client.environment.memory.set(memoryKey(client, entry.practice), value);
}

async function standingOf(client: RecordsClient, entry: DirectoryEntry): Promise<Correspondent['standing']> {
  const text = await client.environment.memory.get(memoryKey(client, entry.practice));
  if (text === null) return 'new';
  const known = parseShape(rememberedSchema, JSON.parse(text), 'the remembered correspondent');
  if (entry.sequence < known.sequence) throw untrusted('an older entry than the one seen before');
  return known.place === placeOf(entry) ? 'known' : 'changed';
}

function placeOf({ server, federation, inbox }: DirectoryEntry): string {
  const vaults = federation.vaults.map(({ index, signingKey }) => `${index}:${signingKey}`).toSorted();
  return toBase64url(
    sha256(new TextEncoder().encode(JSON.stringify([server, federation.threshold, vaults, inbox.publicKey]))),
  );
}

function memoryKey({ practice }: RecordsClient, other: string): string {
  return `etanche/${practice.id}/correspondent/${other}`;
}

/** Runs a verification of what another practice's server or vaults state. */
async function checked<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof SealingError) throw untrusted(what, cause);
    if (cause instanceof VaultClientError) {
      throw cause.code === 'key_set_refused' ? untrusted(what, cause) : unavailable(what, cause);
    }
    throw cause;
  }
}
