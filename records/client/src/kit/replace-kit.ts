import { bytes32Schema } from '@etanche/core-vault-protocol';
import { object, parseShape, toBase64url, type Shape } from '@etanche/core-wire';
import { drawKitSecret, keysFingerprint } from '@etanche/core-sealing';
import { openNextEpoch } from '../members/grants.ts';
import { currentKit } from '../members/holders.ts';
import { kitSealingKey } from '../members/key-directory.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { pendingOrders, type OrderState } from '../orders/order-progress.ts';
import { propose } from '../orders/propose.ts';
import { recall, remember } from '../orders/read-memory.ts';
import type { RecordsClient } from '../session/client.ts';
import { newKit, type KitSheet } from './new-kit.ts';

/** The public keys of a kit that replaces another one, as this device remembers them until the server has them. */
const keysSchema = object({
  auth: bytes32Schema,
  sealing: { type: 'string', pattern: '^[A-Za-z0-9_-]+$', maxLength: 2048 },
  fingerprint: { type: 'string', maxLength: 40 },
});
type KitKeys = Shape<typeof keysSchema>;

/** A new kit that no vault knows yet: without `propose` its sheets are void. */
export type DraftedKit = {
  /** Print them before `propose`; they are stored nowhere. */
  readonly sheets: readonly KitSheet[];
  /** The approvers must see the same on their pages. */
  readonly fingerprint: string;
  /** Remembers the public keys on this device, and proposes the order. @throws VaultClientError */
  propose(): Promise<OrderState>;
};

/**
 * Where the replacement of the kit is. `waiting`: for approvers. `approved`: the vaults refuse the old kit, and a
 * doctor has to call `adoptKit`. `ended`: the order was refused or has expired, and the sheets are void. `elsewhere`:
 * approved, and prepared on another device.
 */
export type KitReplacement =
  | { readonly stage: 'none' | 'elsewhere' }
  | { readonly stage: 'approved' | 'ended'; readonly fingerprint: string }
  | { readonly stage: 'waiting'; readonly fingerprint: string; readonly approvals: number; readonly needed: number };

/** Draws a new kit in place of one whose sheets were lost or seen. */
export async function draftKit(client: RecordsClient): Promise<DraftedKit> {
  const { id, genesis, federation } = client.practice;
  const { random, memory } = client.environment;
  const kit = await newKit(drawKitSecret(random), random);
  const fingerprint = keysFingerprint(kit.chain);
  const keys: KitKeys = { auth: kit.chain.auth, sealing: toBase64url(kit.sealing), fingerprint };
  return {
    sheets: kit.print(id, genesis, federation),
    fingerprint,
    async propose() {
      // Remembered first: an approved kit whose keys nobody has could not be completed.
      await remember(memory, memoryKey(client), keys);
      return propose(client, { kind: 'kit', kit: kit.chain });
    },
  };
}

/** @throws VaultClientError, RecordsClientError */
export async function kitReplacement(client: RecordsClient): Promise<KitReplacement> {
  const [keys, { chain }, { kit }] = await Promise.all([
    remembered(client),
    client.practice.state('fresh'),
    client.session.call('practice'),
  ]);
  const isAdopted = isKnown(chain, kit);
  if (keys === null) return { stage: isAdopted ? 'none' : 'elsewhere' };
  const { auth, fingerprint } = keys;
  if (currentKit(chain).auth === auth) return isAdopted ? { stage: 'none' } : { stage: 'approved', fingerprint };
  const order = (await pendingOrders(client)).find(
    ({ content: { action } }) => action.kind === 'kit' && action.kit.auth === auth,
  );
  if (order === undefined) return { stage: 'ended', fingerprint };
  const approvals = order.approvedBy.filter((by) => chain.approvers.has(by)).length;
  return { stage: 'waiting', fingerprint, approvals, needed: order.needed };
}

/**
 * Completes the replacement of a kit after its order was applied: registers its keys at the server and opens the next
 * epoch, whose secrets the old kit does not get.
 *
 * @throws RecordsClientError `not_a_member` while the chain has another kit, `not_found` on a device that does not
 *   remember the kit, `not_entitled` unless the member is a doctor
 */
export async function adoptKit(client: RecordsClient): Promise<void> {
  const keys = await remembered(client);
  if (keys === null) throw new RecordsClientError('not_found', 'this device has not prepared a kit');
  if (!client.practice.roles().includes('doctor')) {
    throw new RecordsClientError('not_entitled', 'a doctor completes the replacement');
  }
  const { auth, sealing } = keys;
  const { chain } = await client.practice.state('fresh');
  if (currentKit(chain).auth !== auth) throw new RecordsClientError('not_a_member', 'the chain has another kit');
  await client.session.call('setKit', { body: { auth, sealing } });
  await openNextEpoch(client);
  await forgetKit(client);
}

/** Forgets a kit whose order has ended, on this device. */
export async function forgetKit(client: RecordsClient): Promise<void> {
  await remember(client.environment.memory, memoryKey(client), null);
}

async function remembered(client: RecordsClient): Promise<KitKeys | null> {
  return recall(client.environment.memory, memoryKey(client), (value) => parseShape(keysSchema, value, 'kit'));
}

/** Whether the server has the keys of the kit on the chain, to which the next epoch is sealed. */
function isKnown(...kit: Parameters<typeof kitSealingKey>): boolean {
  try {
    kitSealingKey(...kit);
    return true;
  } catch {
    return false;
  }
}

function memoryKey({ practice }: RecordsClient): string {
  return `etanche/${practice.id}/kit`;
}
