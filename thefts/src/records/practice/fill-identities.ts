import { concat, sha256, toRecordId, utf8, type Bytes } from '@etanche/core-wire';
import { deriveTermKey, POSTING_BYTES, sealCard, sealPosting, termInput, type TermKey } from '@etanche/core-sealing';
import { openDatabase, Secret } from '@etanche/platform';
import type { RecordsClient } from '@etanche/records-client';
import type { PostingKeys } from '@etanche/records-server';
import { cardOf, encodeCard, termsOf } from '@etanche/records-fhir';
import { random } from '../../system/throwaway.ts';
import type { TruePatient } from './truth.ts';

type IdentityFill = {
  /** A doctor whose units are not counted. */
  readonly doctor: RecordsClient;
  readonly patients: readonly TruePatient[];
  /** Terms that the attacker will query: these lead to postings that can be opened. */
  readonly wanted: ReadonlySet<string>;
  readonly database: string;
  readonly postingKeys: PostingKeys;
};

const batchPatients = 1000;
const mostInQuestion = 20;

type Row = { readonly locator: Bytes; readonly owner: Buffer; readonly sealed: Buffer };

/**
 * Adds only the search data of patients: cards and postings in the formats of client and server, written in bulk.
 * Postings of terms that the attacker does not query are at random locators.
 *
 * @returns the number of patients
 */
export async function fillIdentities(fill: IdentityFill): Promise<number> {
  const { doctor, patients, postingKeys } = fill;
  const practice = doctor.practice.id;
  const keys = await evaluateTerms(fill);
  const epoch = doctor.secrets.shared().writingEpoch();
  const reception = { name: epoch, secret: Uint8Array.from(doctor.secrets.shared().roleSecret('reception', epoch)) };
  await using database = openDatabase({
    ...{ url: new Secret(fill.database), applicationName: 'etanche-theft', poolSize: 1, statementTimeoutMs: 120_000 },
  });
  for (let at = 0; at < patients.length; at += batchPatients) {
    const batch = patients.slice(at, at + batchPatients);
    const rows = await Promise.all(
      batch.map(async ({ traits }) => {
        const [scope, cardKey] = [toRecordId(random(16)), random(32)];
        const place = { practice, scope };
        const card = await sealCard(cardKey, place, reception, encodeCard(cardOf(traits)), random);
        const postings = termsOf(traits).map(async ({ text, limit }): Promise<Row> => {
          const key = keys.get(text);
          const locator = key?.locator ?? elsewhere(text, limit);
          const sealed =
            key === undefined ? random(POSTING_BYTES) : await sealPosting(key, { scope, cardKey }, reception, random);
          const owner = postingKeys.owner({ practice, locator }, scope);
          return { locator, owner, sealed: postingKeys.wrap({ practice, locator }, owner, sealed) };
        });
        return { scope, card, postings: await Promise.all(postings) };
      }),
    );
    const postings = rows.flatMap((row) => row.postings);
    await database.transaction(async (client) => {
      await client.query("SELECT set_config('etanche.practice', $1, true)", [practice]);
      // The server shows a card only of a scope that is there and is not being erased.
      await client.query(
        `INSERT INTO scope (practice, scope, purpose, head, sequence, resources, eraser)
         SELECT $1, scope, 'scope', '', 1, 0, '' FROM unnest($2::text[]) w (scope)`,
        [practice, rows.map(({ scope }) => scope)],
      );
      await client.query(
        'INSERT INTO card (practice, scope, sealed) SELECT $1, w.scope, w.sealed FROM unnest($2::text[], $3::bytea[]) w (scope, sealed)',
        [practice, rows.map(({ scope }) => scope), rows.map(({ card }) => Buffer.from(card))],
      );
      await client.query(
        `INSERT INTO posting (practice, locator, owner, sealed, settled)
         SELECT $1, locator, owner, sealed, true FROM unnest($2::bytea[], $3::bytea[], $4::bytea[]) w (locator, owner, sealed)`,
        [
          practice,
          postings.map(({ locator }) => Buffer.from(locator)),
          postings.map(({ owner }) => owner),
          postings.map(({ sealed }) => sealed),
        ],
      );
    });
  }
  return patients.length;
}

async function evaluateTerms({ doctor, patients, wanted }: IdentityFill): Promise<ReadonlyMap<string, TermKey>> {
  const terms = patients.flatMap(({ traits }) => termsOf(traits)).filter(({ text }) => wanted.has(text));
  const unique = Array.from(new Map(terms.map((term) => [term.text, term])).values());
  const vault = await doctor.secrets.vault('search');
  const indexSecret = Uint8Array.from(doctor.secrets.shared().indexSecret);
  const keys = new Map<string, TermKey>();
  for (let at = 0; at < unique.length; at += mostInQuestion) {
    const asked = unique.slice(at, at + mostInQuestion);
    doctor.session.touch();
    const outputs = await vault.evaluate(await Promise.all(asked.map(({ text }) => termInput(indexSecret, text))));
    for (const [i, { text, limit }] of asked.entries()) {
      keys.set(text, await deriveTermKey(doctor.practice.id, outputs[i] ?? new Uint8Array(), limit));
    }
  }
  return keys;
}

/** A locator that is never queried, shared by all patients with the term. */
function elsewhere(term: string, limit: number): Bytes {
  return concat(Uint8Array.of(limit), sha256(utf8(`thefts/elsewhere/${term}`)).slice(0, 15));
}
