import { randomBytes } from 'node:crypto';
import { concat, fromRecordId, limits, sha256, toBase64url, toRecordId, utf8 } from '@etanche/core-wire';
import { recordsLimits } from '@etanche/core-records-protocol';
import { cardOf, compartmentOf, encodeCard, type Resource } from '@etanche/records-fhir';
import type { RecordsClient } from '@etanche/records-client';
import type { AttackContext } from './attack-context.ts';
import { TheftPractice } from './theft-practice.ts';
import type { TruePatient } from './truth.ts';
import { plaintext, writeRaw, type RawDraft, type RawScope } from '../attacker/write-raw.ts';

/**
 * Number of patients written in plaintext for the run with the defence off: enough to be found, few enough to be quick.
 */
const plaintextPatients = 200;

export type PlaintextPractice = AsyncDisposable & {
  readonly attacked: TheftPractice;
  readonly scopes: readonly string[];
};

/**
 * A practice with some of the same people, whose client seals nothing.
 *
 * @param most the number of patients, if the attacked practice has as many
 */
export async function plaintextPractice(
  { attacked, say, signal }: AttackContext,
  most = plaintextPatients,
): Promise<PlaintextPractice> {
  const patients = Math.min(most, attacked.truth.patients.length);
  const resourcesPerPatient = attacked.truth.patients[0]?.resources.length ?? 1;
  const open = await TheftPractice.make({
    ...{
      patients,
      canaries: 0,
      resourcesPerPatient,
      quotas: attacked.quotas,
      // Its write-ahead log contains plaintext and must not be in the cluster of the attacked practice.
      databaseServer: attacked.ownsCluster ? null : attacked.databaseServer,
      say,
      signal,
    },
    ...{ agenda: { days: 0, entries: 0 }, members: [], filled: false },
  });
  const doctor = await open.practice.doctor.signIn();
  await open.plantMarker();
  const scopes = await writePlaintext(doctor, open.truth.patients);
  return { attacked: open, scopes, [Symbol.asyncDispose]: () => open[Symbol.asyncDispose]() };
}

/**
 * Defence off: a client that seals nothing. It writes the same patients through the same routes, padded to the sizes
 * that the server expects, at locators that are bare fingerprints of the terms.
 */
async function writePlaintext(client: RecordsClient, patients: readonly TruePatient[]): Promise<readonly string[]> {
  const scopes: string[] = [];
  for (const { resources, terms, traits } of patients) {
    const scope = newId();
    scopes.push(scope);
    const drafts = resources.map((text): RawDraft => {
      const compartment = compartmentOf(JSON.parse(text) as Resource);
      return { resource: newId(), compartment, kind: 'resource', text };
    });
    const card = padded(encodeCard(cardOf(traits)), recordsLimits.cardBytes);
    const add = terms.map((term) => ({
      locator: toBase64url(concat(Uint8Array.of(limits.postings.exact), sha256(utf8(term)).slice(0, 15))),
      sealed: padded(fromRecordId(scope), recordsLimits.postingBytes),
    }));
    const parts: RawScope['parts'] = { kind: 'create', card, postings: { add, remove: [] } };
    await writeRaw(client, { purpose: 'scope', scope, drafts, parts }, plaintext);
  }
  return scopes;
}

function newId(): string {
  return toRecordId(Uint8Array.from(randomBytes(16)));
}

function padded(bytes: Uint8Array, length: number): string {
  const whole = new Uint8Array(length);
  whole.set(bytes);
  return toBase64url(whole);
}
