import { type ImportBatch, type Write } from '@etanche/core-records-protocol';
import { jwsTypes, signCompact, toBase64url, utf8 } from '@etanche/core-wire';
import type { DataFixture, TestMember } from './data-fixture.ts';
import { newId, random } from './store.ts';

/** The statements of an importer's write. */
type Seal = NonNullable<Write['seal']>;

/** Stores a batch of an importer, whose secrets are random bytes of the right size. @returns its id */
export async function storeBatch(
  { handlers }: DataFixture,
  importer: TestMember,
  changed: Partial<ImportBatch> = {},
): Promise<string> {
  const { batch, jws } = await makeBatch(importer, changed);
  await handlers.addBatch({ session: importer.session, params: {}, query: {}, body: { batch: jws }, write: null });
  return batch;
}

/** A signed batch whose secrets are random bytes of the right size, and its id. */
export async function makeBatch(
  { session, key }: TestMember,
  changed: Partial<ImportBatch> = {},
): Promise<{ readonly batch: string; readonly jws: string }> {
  const secret = () => toBase64url(random(1168));
  const batch: ImportBatch = {
    ...{ practice: session.practice, batch: newId(), epoch: 1, importer: session.member },
    ...{ sealed: { reception: secret(), care: secret() }, ...changed },
  };
  const jws = await signCompact(utf8(JSON.stringify(batch)), jwsTypes.importBatch, key.privateKey, key.publicKey);
  return { batch: batch.batch, jws };
}

/** A seal with an element of its own: the server compares elements and calculates nothing with them. */
export function makeSeal(batch: string): Seal {
  return { element: toBase64url(random(32)), batch };
}
