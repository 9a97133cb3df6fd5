import type { DirectoryEntry, PractitionerEntry } from '@etanche/core-exchange-protocol';
import { sha256, toBase64url } from '@etanche/core-wire';
import { proveSplit } from '@etanche/core-oprf';
import { inboxContext, jwsHash, signDirectoryEntry } from '@etanche/core-sealing';
import type { RecordsClient } from '../session/client.ts';
import { ownInbox } from './own-inbox.ts';
import { readDirectories } from './read-directory.ts';

/** A practice's own entry in the directory. */
export type DirectoryProfile = {
  readonly name: string;
  /** Postal code and town. */
  readonly place: string;
  readonly practitioners: readonly PractitionerEntry[];
};

/**
 * Publishes the practice, or its changed profile or keys, in the directory of its records server.
 *
 * @throws RecordsClientError `conflict` if another doctor published at the same time, `limit_reached`; DataError
 */
export async function publishEntry(client: RecordsClient, profile: DirectoryProfile): Promise<DirectoryEntry> {
  const { practice, session, secrets, environment } = client;
  const last = (await readDirectories(client)).get(practice.id);
  const epoch = secrets.writingEpoch();
  const { split, publicKey, keys } = await ownInbox(client, epoch);
  const context = inboxContext(practice.id, epoch);
  const proof = proveSplit(environment.group, publicKey, split, context, environment.random);
  split.fill(0);
  const entry: DirectoryEntry = {
    practice: practice.id,
    sequence: (last?.entry.sequence ?? 0) + 1,
    previous: last === undefined ? null : toBase64url(jwsHash(last.jws)),
    author: session.member,
    federation: practice.federation,
    server: session.serverUrl,
    epoch,
    inbox: {
      publicKey: toBase64url(publicKey),
      element: toBase64url(keys.element),
      proof: toBase64url(proof),
      sealing: toBase64url(sha256(keys.sealing)),
    },
    name: profile.name,
    place: profile.place,
    practitioners: [...profile.practitioners],
  };
  const body = { entry: await signDirectoryEntry(entry, secrets.keys().auth), sealing: toBase64url(keys.sealing) };
  await session.call('publishEntry', { body });
  return entry;
}

/**
 * Whether the practice's newest entry is the one that this practice would publish: its key is of the newest epoch and
 * of the practice's own secrets. A doctor who published another key could read what others send.
 */
export async function isOwnEntry(client: RecordsClient, { epoch, inbox }: DirectoryEntry): Promise<boolean> {
  const { split, keys } = await ownInbox(client, epoch);
  split.fill(0);
  const isNewest = epoch === client.secrets.writingEpoch();
  return isNewest && toBase64url(keys.element) === inbox.element && toBase64url(sha256(keys.sealing)) === inbox.sealing;
}
