import type { Order } from '@etanche/core-vault-protocol';
import { RecordsClientError } from '../records-client-error.ts';
import { applyAction, beginChain } from './apply-action.ts';
import type { Chain } from './practice-state.ts';

/**
 * What a chain of orders says, from the genesis that the keyring names. The hashes were linked before (`fetchPractice`);
 * that the orders were approved is what t vaults vouch for by signing the head.
 *
 * @param genesis hash of the practice's first order, base64url
 * @throws RecordsClientError `server_untrusted` for another genesis, `vaults_disagree` for an order that no vault would take
 */
export function replayChain(
  genesis: string,
  orders: readonly { readonly hash: string; readonly order: Order }[],
): Chain {
  const [first, ...others] = orders;
  if (first?.hash !== genesis || first.order.action.kind !== 'genesis') {
    throw new RecordsClientError('server_untrusted', 'the chain at the vaults begins with another genesis');
  }
  return others.reduce(
    (chain, { hash, order }) => {
      const applied = order.sequence === chain.sequence + 1 ? applyAction(chain, order) : null;
      if (applied === null) {
        throw new RecordsClientError('vaults_disagree', `order ${order.sequence} contradicts those before`);
      }
      return { ...applied, sequence: order.sequence, head: hash };
    },
    beginChain(first.order, first.hash),
  );
}
