import { toBase64url, utf8, type Bytes } from '@etanche/core-protocol';
import type { Write } from '@etanche/core-records-protocol';
import {
  compartmentKey,
  noPrevious,
  roleOf,
  scopeInput,
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
import type { Unlocked } from '@etanche/records-client';

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
  /** Of an agenda's day. */
  readonly day?: { readonly practitioner: string; readonly date: string };
};

/** How what is written is made unreadable, or not. */
export type Seal = (
  unlocked: Unlocked,
  place: VersionPlace,
  draft: RawDraft,
  erasure: Bytes,
) => Promise<SealedVersion & { readonly hash: Bytes }>;

/** Creates a scope in one write, all versions at once: the real route, with a head that the server accepts. */
export async function writeRaw(
  unlocked: Unlocked,
  { purpose, scope, drafts, parts, day }: RawScope,
  seal: Seal,
): Promise<void> {
  const { practice, member } = unlocked;
  const erasure = Uint8Array.from(unlocked.options.random(32));
  const epoch = unlocked.secrets().writingEpoch();
  const sealed = await Promise.all(
    drafts.map(async (draft) => {
      const { resource, compartment } = draft;
      return seal(
        unlocked,
        { practice, scope, compartment, resource, version: 1, epoch, author: member },
        draft,
        erasure,
      );
    }),
  );
  const leaves = sealed.map(({ place: { resource, version, compartment }, hash }) => ({
    ...{ resource, version, compartment, hash },
  }));
  const head = await signHead({ practice, scope, author: member }, null, leaves, unlocked.keys().author);
  const versions = sealed.map(({ place: { resource, version, compartment, author }, salt, sealed: bytes }) => ({
    ...{ resource, version, compartment, epoch, author },
    salt: toBase64url(salt),
    sealed: toBase64url(bytes),
  }));
  const create = { purpose, erasure: toBase64url(erasure), ...day };
  await unlocked.call('write', { params: { scope }, body: { ...parts, create, head: head.jws, versions } });
}

/** As every client of ours seals. @param evaluated of each scope's input, by scope */
export function sealing(evaluated: ReadonlyMap<string, Bytes>): Seal {
  return async (unlocked, place, { kind, text }, erasure) => {
    const n = evaluated.get(place.scope);
    if (n === undefined) throw new Error('a scope that was not evaluated');
    const secret = unlocked.secrets().roleSecret(roleOf[place.compartment], place.epoch);
    const key = await compartmentKey(place, n, erasure, secret);
    const content = { kind, previous: noPrevious, bytes: utf8(text) };
    return sealVersion(key, place, content, unlocked.keys().author, unlocked.options.random);
  };
}

/** The one defence off: a client that seals nothing and only fills up to the size that the server expects. */
export const plaintext: Seal = async (unlocked, place, { text }) => {
  const bytes = utf8(text);
  const sealed = new Uint8Array(sizeClass(bytes.length) + 16);
  sealed.set(bytes);
  const version = { place, salt: Uint8Array.from(unlocked.options.random(32)), sealed };
  return { ...version, hash: await versionHash(version) };
};

/** N of several scopes of one purpose, by scope; the vaults are asked as the session's member or importer. */
export async function evaluateScopes(
  unlocked: Unlocked,
  purpose: ScopePurpose,
  scopes: readonly string[],
): Promise<ReadonlyMap<string, Bytes>> {
  const { scopeRoot } = unlocked.secrets();
  const inputs = await Promise.all(
    scopes.map((scope) => scopeInput(Uint8Array.from(scopeRoot), unlocked.practice, purpose, scope)),
  );
  const outputs = await (await unlocked.vault(purpose)).evaluate(inputs);
  return new Map(scopes.map((scope, i) => [scope, outputs[i] ?? new Uint8Array()]));
}
