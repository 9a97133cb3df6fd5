import { fromBase64url, limits, toBase64url, type Bytes } from '@etanche/core-wire';
import { deriveTermKey, openPosting, type ReceptionOf, type SealedPack } from '@etanche/core-sealing';
import type { RecordsClient } from '@etanche/records-client';
import type { PostingKeys } from '@etanche/records-server';
import { copySecrets } from './open-offline.ts';
import { receptionIn } from './stolen-batches.ts';
import { elementIn, stealRows, type StolenRows, type StolenScope } from './stolen-rows.ts';

/**
 * The source of the attacker's sealed data: the server, in the session of the member, or the stolen database. Both
 * return rows for the same decryption program.
 */
export type RowSource = {
  /** The sealed data of these scopes. */
  scopes(wanted: readonly string[]): Promise<StolenRows>;
  /** Postings and cards at the locators of these outputs of the search function. */
  found(outputs: readonly Bytes[]): Promise<StolenRows>;
};

/** Opens a source for a member whose device the attacker has; signs in if it needs a session. */
export type RowSourceOf = (signIn: () => Promise<RecordsClient>) => Promise<RowSource>;

const perRequest = 10;

/** Reads from the records server, which logs the requests. */
export function fromServer(
  client: Pick<RecordsClient, 'session' | 'practice' | 'secrets'>,
  keys: StolenRows['keys'],
): RowSource {
  const practice = client.practice.id;
  const batches = new Map<string, string>();
  const bare = { ...nothing(practice), keys, batches };
  const readBatch = async (batch: string): Promise<void> => {
    if (!batches.has(batch)) batches.set(batch, (await client.session.call('batch', { params: { batch } })).batch);
  };
  // An administrator has no secrets, so the postings do not open.
  const reception: ReceptionOf = async (name) => {
    if (typeof name === 'string') await readBatch(name);
    return receptionIn(new Map(batches), copySecrets(client))(name);
  };
  return {
    async scopes(wanted) {
      const scopes = new Map<string, StolenScope>();
      for (const scope of wanted) {
        const answer = await client.session.call('readScope', { params: { scope } });
        const packs = answer.packs.map((wire): SealedPack => {
          const { sequence, number, compartment, epoch, author, time, carries = false } = wire;
          const seal = wire.seal === undefined ? undefined : answer.seals[wire.seal];
          const place = { practice, scope, sequence, number, compartment, epoch, author, time, carries };
          const bytes = (text = '') => fromBase64url(text, undefined);
          const content = wire.sealed === undefined ? null : { salt: bytes(wire.salt), sealed: bytes(wire.sealed) };
          const of = seal === undefined ? place : { ...place, seal };
          return { place: of, list: bytes(wire.list), digest: bytes(wire.digest), content };
        });
        for (const { batch } of answer.seals) await readBatch(batch);
        scopes.set(scope, {
          purpose: answer.purpose,
          erasure: fromBase64url(answer.erasure, 32),
          element: elementIn(answer.head),
          packs: fewOf(packs),
        });
      }
      return { ...bare, scopes };
    },
    async found(outputs) {
      const postings = new Map<string, Bytes[]>();
      const cards = new Map<string, Bytes>();
      for (let at = 0; at < outputs.length; at += perRequest) {
        const terms = await Promise.all(
          outputs
            .slice(at, at + perRequest)
            .flatMap((output) => Object.values(limits.postings).map((limit) => deriveTermKey(practice, output, limit))),
        );
        const locators = terms.map(({ locator }) => toBase64url(locator));
        const { places } = await client.session.call('lookup', { body: { locators } });
        for (const [i, place] of places.entries()) {
          const sealed = place.postings.map((posting) => fromBase64url(posting.sealed, undefined));
          postings.set(locators[i] ?? '', sealed);
          const term = terms[i];
          if (term === undefined) continue;
          const behind = await Promise.all(sealed.map((one) => openPosting(term, reception, one).catch(() => null)));
          const scopes = behind.flatMap((posting) => (posting === null ? [] : [posting.scope]));
          if (scopes.length === 0) continue;
          const answer = await client.session.call('cards', { body: { scopes } });
          for (const card of answer.cards) cards.set(card.scope, fromBase64url(card.sealed, undefined));
        }
      }
      return { ...bare, postings, cards };
    },
  };
}

/** Reads the stolen database without any request. */
export async function fromDatabase(
  url: string,
  practice: string,
  postingKeys: PostingKeys | null = null,
): Promise<RowSource & { readonly rows: StolenRows }> {
  const rows = (await stealRows(url, postingKeys)).get(practice);
  if (rows === undefined) throw new Error('the stolen database has no such practice');
  return {
    rows,
    scopes: (wanted) => {
      const scopes = wanted.flatMap((scope): [string, StolenScope][] => {
        const found = rows.scopes.get(scope);
        return found === undefined ? [] : [[scope, { ...found, packs: fewOf(found.packs) }]];
      });
      return Promise.resolve({ ...rows, scopes: new Map(scopes) });
    },
    found: () => Promise.resolve(rows),
  };
}

/**
 * A file counts as soon as some of it is read: three packs of each compartment are enough; a day of the agenda has
 * forty.
 */
function fewOf(packs: readonly SealedPack[]): SealedPack[] {
  const taken = { identity: 0, clinical: 0, settings: 0 };
  const most = { identity: 40, clinical: 3, settings: 0 };
  return packs.filter(({ place: { compartment } }) => ++taken[compartment] <= most[compartment]);
}

function nothing(practice: string): StolenRows {
  const none = new Uint8Array();
  return {
    ...{ practice, scopes: new Map(), postings: new Map(), cards: new Map(), grants: [], epochs: [], keys: [] },
    batches: new Map(),
    ...{ kit: { sealing: none, hash: none }, keyrings: [], recoveries: [], helperSecrets: [] },
  };
}
