import { elementFor } from '@etanche/core-oprf';
import { toBase64url, toRecordId, utf8, type Bytes } from '@etanche/core-wire';
import type { Write } from '@etanche/core-records-protocol';
import {
  compartmentKey,
  elementOutput,
  keySetPurpose,
  makeBatch,
  noPrevious,
  roleOf,
  sealVersion,
  signHead,
  sizeClass,
  versionHash,
  type Compartment,
  type ScopePurpose,
  type SealedVersion,
  type VersionKind,
  type VersionPlace,
} from '@etanche/core-sealing';
import type { RecordsClient } from '@etanche/records-client';

/** A resource of a new scope. */
export type RawDraft = {
  readonly resource: string;
  readonly compartment: Compartment;
  readonly kind: VersionKind;
  readonly text: string;
};
export type RawScope = {
  readonly purpose: ScopePurpose;
  readonly scope: string;
  readonly drafts: readonly RawDraft[];
  readonly parts: Pick<Write, 'kind'> & Partial<Pick<Write, 'card' | 'postings'>>;
  /** For a day of the agenda. */
  readonly day?: { readonly practitioner: string; readonly date: string };
};

/** Seals a resource, or leaves it as plaintext. */
type Seal = (
  client: RecordsClient,
  place: VersionPlace,
  draft: RawDraft,
  erasure: Bytes,
) => Promise<SealedVersion & { readonly hash: Bytes }>;

/** Creates a scope in one write, with all versions at once: the real route, with a head that the server accepts. */
export async function writeRaw(
  client: RecordsClient,
  { purpose, scope, drafts, parts, day }: RawScope,
  seal: Seal,
): Promise<void> {
  const practice = client.practice.id;
  const { member } = client.session;
  const erasure = Uint8Array.from(client.environment.random(32));
  const epoch = client.secrets.writingEpoch();
  const time = Math.floor(client.environment.now());
  const sealed = await Promise.all(
    drafts.map(async (draft) => {
      const { resource, compartment } = draft;
      return seal(
        client,
        { practice, scope, compartment, resource, version: 1, epoch, author: member, time },
        draft,
        erasure,
      );
    }),
  );
  const leaves = sealed.map(({ place: { resource, version, compartment }, hash }) => ({
    ...{ resource, version, compartment, hash },
  }));
  const imported = sealed[0]?.place.seal;
  const named = { practice, scope, author: member, ...(imported && { element: imported.element }) };
  const head = await signHead(named, null, leaves, client.secrets.keys().author);
  const versions = sealed.map(
    ({ place: { resource, version, compartment, author, time: at }, salt, sealed: bytes }) => ({
      ...{ resource, version, compartment, epoch, author, time: at },
      salt: toBase64url(salt),
      sealed: toBase64url(bytes),
    }),
  );
  // A random key that is then discarded: these files are never erased.
  const eraser = { eraser: toBase64url(Uint8Array.from(client.environment.random(32))) };
  const create = { purpose, erasure: toBase64url(erasure), ...(purpose === 'scope' && eraser), ...day };
  const body = { ...parts, create, head: head.jws, versions, ...(imported && { seal: imported }) };
  await client.session.call('write', { params: { scope }, body });
}

/** Seals like an importer: an element for each scope, and one batch for all of them. */
export async function importerSealing(client: RecordsClient, purpose: ScopePurpose): Promise<Seal> {
  const practice = client.practice.id;
  const { member } = client.session;
  const { random, group } = client.environment;
  const { publicKey } = await client.secrets.vault(keySetPurpose(purpose));
  const epoch = client.secrets.epochs()?.signed[client.secrets.writingEpoch() - 1]?.epoch;
  if (epoch === undefined) throw new Error('the importer sees no epoch');
  const id = toRecordId(Uint8Array.from(random(16)));
  const made = await makeBatch(epoch, id, { member, author: client.secrets.keys().author }, random);
  await client.session.call('addBatch', { body: { batch: made.jws } });
  const drawn = new Map<string, ReturnType<typeof elementFor>>();
  return async (_, place, { kind, text }, erasure) => {
    const { scope, compartment } = place;
    const { element, evaluated } = drawn.get(scope) ?? elementFor(group, publicKey, random);
    drawn.set(scope, { element, evaluated });
    const seal = { element: toBase64url(element), batch: id };
    const n = await elementOutput({ practice, purpose, scope }, element, evaluated);
    const key = await compartmentKey({ ...place, seal }, n, erasure, made.secrets[roleOf(compartment)]);
    const content = { kind, previous: noPrevious, bytes: utf8(text) };
    return sealVersion(key, { ...place, seal }, content, client.secrets.keys().author, random);
  };
}

/** Defence off: a client that seals nothing and only pads to the size that the server expects. */
export const plaintext: Seal = async (client, place, { text }) => {
  const bytes = utf8(text);
  const sealed = new Uint8Array(sizeClass(bytes.length) + 16);
  sealed.set(bytes);
  const version = { place, salt: Uint8Array.from(client.environment.random(32)), sealed };
  return { ...version, hash: await versionHash(version) };
};
