export {
  VaultClientError,
  type VaultClientErrorCode,
  type VaultFailure,
  type VaultFailureCode,
} from './vault-client-error.ts';
export { createVaultClient, type VaultClient, type VaultClientOptions } from './evaluate/vault-client.ts';
export type { WorkSolver } from './evaluate/evaluate-share.ts';
export { createRequestSigner, type Clock, type RequestSigner, type SigningKey } from './request-signer.ts';
export { fetchKeySet } from './key-sets/fetch-key-set.ts';
export { comparePages, type ComparedPage, type PageComparison } from './check/compare-pages.ts';
export { fetchVaultStatements } from './check/fetch-vault-statements.ts';
export { findNewerVersion } from './check/find-newer-version.ts';
export { sendKeySetOrder, type KeySetCommand } from './key-sets/key-set-order.ts';
export { cosignManifest } from './check/cosign-manifest.ts';
export { timerSleep, type Sleep } from '@etanche/core-wire';
export type { Transport } from './transport.ts';
export { buildGenesis, buildOrder, signOrder, type BuiltOrder, type OrderSigner } from './orders/build-order.ts';
export { postOrder, type PostedOrder } from './orders/post-order.ts';
export { catchUp, fetchPractice, type Practice } from './orders/fetch-practice.ts';
export { unreachedVaults } from './orders/reach-vaults.ts';
export { cancelOrder, fetchPending } from './orders/pending-orders.ts';
export type { ListedOrder } from './orders/read-order.ts';
export { notifyPractice } from './orders/notify-practice.ts';
export { queryPractice, type QueryAnswers } from './orders/query-practice.ts';
