import { toBase64url } from '@etanche/core-wire';
import { drawKitSecret, keysFingerprint } from '@etanche/core-sealing';
import { openNextEpoch } from '../members/grants.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { OrderState } from '../orders/order-progress.ts';
import { propose } from '../orders/propose.ts';
import type { RecordsClient } from '../session/client.ts';
import { newKit, type KitSheet } from './new-kit.ts';

/**
 * A kit whose order is pending: print the sheets at once, and store `keys` (public) until the vaults have applied the
 * order.
 */
type ProposedKit = {
  readonly order: OrderState;
  readonly sheets: readonly KitSheet[];
  readonly keys: { readonly auth: string; readonly sealing: string };
  /** The approvers must see the same on their pages. */
  readonly fingerprint: string;
};

/**
 * Proposes a new kit in place of one whose sheets were lost or seen. The vaults refuse the old kit after they have
 * applied the order.
 */
export async function proposeKit(client: RecordsClient): Promise<ProposedKit> {
  const { id, genesis, federation } = client.practice;
  const { random } = client.environment;
  const kit = await newKit(drawKitSecret(random), random);
  const order = await propose(client, { kind: 'kit', kit: kit.chain });
  const keys = { auth: kit.chain.auth, sealing: toBase64url(kit.sealing) };
  return { order, sheets: kit.print(id, genesis, federation), keys, fingerprint: keysFingerprint(kit.chain) };
}

/**
 * Completes the replacement of a kit after its order was applied: registers its keys at the server and opens the next
 * epoch, whose secrets the old kit does not get.
 *
 * @throws RecordsClientError `not_a_member` while the chain has another kit, `not_entitled` unless the member is a
 *   doctor
 */
export async function adoptKit(client: RecordsClient, { auth, sealing }: ProposedKit['keys']): Promise<void> {
  const { chain } = await client.practice.state('fresh');
  if (chain.kits.at(-1)?.auth !== auth) throw new RecordsClientError('not_a_member', 'the chain has another kit');
  await client.session.call('setKit', { body: { auth, sealing } });
  await openNextEpoch(client);
}
