import { randomBytes } from 'node:crypto';
import { fromRecordId, sha256, toBase64url, toRecordId, utf8 } from '@etanche/core-protocol';
import { recordsLimits } from '@etanche/core-records-protocol';
import { cardOf, compartmentOf, encodeCard, type Resource } from '@etanche/records-fhir';
import type { Unlocked } from '@etanche/records-client';
import type { TruePatient } from './truth.ts';
import { plaintext, writeRaw, type RawDraft, type RawScope } from './write-raw.ts';

/**
 * The one defence off: a client that seals nothing. It writes the same patients through the same routes, padded to the
 * sizes that the server expects, under locators that are bare fingerprints of the terms.
 */
export async function writePlaintext(unlocked: Unlocked, patients: readonly TruePatient[]): Promise<readonly string[]> {
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
      posting: newId(),
      locator: toBase64url(sha256(utf8(term)).slice(0, 16)),
      sealed: padded(fromRecordId(scope), recordsLimits.postingBytes),
    }));
    const parts: RawScope['parts'] = { kind: 'create', card, postings: { add, remove: [] } };
    await writeRaw(unlocked, { purpose: 'scope', scope, drafts, parts }, plaintext);
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
