export {
  VaultClientError,
  type VaultClientErrorCode,
  type VaultFailure,
  type VaultFailureCode,
} from './vault-client-error.ts';
export { createVaultClient, type VaultClient, type VaultClientOptions } from './vault-client.ts';
export type { WorkSolver } from './evaluate-share.ts';
export { createRequestSigner, type Clock, type RequestSigner, type SigningKey } from './request-signer.ts';
export { fetchKeySet } from './fetch-key-set.ts';
export { comparePages, type ComparedPage, type PageComparison } from './compare-pages.ts';
export { fetchVaultStatements } from './fetch-vault-statements.ts';
export { findNewerVersion } from './find-newer-version.ts';
export { sendKeySetOrder, type KeySetCommand } from './key-set-order.ts';
export { cosignManifest } from './cosign-manifest.ts';
export { timerSleep, type Sleep, type Transport } from './transport.ts';
export { buildGenesis, buildOrder, signOrder, type BuiltOrder, type OrderSigner } from './practice/build-order.ts';
export { postOrder, type PostedOrder } from './practice/post-order.ts';
export { catchUp, fetchPractice, type ChainedOrder, type Practice } from './practice/fetch-practice.ts';
export { unreachedVaults } from './practice/reach-vaults.ts';
export { cancelOrder, fetchPending } from './practice/pending-orders.ts';
export type { ListedOrder } from './practice/read-order.ts';
export { notifyPractice } from './practice/notify-practice.ts';
export { queryPractice, type QueryAnswers } from './practice/query-practice.ts';
