import { createHash } from 'node:crypto';
import type { Group } from '@etanche/core-oprf';
import { checkTerm, type Kind, type Manifest } from '@etanche/core-check-protocol';
import { checkIndexId, solveWork, type KeySet } from '@etanche/core-vault-protocol';
import { limits, type Bytes } from '@etanche/core-wire';
import { readAnswer, findAddress, type IndexAnswer, type EntryAddress } from '@etanche/core-sealed-index';
import { createVaultClient, timerSleep, type VaultClient, type WorkSolver } from '@etanche/vault-client';
import type { ReadPublished } from './check-buckets.ts';
import { withPatience } from '../evaluate/patience.ts';
import { argon2id } from '../evaluate/stretch.ts';

/** One question of a visitor: a kind and the identifiers that the page would look up together. */
export type Question = { readonly kind: Kind; readonly identifiers: readonly string[] };

type Lookup = {
  readonly manifest: Manifest;
  readonly read: ReadPublished;
  readonly group: Group;
  readonly random: (length: number) => Bytes;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => number;
  /** Seconds to wait while a quota is used up. */
  readonly patienceSeconds: number;
  readonly waiting: (reason: string) => void;
};

/**
 * Looks up questions at the vaults and in the published files like a visitor's page, without any right.
 *
 * @throws SealedIndexError `could_not_check`, ImportError `vaults_unavailable` or `vaults_refused`
 */
export function createLookup(lookup: Lookup): (question: Question) => Promise<IndexAnswer> {
  const { manifest, group, random, fetch, now } = lookup;
  const clients = new Map(
    manifest.keySets.map((keySet) => [keySet.id, anonymousClient(keySet, { group, random, fetch, now })]),
  );
  const patience = { seconds: lookup.patienceSeconds, now, sleep: timerSleep, waiting: lookup.waiting };
  return async ({ kind, identifiers }) => {
    const described = manifest.kinds.find((each) => each.kind === kind);
    const client = clients.get(described?.keySet ?? '');
    if (described === undefined || client === undefined) throw new RangeError(`kind ${kind} is not in this index`);
    const id = checkIndexId(manifest.index, manifest.version);
    const inputs = await Promise.all(
      identifiers
        .slice(0, limits.elementsPerRequest)
        .map((text) => checkTerm(id, kind, text, described.stretch, argon2id)),
    );
    const outputs = await withPatience(patience, () => client.evaluate(inputs));
    const places = await Promise.all(outputs.map((y) => findAddress(manifest, y)));
    const files = await Promise.all(places.map(({ path }: EntryAddress) => lookup.read(path)));
    return readAnswer(manifest, places, files);
  };
}

/** Solves the proof of work that a vault requires near its ceiling, as a page does. */
const work: WorkSolver = {
  maxBits: 24,
  solve: async (request, challenge, bits) => Promise.resolve(solveWork(request, challenge, bits, sha256)),
};

function sha256(message: Uint8Array): Uint8Array {
  return createHash('sha256').update(message).digest();
}

function anonymousClient(keySet: KeySet, options: Pick<Lookup, 'group' | 'random' | 'fetch' | 'now'>): VaultClient {
  return createVaultClient({ ...options, keySet, sleep: timerSleep, hedgeMs: null, timeoutMs: 30_000, work });
}
