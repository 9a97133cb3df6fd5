import { fromRecordId, toBase64url } from '@etanche/core-protocol';
import { recordsLimits, type Write } from '@etanche/core-records-protocol';
import { rowsOf, type Statement, type Tx } from '../store/store.ts';
import { decode } from './decode.ts';

export type PlannedPostings = {
  readonly add: { readonly locators: readonly Buffer[]; readonly entries: readonly Buffer[] };
  readonly remove: { readonly locators: readonly Buffer[]; readonly ids: readonly Buffer[] };
};

const change: Statement = {
  name: 'postings_change',
  text: 'SELECT postings_change($1, $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[], $6) AS locator',
};

/** @throws Refusal `request_invalid` */
export function planPostings(postings: Write['postings']): PlannedPostings {
  const { add = [], remove = [] } = postings ?? {};
  const locator = (each: { readonly locator: string }) => decode(each.locator, 'postings/locator', 16);
  return {
    add: {
      locators: add.map(locator),
      entries: add.map(({ posting, sealed }) =>
        Buffer.concat([fromRecordId(posting), decode(sealed, 'postings/add/sealed', recordsLimits.postingBytes)]),
      ),
    },
    remove: { locators: remove.map(locator), ids: remove.map(({ posting }) => Buffer.from(fromRecordId(posting))) },
  };
}

/** @returns the locators of added postings that hold no postings any more, base64url */
export async function changeAll(tx: Tx, practice: string, { add, remove }: PlannedPostings): Promise<string[]> {
  if (add.locators.length === 0 && remove.locators.length === 0) return [];
  const changes = [add.locators, add.entries, remove.locators, remove.ids];
  const full = await rowsOf<{ locator: Buffer }>(tx, change, [practice, ...changes, recordsLimits.postingsPerLocator]);
  return full.map(({ locator }) => toBase64url(locator));
}
