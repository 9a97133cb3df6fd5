import { exchangeLimits } from '@etanche/core-exchange-protocol';
import type { WaitingReason } from '@etanche/core-records-protocol';
import { elementFor } from '@etanche/core-oprf';
import { elementOutput, keySetPurpose } from '@etanche/core-sealing';
import { toBase64url, utf8 } from '@etanche/core-wire';
import { findLargeData } from '@etanche/records-fhir';
import { retryInNextEpoch } from '../attachments/retry-in-next-epoch.ts';
import { storeLargeData } from '../attachments/store-data.ts';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { createKeyedHash } from '../import/record-ids.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { ScopeName } from '../scope/scope-name.ts';
import { writeScope, type Draft } from '../scope/write-scope.ts';
import { hashOf, placeOf, reportText, type ReceivedReport } from './received-report.ts';

/** `isRepeated`: the same bytes wait already, or a doctor decided about them; nothing was written. */
export type StoredReport = { readonly scope: string; readonly isRepeated: boolean };

/**
 * Seals a report into a scope of the unassigned list. No unit is used: this session draws an element and computes its
 * evaluation from the vaults' public key, and forgets it; the member who opens the report has it evaluated.
 *
 * @throws DataError `too_large`, `uncertain`; RecordsClientError `limit_reached`, `forbidden`
 */
export async function storeReport(
  context: DataContext,
  report: ReceivedReport,
  reason: WaitingReason,
): Promise<StoredReport> {
  if (report.content.length > exchangeLimits.attachmentBytes) {
    throw new DataError('too_large', `a report of ${report.content.length} bytes`);
  }
  const keyed = await createKeyedHash(context.secrets.indexSecret());
  const { scope, id } = await placeOf(keyed, hashOf(report.content), report.origin);
  const text = reportText(report);
  const reduced = await retryInNextEpoch(context, () =>
    storeLargeData(context, scope, 'clinical', text, findLargeData(text)),
  );
  const draft: Draft = {
    ...{ resource: id, base: 0, compartment: 'clinical', kind: 'resource' },
    ...{ bytes: utf8(reduced.text), binaries: reduced.binaries },
  };
  const name = await drawScope(context, scope);
  const erasure = Uint8Array.from(context.environment.random(32));
  const { publicKey } = await context.keys.eraser(name);
  const keys = { erasure: toBase64url(erasure), eraser: toBase64url(publicKey) };
  const create = { purpose: 'unassigned', reason, ...keys } as const;
  try {
    await writeScope(context, name, null, erasure, [draft], { kind: 'receive', create });
    return { scope, isRepeated: false };
  } catch (error) {
    const isKnown = error instanceof RecordsClientError && ['conflict', 'erased', 'erasing'].includes(error.code);
    if (!isKnown) throw error;
    return { scope, isRepeated: true };
  } finally {
    context.keys.forget(scope);
  }
}

/** Draws the element of a new scope, whose output this session has in memory until `forget`. */
async function drawScope({ environment, practice, secrets, keys }: DataContext, scope: string): Promise<ScopeName> {
  const purpose = 'unassigned';
  const { publicKey } = await orCouldNotCheck('key set', () => secrets.vault(keySetPurpose(purpose)));
  const { element, evaluated } = elementFor(environment.group, publicKey, environment.random);
  const name: ScopeName = { purpose, scope, element: toBase64url(element) };
  keys.learn(
    name,
    toBase64url(element),
    await elementOutput({ practice: practice.id, purpose, scope }, element, evaluated),
  );
  evaluated.fill(0);
  return name;
}
