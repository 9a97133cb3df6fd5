import { elementFor } from '@etanche/core-oprf';
import { toBase64url, toRecordId, utf8, type Bytes } from '@etanche/core-wire';
import { encodeList, packHash, type ListedVersion, type PackPlace, type Write } from '@etanche/core-records-protocol';
import {
  compartmentKey,
  elementOutput,
  keySetPurpose,
  makeBatch,
  noPrevious,
  roleOf,
  sealedDigest,
  sealPack,
  signHead,
  sizeClass,
  type Compartment,
  type ScopePurpose,
  type SealedPack,
  type VersionKind,
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

type RawPack = { readonly pack: SealedPack; readonly hash: Bytes; readonly versions: readonly ListedVersion[] };

/** Seals a resource as a pack of its own, or leaves it as plaintext. */
type Seal = (client: RecordsClient, place: PackPlace, draft: RawDraft, erasure: Bytes) => Promise<RawPack>;

/** Creates a scope in one write, with all packs at once: the real route, with a head that the server accepts. */
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
    drafts.map((draft, number) => {
      const { compartment } = draft;
      const numbers = { sequence: 1, number, epoch, time, carries: false };
      return seal(client, { practice, scope, compartment, author: member, ...numbers }, draft, erasure);
    }),
  );
  const leaves = sealed.flatMap(({ pack, versions }) =>
    versions.map(({ resource, version, hash }) => ({
      ...{ resource, version, hash },
      compartment: pack.place.compartment,
    })),
  );
  const imported = sealed[0]?.pack.place.seal;
  const named = { practice, scope, author: member, ...(imported && { element: imported.element }) };
  const hashes = sealed.map(({ hash }) => hash);
  const head = await signHead(named, null, leaves, hashes, client.secrets.keys().author);
  const packs = sealed.map(({ pack: { place, list, content } }) => ({
    ...{ compartment: place.compartment, epoch, time, list: toBase64url(list) },
    ...{
      salt: toBase64url(content?.salt ?? new Uint8Array()),
      sealed: toBase64url(content?.sealed ?? new Uint8Array()),
    },
  }));
  // A random key that is then discarded: these files are never erased.
  const eraser = { eraser: toBase64url(Uint8Array.from(client.environment.random(32))) };
  const create = { purpose, erasure: toBase64url(erasure), ...(purpose === 'scope' && eraser), ...day };
  const body = { ...parts, create, head: head.jws, packs, ...(imported && { seal: imported }) };
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
  return async (_, place, { resource, kind, text }, erasure) => {
    const { scope, compartment } = place;
    const { element, evaluated } = drawn.get(scope) ?? elementFor(group, publicKey, random);
    drawn.set(scope, { element, evaluated });
    const seal = { element: toBase64url(element), batch: id };
    const n = await elementOutput({ practice, purpose, scope }, element, evaluated);
    const key = await compartmentKey({ ...place, seal }, n, erasure, made.secrets[roleOf(compartment)]);
    const version = { resource, version: 1, kind, previous: noPrevious, bytes: utf8(text) };
    return sealPack(key, { ...place, seal }, [version], random);
  };
}

/** Defence off: a client that seals nothing and only pads to the size that the server expects. */
export const plaintext: Seal = async (client, place, { resource, text }) => {
  const bytes = utf8(text);
  const sealed = new Uint8Array(sizeClass(bytes.length) + 16);
  sealed.set(bytes);
  const salt = Uint8Array.from(client.environment.random(32));
  const versions = [{ resource, version: 1, hash: Uint8Array.from(client.environment.random(32)) }];
  const list = encodeList(versions);
  const digest = await sealedDigest(salt, sealed);
  const pack = { place, list, digest, content: { salt, sealed } };
  return { pack, hash: packHash(place, digest, list), versions };
};
