import { concat, sha256, toBase64url, toRecordId, utf8, type Bytes } from '@etanche/core-wire';
import {
  CARD_BYTES,
  deriveTermKey,
  POSTING_BYTES,
  sealCard,
  sealPosting,
  termInput,
  type TermKey,
} from '@etanche/core-sealing';
import { signIn, type RecordsClient } from '@etanche/records-client';
import { cardOf, encodeCard, termsOf, type PatientTraits, type Term } from '@etanche/records-fhir';
import { random } from '../random.ts';
import type { BenchPractice } from './bench-practice.ts';
import { copyScopes, putPostings, type FilledPatient } from './fill-rows.ts';

const batchPatients = 500;
/** Shorter than the idle limit of a session: filling takes longer. */
const sessionMs = 5 * 60_000;
const mostInQuestion = 20;
const atOnce = 3;

/**
 * Fills a practice with unsealed patients: rows copied from real ones under new ids, with the same shapes and sizes,
 * and a posting for every term of such a patient. At the terms of real patients the postings and cards are really
 * sealed, since a search opens them; elsewhere they are random bytes of the right length, as many at a locator as
 * patients share the term.
 */
export class PracticeFiller {
  readonly #bench: BenchPractice;
  /** Terms of real patients, and their keys after the evaluation. */
  readonly #real: Map<string, TermKey | null>;
  #session: { readonly from: number; readonly client: Promise<RecordsClient> } | null = null;

  constructor(bench: BenchPractice, real: readonly PatientTraits[]) {
    this.#bench = bench;
    this.#real = new Map(real.flatMap((traits) => termsOf(traits).map(({ text }) => [text, null] as const)));
  }

  /** @param templates scopes of real patients, which the new ones copy */
  async fill(patients: Iterable<{ readonly traits: PatientTraits }>, templates: readonly string[]): Promise<number> {
    let done = 0;
    const batches = batchesOf(patients);
    // The database writes one batch while the next is prepared; locators are locked in order, to avoid a deadlock.
    const work = async () => {
      for (const batch of batches) {
        await this.#fillBatch(batch, templates);
        done += batch.length;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return done;
  }

  async #fillBatch(batch: readonly PatientTraits[], templates: readonly string[]): Promise<void> {
    const terms = batch.map((traits) => termsOf(traits));
    const doctor = await this.#signedIn();
    const asked = terms.flat().filter(({ text }) => this.#real.get(text) === null);
    await this.#evaluate(doctor, new Map(asked.map((term) => [term.text, term])));
    const filled = await Promise.all(batch.map((traits, i) => this.#patient(doctor, traits, terms[i] ?? [])));
    const { database, practice, postingKeys } = this.#bench;
    await copyScopes(database, practice, filled, templates);
    await putPostings(database, practice, filled, postingKeys);
  }

  /** One session until the next; callers of the previous one end with it. */
  async #signedIn(): Promise<RecordsClient> {
    if (this.#session === null || performance.now() - this.#session.from > sessionMs) {
      this.#session = { from: performance.now(), client: signIn(this.#bench.options) };
    }
    return this.#session.client;
  }

  async #patient(doctor: RecordsClient, traits: PatientTraits, terms: readonly Term[]): Promise<FilledPatient> {
    const { practice } = this.#bench;
    const scope = toRecordId(random(16));
    const cardKey = random(32);
    const isMet = terms.some(({ text }) => this.#real.has(text));
    const place = { practice, scope };
    const reception = { name: 1, secret: doctor.secrets.shared().roleSecret('reception', 1) };
    const card = isMet
      ? await sealCard(cardKey, place, reception, encodeCard(cardOf(traits)), random)
      : random(CARD_BYTES);
    const postings = terms.map(async (term) => {
      const key = this.#real.get(term.text) ?? null;
      if (key === null) return { locator: locatorOf(term), sealed: random(POSTING_BYTES) };
      return { locator: key.locator, sealed: await sealPosting(key, { scope, cardKey }, reception, random) };
    });
    return { scope, card, postings: await Promise.all(postings) };
  }

  async #evaluate(doctor: RecordsClient, terms: ReadonlyMap<string, Term>): Promise<void> {
    const { practice } = this.#bench;
    const vault = await doctor.secrets.vault('search');
    const { indexSecret } = doctor.secrets.shared();
    const list = Array.from(terms.values());
    for (let at = 0; at < list.length; at += mostInQuestion) {
      const asked = list.slice(at, at + mostInQuestion);
      const outputs = await vault.evaluate(await Promise.all(asked.map(({ text }) => termInput(indexSecret, text))));
      for (const [i, y] of outputs.entries()) {
        const term = asked[i];
        if (term !== undefined) this.#real.set(term.text, await deriveTermKey(practice, y, term.limit));
      }
    }
  }
}

function* batchesOf(patients: Iterable<{ readonly traits: PatientTraits }>): Generator<PatientTraits[]> {
  let batch: PatientTraits[] = [];
  for (const { traits } of patients) {
    batch.push(traits);
    if (batch.length < batchPatients) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** A random-looking locator, the same for all patients with the term. */
function locatorOf({ text, limit }: Term): Bytes {
  return concat(Uint8Array.of(limit), sha256(utf8(`bench/fill/${toBase64url(utf8(text))}`)).slice(0, 15));
}
