import { fromBase64url, type Bytes } from '@etanche/core-wire';
import { decodeElement, splitElement, type Scalar } from '@etanche/core-oprf';
import { inboxSplit, type InboxKeys } from '@etanche/core-sealing';
import type { RecordsClient } from '../session/client.ts';
import { untrusted } from '../data/data-error.ts';

/** The keys of the own practice's inbox in an epoch, with the secret scalar. The caller zeroes `split`. */
export type OwnInbox = { readonly split: Scalar; readonly publicKey: Bytes; readonly keys: InboxKeys };

/** @throws RecordsClientError `not_entitled` without the role care; DataError */
export async function ownInbox({ environment, practice, secrets }: RecordsClient, epoch: number): Promise<OwnInbox> {
  const { group } = environment;
  const signed = secrets.epochs()?.signed ?? [];
  const keySets = signed[0]?.epoch.keySets;
  const sealing = signed.find((each) => each.epoch.epoch === epoch)?.epoch.keys.care;
  if (keySets === undefined || keySets === null || sealing === undefined)
    throw untrusted('no keys of the practice’s inbox');
  const wide = await inboxSplit(practice.id, epoch, await secrets.roleSecret('care', epoch));
  const split = group.reduce(wide);
  wide.fill(0);
  const publicKey = decodeElement(group, keySets.inbox.publicKey);
  const element = splitElement(group, publicKey, split);
  return { split, publicKey, keys: { element, sealing: fromBase64url(sealing, undefined) } };
}
