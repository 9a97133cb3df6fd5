import { replayChain as replay, type Chain, type HashedOrder } from '@etanche/core-vault-protocol';
import { RecordsClientError } from '../records-client-error.ts';

/**
 * Replays a chain of orders from the genesis of the keyring. `fetchPractice` has verified the hashes; t vaults vouch
 * for the approvals of the orders by signing the head.
 *
 * @param genesis hash of the practice's first order, base64url
 * @throws RecordsClientError `server_untrusted` for another genesis, `vaults_disagree` for an order that no vault would
 *   apply
 */
export function replayChain(genesis: string, orders: readonly HashedOrder[]): Chain {
  const [first] = orders;
  if (first?.hash !== genesis || first.order.action.kind !== 'genesis') {
    throw new RecordsClientError('server_untrusted', 'the chain at the vaults begins with another genesis');
  }
  const replayed = replay(orders);
  if ('chain' in replayed) return replayed.chain;
  throw new RecordsClientError('vaults_disagree', `order ${replayed.rejected} contradicts an earlier order`);
}
